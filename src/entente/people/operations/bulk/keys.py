"""Outside keys of many records."""

from collections.abc import Sequence

from entente.people.operations import keys as outside
from entente.people.operations.bulk.copying import copy_in
from entente.people.operations.saving import Doing
from entente.people.rules.keys import KeyGiven

OWN = ("since", "created_at", "batch_id")


def add_keys(
    *, record: str, keys: Sequence[tuple[int, KeyGiven]], doing: Doing, refresh: bool = True
) -> None:
    """Note by what other systems know these records, (id, key) each; none of the keys is known.

    `refresh` lets search find them; new records bring their keys along.
    """
    if not keys:
        return
    copy_in(
        table="people_outsidekey",
        columns=("record", "record_id", "system", "key", "batch_id"),
        rows=((record, one, given.system, given.key, doing.batch) for one, given in keys),
    )
    if refresh:
        outside.refresh_words(record=record, ids=sorted({one for one, _ in keys}))
