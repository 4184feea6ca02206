"""Tasks that nobody sets by hand: a document of the accord is due for review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from entente.activities.models import Activity
from entente.activities.operations import tasks
from entente.activities.rules import About
from entente.agreements import events as agreements_events
from entente.agreements import queries as agreements
from entente.kit import wording
from entente.ledger.events import Entry
from entente.ledger.models import Entry as Row
from entente.workspace import queries as workspace
from entente.workspace.rules import SIGNING_SEATS, SYSTEM

SOURCE: Final = "accord.review"
READS: Final = (agreements_events.REVIEWED.name, agreements_events.SUPERSEDED.name)


def set_review_tasks(*, at: datetime) -> int:
    """A task for everybody who signs, for each review that is due; gives how many there are.

    Running again sets none twice.
    """
    if not workspace.is_set_up():
        return 0
    seats = set(SIGNING_SEATS.values())
    signatories = [one.id for one in workspace.members(at=at) if seats & set(one.seats)]
    due = agreements.reviews_due(at=at)
    for review in due:
        for member_id in signatories:
            tasks.set_task(
                about=About(),
                subject=f"Review {wording.within(review.name)}",
                due_on=review.due_on,
                assignee=member_id,
                source=SOURCE,
                message_id=f"{review.key}:{member_id}",
                by=SYSTEM,
                at=at,
            )
    return len(due) * len(signatories)


def finish_review_tasks(entries: Sequence[Entry], at: datetime) -> None:
    """Once a review was held or the version superseded, its tasks are done for everybody."""
    for entry in entries:
        positions = Row.objects.filter(source=SOURCE, message_id__startswith=_key(entry)).values(
            "position"
        )
        open_ones = Activity.objects.filter(kind="task", done_at=None, position__in=positions)
        for task_id in open_ones.values_list("id", flat=True):
            tasks.finish_task(task_id=task_id, by=SYSTEM, at=at)


def _key(entry: Entry) -> str:
    """The start of the message ids of the tasks: one review's, or all of a superseded version."""
    said = entry.properties
    version = f"{said['document']}:{said['scope']}:{said['version']}:"
    return f"{version}{said['due']}:" if "due" in said else version
