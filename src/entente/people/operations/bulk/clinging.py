"""What an undone import leaves clinging to addresses: whatever still stands, on whatever record."""

from collections.abc import Set
from typing import Final

from django.db import connection

from entente.people.models import Suppression
from entente.people.operations.refusals import digest_key
from entente.people.queries.clinging import standing
from entente.people.rules.refusals import digest_of

_LET_GO: Final = "delete from people_suppression where batch_id = %s and id = any(%s)"
_HAND_ON: Final = "update people_suppression set batch_id = %s where batch_id = %s and id = any(%s)"


def settle(*, batch: int) -> None:
    """Once an import's noes are taken back: let those go from addresses that nobody tells now.

    A no that stands on any record, merged, deleted or renamed since, keeps those of its addresses,
    and the import, or nobody's undoing, that it hangs on from now on is that of who tells it.
    """
    left = Suppression.objects.filter(batch_id=batch, reason="no")
    ids = {
        (bytes(digest), means): id_
        for id_, digest, means in left.values_list("id", "digest", "means")
    }
    if not ids:
        return
    key = digest_key()
    told: dict[tuple[bytes, str], set[int | None]] = {}
    for one in standing(means={means for _, means in ids}):
        clinging = (digest_of(text=one.address, key=key), one.means)
        if clinging in ids:
            told.setdefault(clinging, set()).add(one.batch)
    passed: dict[int | None, list[int]] = {}
    for clinging, batches in told.items():
        passed.setdefault(_teller(batches, batch), []).append(ids[clinging])
    with connection.cursor() as cursor:
        cursor.execute(_LET_GO, [batch, [ids[one] for one in ids.keys() - told.keys()]])
        for teller, some in passed.items():
            if teller != batch:
                cursor.execute(_HAND_ON, [teller, batch, some])


def _teller(batches: Set[int | None], batch: int) -> int | None:
    """Somebody outweighs every import; of imports the one at hand comes before others."""
    imports = {one for one in batches if one is not None}
    if imports != batches:
        return None
    return batch if batch in imports else min(imports)
