"""Whether an import has left anything that undoing it would take back."""

from collections.abc import Mapping

from entente.ledger.models import Entry
from entente.people.models import NoToldAgain, OutsideKey
from entente.pipeline.models import DealContact, DealKey


def left_traces(*, import_id: int, counts: Mapping[str, int]) -> bool:
    """Records, values, facts and noes have an entry; keys and noes told again have none.

    `counts` are its rows by outcome, which mostly say it already.
    """
    return bool(counts.get("created") or counts.get("updated")) or any(
        found.filter(batch_id=import_id).exists()
        for found in (
            Entry.objects.filter(voided=None),
            OutsideKey.objects,
            NoToldAgain.objects,
            DealKey.objects,
            DealContact.objects,
        )
    )
