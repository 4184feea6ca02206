"""Holding one lead until a deed on it is done."""

from entente.handoff.models import Handover
from entente.workspace.access import Refused


def locked(*, handover_id: int) -> Handover:
    """The lead with its contact, held until the transaction ends."""
    rows = Handover.objects.select_for_update(of=("self",)).select_related("contact")
    return rows.get(id=handover_id)


def require_contact(*, row: Handover) -> None:
    """Raise Refused where its contact was deleted: nobody waits then."""
    if row.contact.deleted_at is not None:
        raise Refused("This contact was deleted; restore it before you do anything about the lead.")
