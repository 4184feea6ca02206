"""From a filled form to what is written: one deed and perhaps a task for what comes next."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.activities import queries
from entente.activities.operations import correcting, logging, tasks
from entente.activities.rules import About
from entente.web.activities.counting import count_at_once
from entente.web.activities.forms import LogForm
from entente.web.picking import Picked
from entente.workspace.rules import Viewer

SAID = {
    "call": "Logged a call with {}",
    "email": "Logged an e-mail to {}",
    "meeting": "Logged a meeting with {}",
    "appointment": "Logged an appointment with {}",
    "demo": "Logged a demo with {}",
    "note": "Wrote a note on {}",
    "task": "Set a task about {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the activities' ids and the sentence that tells it."""

    ids: tuple[int, ...]
    words: str


def write(
    *, form: LogForm, about: Picked, by: Viewer, at: datetime, person: int | None = None
) -> Written:
    """Write what the form says, all or nothing. Raises UnableToSave, Refused, Gone.

    `person` is with whom of a deal it was.
    """
    given = form.cleaned_data
    of = About(**{f"{about.kind}_id": about.id})
    kind = given["kind"]
    with transaction.atomic():
        ids = [_deed(kind, given, replace(of, contact_id=person) if person else of, by, at)]
        if given["next_subject"] and kind != "task":
            ids.append(
                tasks.set_task(
                    about=of,
                    subject=given["next_subject"],
                    due_on=given["next_due_on"],
                    by=by,
                    at=at,
                )
            )
    count_at_once(positions=queries.positions(ids=ids), at=at)
    whom = f"{about.called} ({about.about})" if about.about else about.called
    words = SAID[kind].format(whom)
    if len(ids) > 1:
        words += " and set the next task"
    return Written(ids=tuple(ids), words=words)


def _deed(kind: str, given: dict[str, Any], of: About, by: Viewer, at: datetime) -> int:
    when = given["occurred_at"]
    shared: dict[str, Any] = {"about": of, "by": by, "at": at}
    if kind == "task":
        return tasks.set_task(
            **shared,
            subject=given["subject"],
            due_on=given["due_on"],
            assignee=given["assignee"],
        )
    # What was entered as this minute happened just now.
    happened = at if when is None or 0 <= (at - when).total_seconds() < 60 else when
    shared |= {"occurred_at": happened, "text": given["text"]}
    if kind == "note":
        return logging.write_note(**shared)
    if kind == "email":
        return logging.log_email(**shared)
    shared["minutes"] = given["minutes"]
    if kind == "call":
        return logging.log_call(
            **shared,
            outcome=given["outcome"],
            direction="inbound" if given["inbound"] else "outbound",
        )
    place = "offline" if kind == "appointment" else "online"
    return logging.log_meeting(**shared, place=place, is_demo=kind == "demo")


def unlog(*, ids: list[int], by: Viewer, at: datetime) -> str:
    """Take logs back that were just written."""
    for activity_id in ids:
        correcting.delete_activity(activity_id=activity_id, by=by, at=at, reason="undone")
    count_at_once(positions=queries.positions(ids=ids), at=at)
    return "Took the log back" if len(ids) == 1 else "Took the log and its task back"
