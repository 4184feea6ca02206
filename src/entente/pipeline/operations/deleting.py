"""Deleting a deal and bringing it back."""

from datetime import datetime

from django.db import transaction

from entente.ledger import operations as ledger
from entente.people.operations.contacts import Gone
from entente.pipeline import events
from entente.pipeline.models import Deal
from entente.pipeline.operations.saving import Doing, entry, locked
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def delete_deal(*, deal_id: int, by: Viewer, at: datetime) -> None:
    """Take a deal off every board and out of every sum; it can be restored."""
    with transaction.atomic():
        row = locked(deal_id=deal_id)
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        row.deleted_at = at
        row.save(update_fields=["deleted_at"])
        doing = Doing(by=by, at=at, occurred_at=at)
        ledger.record(entries=[entry(kind=events.DEAL_DELETED, row=row, doing=doing)], at=at)


def restore_deal(*, deal_id: int, by: Viewer, at: datetime) -> None:
    """Bring a deleted deal back. Raises Gone, also where they may not know of it, and Refused."""
    with transaction.atomic():
        rows = Deal.objects.select_for_update().exclude(deleted_at=None)
        row = rows.filter(id=deal_id).first()
        if row is None or not by.may(record="deal", action="see", owner_id=row.owner_id):
            raise Gone(f"Deal {deal_id} is not deleted.")
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        row.deleted_at = None
        row.save(update_fields=["deleted_at"])
        doing = Doing(by=by, at=at, occurred_at=at)
        ledger.record(entries=[entry(kind=events.DEAL_RESTORED, row=row, doing=doing)], at=at)
