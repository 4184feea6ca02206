"""Holding one lead until a deed on it is done."""

from entente.handoff.models import Handover
from entente.handoff.rules.standing import OPEN, WHY, Status, Why
from entente.people.models import Contact
from entente.workspace.access import Refused


def locked(*, handover_id: int) -> Handover:
    """The lead with its contact, both held until the transaction ends.

    The contact first, as those hold it who delete, merge or erase one: nobody is gone halfway.
    """
    of = Handover.objects.filter(id=handover_id).values("contact_id")
    Contact.objects.select_for_update(no_key=True).filter(id__in=of).first()
    rows = Handover.objects.select_for_update(of=("self",)).select_related("contact")
    return rows.get(id=handover_id)


def require_open(*, row: Handover) -> None:
    """Raise Refused where this lead waits no more, or nobody is left to wait."""
    if row.status == Status.ENDED:
        raise Refused(has_ended(row=row))
    if row.status not in OPEN:
        raise Refused("This lead is decided already; undo the verdict first.")
    require_contact(row=row)


def has_ended(*, row: Handover) -> str:
    """Why a hand-over ended that nobody decided, in words for people."""
    return f"This lead waits no more: {WHY[Why(row.ended_why)]}."


def require_person(*, row: Handover) -> None:
    """Raise Refused where its contact was erased."""
    if row.contact.erased_at is not None:
        raise Refused("This person was erased; nothing about them is kept any more.")


def require_contact(*, row: Handover) -> None:
    """Raise Refused where its contact was erased or deleted: nobody waits then."""
    require_person(row=row)
    if row.contact.deleted_at is not None:
        raise Refused("This contact was deleted; restore it before you do anything about the lead.")
