"""Holding one lead until a deed on it is done."""

from datetime import datetime

from entente.handoff import access
from entente.handoff.models import Handover, Offer
from entente.handoff.rules.standing import OPEN, WHY, Status, Why
from entente.kit import wording
from entente.people.models import Contact
from entente.workspace import queries as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import Viewer


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


def require_change(*, row: Handover, by: Viewer, at: datetime) -> None:
    """Raise Refused unless they may; whoever had this lead until lately learns who has it now."""
    if not access.may_change(viewer=by, owner_id=row.owner_id, at=at):
        _require_not_given_on(row, by, at)
    access.require_change(viewer=by, owner_id=row.owner_id, at=at)


def _require_not_given_on(row: Handover, by: Viewer, at: datetime) -> None:
    """Who may not see the hand-over any more learns nothing of whose it is."""
    may_see = by.may(record="handoff", action="see", owner_id=row.owner_id)
    had = Offer.objects.filter(handover=row, member_id=by.member_id, ended_at__isnull=False)
    given = Offer.objects.filter(handover=row, ended_at=None).select_related("member", "by").first()
    if not may_see or given is None or given.member_id != row.owner_id or not had.exists():
        return
    zone = workspace.current().timezone
    when = wording.day_and_time(given.offered_at.astimezone(zone), now=at.astimezone(zone))
    who = f" by {given.by.name}" if given.by and given.by_id != given.member_id else ""
    raise Refused(f"This lead was given to {given.member.name} meanwhile{who}: {when}.")


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
