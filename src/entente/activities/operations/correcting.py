"""Putting a log right: a new entry that points at the old one; nothing is changed in place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from entente.activities import events, rules
from entente.activities.models import Activity
from entente.activities.operations.writing import Deed, telling
from entente.activities.rules import About
from entente.ledger import operations as ledger
from entente.ledger import queries as ledger_queries
from entente.people.operations.contacts import Gone, check_member
from entente.people.rules.changes import UnableToSave
from entente.workspace.access import require
from entente.workspace.rules import Viewer

KINDS = {
    "call": events.CALL_LOGGED,
    "email": events.EMAIL_SENT_BY_PERSON,
    "meeting": events.MEETING_HELD,
    "note": events.NOTE_WRITTEN,
    "task": events.TASK_SET,
}
CHANGEABLE = {
    "call": ("outcome", "direction", "minutes", "occurred_at", "text"),
    "email": ("occurred_at", "text"),
    "meeting": ("place", "minutes", "occurred_at", "text"),
    "note": ("occurred_at", "text"),
    "task": ("subject", "due_on", "assignee"),
}


def correct_activity(
    *, activity_id: int, values: Mapping[str, Any], by: Viewer, at: datetime
) -> None:
    """Say a log again, right this time: outcome, direction, place, minutes, occurred_at, text.

    Of a task subject, due_on, assignee. Promises go on counting it from when it was first logged
    (property `logged_at` of the new entry). Raises UnableToSave, Refused, Gone.
    """
    with transaction.atomic():
        row = _mine(activity_id, by)
        unknown = values.keys() - set(CHANGEABLE[row.kind])
        if unknown:
            raise UnableToSave({name: f"A {row.kind} has no {name}." for name in sorted(unknown)})
        earlier = ledger_queries.entry(position=row.position)
        text = str(values.get("text", earlier.personal.get("text", "")))
        _take(row, values, at)
        deed = Deed(
            kind=KINDS[row.kind],
            sort=row.kind,
            about=About(contact_id=row.contact_id, company_id=row.company_id, deal_id=row.deal_id),
            by=by,
            at=at,
            occurred_at=row.at,
            channel=earlier.channel,
            text=row.subject or rules.check_text(text=text, needed=row.kind == "note"),
            properties={**_told(row), "logged_at": row.logged_at.isoformat()},
        )
        told = telling(deed=deed, about=deed.about, corrects=row.position, actor=row.by_id)
        # Whoever puts it right, it stays the deed of the team that did it.
        told = replace(told, team=earlier.team)
        row.position = ledger.record(entries=[told], at=at)[0]
        row.save()


def delete_activity(*, activity_id: int, by: Viewer, at: datetime, reason: str = "deleted") -> None:
    """Take a log or task back; the ledger keeps both the entry and that it was taken back."""
    with transaction.atomic():
        row = _mine(activity_id, by)
        for position in (row.position, row.done_position):
            if position is not None:
                ledger.retract(position=position, reason=reason, actor=by.member_id, at=at)
        row.deleted_at = at
        row.save(update_fields=["deleted_at"])


def _mine(activity_id: int, by: Viewer) -> Activity:
    row = Activity.objects.select_for_update().filter(id=activity_id, deleted_at=None).first()
    if row is None:
        raise Gone("This is not here any more.")
    require(viewer=by, record="activity", action="change", owner_id=row.by_id)
    return row


def _take(row: Activity, values: Mapping[str, Any], at: datetime) -> None:
    for name, offered in (
        ("outcome", rules.OUTCOMES),
        ("direction", rules.DIRECTIONS),
        ("place", rules.PLACES),
    ):
        if name in values:
            rules.check_one_of(field=name, value=values[name], offered=offered)
            setattr(row, name, values[name])
    if "minutes" in values:
        rules.check_minutes(values["minutes"])
        row.minutes = values["minutes"]
    if "occurred_at" in values:
        rules.check_moment(occurred_at=values["occurred_at"], at=at)
        row.at = values["occurred_at"]
    if row.kind == "task":
        _take_task(row, values)


def _take_task(row: Activity, values: Mapping[str, Any]) -> None:
    if "subject" in values:
        row.subject = rules.check_text(text=values["subject"], needed=True, field="subject")[:200]
    if "due_on" in values:
        due: date | None = values["due_on"]
        rules.check_due(due)
        row.due_on = due
    if values.get("assignee"):
        check_member(member_id=values["assignee"])
        row.assignee_id = values["assignee"]


def _told(row: Activity) -> dict[str, Any]:
    if row.kind == "task":
        due = row.due_on.isoformat() if row.due_on else None
        return {"due": due, "assignee": row.assignee_id}
    told = {"outcome": row.outcome, "direction": row.direction, "place": row.place}
    return {**{name: value for name, value in told.items() if value}, "minutes": row.minutes}
