"""An accepted lead is converted while there is a deal with it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from entente.handoff import events
from entente.handoff.models import Handover
from entente.handoff.operations.offering import tell
from entente.handoff.rules.standing import Status
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.models import Entry as Row
from entente.pipeline.models import DealContact

# One that was opened after the lead was handed over.
HAS_A_DEAL = Exists(
    DealContact.objects.filter(
        contact_id=OuterRef("contact_id"),
        deal__deleted_at=None,
        deal__created_at__gte=OuterRef("created_at"),
    )
)


def convert(*, contacts: Sequence[int], at: datetime) -> None:
    """There is a deal with these contacts: their accepted leads are converted."""
    with transaction.atomic():
        for row in _locked(contacts, Status.ACCEPTED).filter(HAS_A_DEAL):
            _set(row, Status.CONVERTED)
            tell(kind=events.CONVERTED, row=row, at=at, actor=None, team="sales")


def revert(*, contacts: Sequence[int], at: datetime) -> None:
    """A deal with these contacts was deleted: who has no other is an accepted lead again."""
    with transaction.atomic():
        for row in _locked(contacts, Status.CONVERTED).exclude(HAS_A_DEAL):
            _set(row, Status.ACCEPTED)
            told = Row.objects.filter(
                contact_id=row.contact_id,
                kind=events.CONVERTED.name,
                properties__handover=row.id,
            ).order_by("-position")
            for entry in told:
                if facts.stands(position=entry.position):
                    ledger.retract(
                        position=entry.position, reason="deal deleted", actor=None, at=at
                    )


def _locked(contacts: Sequence[int], status: Status):  # type: ignore[no-untyped-def]  a query set
    return (
        Handover.objects.select_for_update(of=("self",))
        .select_related("contact")
        .filter(contact_id__in=contacts, status=status)
        .order_by("id")
    )


def _set(row: Handover, status: Status) -> None:
    row.status = status
    row.save(update_fields=["status"])
