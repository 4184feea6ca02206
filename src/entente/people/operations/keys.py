"""Outside keys: by what other systems know a contact or a company."""

from collections.abc import Sequence

from django.db import connection, transaction

from entente.people.models import OutsideKey
from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import BadValue, clean
from entente.people.rules.keys import KeyGiven

TABLES = {"contact": "people_contact", "company": "people_company"}


def add_keys(
    *, record: str, record_id: int, keys: Sequence[KeyGiven], batch: int | None = None
) -> None:
    """Note by what other systems know this record. A key of another record raises UnableToSave."""
    if not keys:
        return
    try:
        given = {(clean(one.system), clean(one.key)) for one in keys}
    except BadValue as error:
        raise UnableToSave({"keys": str(error)}) from None
    with transaction.atomic():
        OutsideKey.objects.bulk_create(
            [
                OutsideKey(
                    record=record, record_id=record_id, system=system, key=key, batch_id=batch
                )
                for system, key in sorted(given)
                if system and key
            ],
            ignore_conflicts=True,
        )
        for system, key in given:
            holder = OutsideKey.objects.filter(record=record, system=system, key=key).first()
            if holder is not None and holder.record_id != record_id:
                raise UnableToSave({"keys": f"{system} {key} names another {record} already."})
        refresh_words(record=record, ids=[record_id])


def refresh_words(*, record: str, ids: Sequence[int]) -> None:
    """Let search find these records by the outside keys that they have now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {TABLES[record]} r set keys_text = coalesce(("  # noqa: S608  a constant
            "select string_agg(lower(k.key), ' ' order by k.id) from people_outsidekey k "
            "where k.record = %s and k.record_id = r.id), '') where r.id = any(%s)",
            [record, list(ids)],
        )


def give_back(*, record: str, ids: Sequence[int], was: int, into: int) -> None:
    """Let a record that was merged be known by these outside keys again."""
    OutsideKey.objects.filter(id__in=ids, record=record, record_id=into).update(record_id=was)
    refresh_words(record=record, ids=[was, into])
