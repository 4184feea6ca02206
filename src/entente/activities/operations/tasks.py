"""Tasks: set, done, opened again."""

from datetime import date, datetime

from django.db import transaction

from entente.activities import events, rules
from entente.activities.models import Activity
from entente.activities.operations.writing import Deed, telling, write
from entente.activities.rules import About
from entente.ledger import operations as ledger
from entente.people.operations.contacts import Gone, check_member
from entente.people.rules.changes import UnableToSave
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def set_task(
    *,
    about: About,
    subject: str,
    by: Viewer,
    at: datetime,
    due_on: date | None = None,
    assignee: int | None = None,
    source: str = "app",
    message_id: str | None = None,
) -> int:
    """Set a task for a member, oneself unless told; gives its id. Days are the workspace's.

    Raises UnableToSave, Refused, Gone.
    """
    subject = rules.check_text(text=subject, needed=True, field="subject")
    if len(subject) > 200:
        raise UnableToSave({"subject": f"Shorten this to 200 characters; it has {len(subject)}."})
    rules.check_due(due_on)
    check_member(member_id=assignee)
    assignee = assignee or by.member_id
    told = {"due": due_on.isoformat() if due_on else None, "assignee": assignee}
    with transaction.atomic():
        return write(
            deed=Deed(
                kind=events.TASK_SET,
                sort="task",
                about=about,
                by=by,
                at=at,
                occurred_at=at,
                text=subject,
                source=source,
                message_id=message_id,
                properties=told,
                columns={"subject": subject, "due_on": due_on, "assignee_id": assignee},
            )
        ).id


def finish_task(*, task_id: int, by: Viewer, at: datetime) -> None:
    """Tick a task off. Doing it twice changes nothing. Raises Refused, Gone."""
    with transaction.atomic():
        row = _task(task_id, by)
        if row.done_at is not None:
            return
        deed = Deed(
            kind=events.TASK_DONE,
            sort="task",
            about=_about(row),
            by=by,
            at=at,
            occurred_at=at,
            properties={"assignee": row.assignee_id},
        )
        told = telling(deed=deed, about=deed.about)
        row.done_position = ledger.record(entries=[told], at=at)[0]
        row.done_at, row.done_by_id = at, by.member_id
        row.save(update_fields=["done_at", "done_by", "done_position"])


def reopen_task(*, task_id: int, by: Viewer, at: datetime) -> None:
    """Take back that a task was done; the entry that said so is retracted."""
    with transaction.atomic():
        row = _task(task_id, by)
        if row.done_position is None:
            return
        ledger.retract(position=row.done_position, reason="not done yet", actor=by.member_id, at=at)
        row.done_at = row.done_by = row.done_position = None
        row.save(update_fields=["done_at", "done_by", "done_position"])


def _task(task_id: int, by: Viewer) -> Activity:
    rows = Activity.objects.select_for_update().filter(kind="task", deleted_at=None)
    row = rows.filter(id=task_id).first()
    if row is None:
        raise Gone("This task is not here any more.")
    if by.member_id != row.assignee_id:
        require(viewer=by, record="activity", action="change", owner_id=row.by_id)
    return row


def _about(row: Activity) -> About:
    return About(contact_id=row.contact_id, company_id=row.company_id, deal_id=row.deal_id)
