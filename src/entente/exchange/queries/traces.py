"""Whether undoing an import would take anything back."""

from collections.abc import Mapping

from entente.exchange.queries.claims import still_claims
from entente.ledger.models import Entry
from entente.people.models import NoToldAgain, OutsideKey
from entente.pipeline.models import DealContact, DealKey


def left_traces(*, import_id: int, counts: Mapping[str, int]) -> bool:
    """Records, values, facts and noes have an entry; keys and noes told again have none.

    One that changed nothing may still be why records of an undone import stay. `counts` are its
    rows by outcome, which mostly say it already.
    """
    if counts.get("created") or counts.get("updated") or still_claims(import_id=import_id):
        return True
    return any(
        found.filter(batch_id=import_id).exists()
        for found in (
            Entry.objects.filter(voided=None),
            OutsideKey.objects,
            NoToldAgain.objects,
            DealKey.objects,
            DealContact.objects,
        )
    )
