"""Looking again at whom sales recycled, on the day that was named for it."""

from datetime import date, datetime
from typing import Final

from django.db import transaction

from entente.activities.operations import tasks
from entente.activities.rules import About
from entente.handoff import queries
from entente.handoff.models import Handover, Verdict, WakeUp
from entente.handoff.operations.locking import locked
from entente.qualification import queries as qualification
from entente.workspace import queries as workspace
from entente.workspace.rules import SYSTEM, Team

SOURCE: Final = "handoff.wake"


def note(*, verdict_id: int, on: date | None) -> None:
    """Remember the day on which to look again, if one was named."""
    if on is not None:
        WakeUp.objects.create(verdict_id=verdict_id, on=on)


def forget(*, verdict_id: int) -> None:
    """Nobody looks again because of a verdict that was taken back."""
    WakeUp.objects.filter(verdict_id=verdict_id).delete()


def wake(*, at: datetime) -> int:
    """A task to look again for everybody whose day has come; gives for how many.

    Each verdict wakes once, however often this runs; where nobody is there to be told it waits.
    """
    if not workspace.is_set_up():
        return 0
    today = at.astimezone(workspace.current().timezone).date()
    ids = list(queries.to_wake(today=today).order_by("id").values_list("id", flat=True))
    return sum(_wake(handover_id, today, at) for handover_id in ids)


def _wake(handover_id: int, today: date, at: datetime) -> bool:
    with transaction.atomic():
        row = locked(handover_id=handover_id)
        if not queries.to_wake(today=today).filter(id=handover_id).exists():
            return False  # decided otherwise, handed over again, or gone a moment ago
        verdict = Verdict.objects.select_related("wake_up").get(handover=row, undone_at=None)
        members = _who(row, at)
        labels = qualification.reason_labels(at=at)
        for member_id in members:
            tasks.set_task(
                about=About(contact_id=row.contact_id),
                subject=f"Look again: {labels.get(verdict.reason, verdict.reason).lower()}",
                due_on=verdict.wake_up.on,
                assignee=member_id,
                source=SOURCE,
                message_id=f"{verdict.id}:{member_id}",
                by=SYSTEM,
                at=at,
            )
        if members:
            WakeUp.objects.filter(verdict=verdict).update(woken_at=at)
    return bool(members)


def _who(row: Handover, at: datetime) -> list[int]:
    """The owner of the contact; the heads of marketing where it has none who signs in here."""
    owners = [] if row.contact.owner_id is None else [row.contact.owner_id]
    here = [one.id for one in workspace.members(at=at, ids=owners) if one.can_sign_in]
    return here or workspace.heads(team=Team.MARKETING, at=at)
