"""By what other systems know a deal."""

from collections.abc import Sequence

from django.db import connection, transaction

from entente.people.rules.changes import UnableToSave
from entente.people.rules.keys import KeyGiven
from entente.pipeline.models import DealKey


def add_keys(*, deal_id: int, keys: Sequence[KeyGiven], batch: int | None = None) -> None:
    """Note by what other systems know this deal. A key of another deal raises UnableToSave."""
    if not keys:
        return
    with transaction.atomic():
        DealKey.objects.bulk_create(
            [
                DealKey(deal_id=deal_id, system=one.system, key=one.key, batch_id=batch)
                for one in keys
            ],
            ignore_conflicts=True,
        )
        for one in keys:
            holder = DealKey.objects.get(system=one.system, key=one.key).deal_id
            if holder != deal_id:
                raise UnableToSave({"keys": f"{one.system} {one.key} names another deal already."})
        refresh_words(ids=[deal_id])


def refresh_words(*, ids: Sequence[int]) -> None:
    """Let search find these deals by the outside keys that they have now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update pipeline_deal d set keys_text = coalesce((select string_agg(lower(k.key), ' ' "
            "order by k.id) from pipeline_dealkey k where k.deal_id = d.id), '') "
            "where d.id = any(%s)",
            [list(ids)],
        )
