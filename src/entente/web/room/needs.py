"""What waits for somebody today: signatures, questions, leads whose clock runs out, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone

from entente.activities import queries as activities
from entente.activities.queries import TaskInfo
from entente.agreements import queries as agreements
from entente.handoff import queries as handoffs
from entente.kit import wording
from entente.people.queries import companies
from entente.people.queries.contacts import called
from entente.web.queue import pages as queue
from entente.web.queue.clockwords import ClockShown
from entente.workspace.rules import Team, Viewer

MOST: Final = 4  # of one sort; the rest is counted
RUNS: Final = {"late": 0, "soon": 1, "ok": 2}  # a clock that runs, the most urgent first
RESTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that waits for somebody."""

    title: str
    words: str
    url: str
    where: str
    clock: ClockShown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What is shown, how many there are in all, and where the rest is: words and address."""

    shown: tuple[Need, ...]
    count: int
    more: tuple[tuple[str, str], ...]


def of(*, viewer: Viewer, at: datetime) -> Needs:
    """What waits for this person, the most formal first, each sort by how urgent it is."""
    sorts = (
        ("signatures", reverse("accord"), _signatures(viewer)),
        ("questions", reverse("queue"), _questions(viewer)),
        ("leads", reverse("queue"), _leads(viewer, at)),
        ("tasks", reverse("tasks"), _tasks(viewer, at)),
    )
    return Needs(
        shown=tuple(need for _, _, needs in sorts for need in needs[:MOST]),
        count=sum(len(needs) for _, _, needs in sorts),
        more=tuple(
            (f"{wording.number(len(needs) - MOST)} more {name}", url)
            for name, url, needs in sorts
            if len(needs) > MOST
        ),
    )


def _signatures(viewer: Viewer) -> list[Need]:
    return [
        Need(
            title=f"{one.title} waits for your signature",
            words=f"Version {one.number}, for {wording.listed(list(one.seats))}.",
            url=_document(one.kind, one.scope, one.number),
            where="The accord",
        )
        for one in agreements.waiting_for(viewer=viewer)
    ]


def _document(kind: str, scope: str, number: int) -> str:
    parts = [kind.replace("_", "-"), *([scope] if scope else []), str(number)]
    return f"/accord/{'/'.join(parts)}/"


def _questions(viewer: Viewer) -> list[Need]:
    if not viewer.acts_for(Team.MARKETING):
        return []
    return [
        Need(
            title=f"{one.asked_by.name} asks about {called(one.handover.contact)}",
            words=one.text,
            url=reverse("queue_lead", args=[one.handover_id]),
            where="Hand-off queue",
        )
        for one in handoffs.unanswered(viewer=viewer, most=50)
    ]


def _leads(viewer: Viewer, at: datetime) -> list[Need]:
    """Those whose clock runs, and those that fall due today though it rests: at night, say."""
    if not viewer.may(record="handoff", action="see", owner_id=viewer.member_id):
        return []
    if viewer.acts_for(Team.MARKETING) and not viewer.acts_for(Team.SALES):
        return []
    whose = "me" if viewer.holds(team="sales", role="member") else "all"
    found = queue.waiting(viewer=viewer, at=at, whose=whose)
    urgent = [
        (order, row)
        for row in (*found.rows, *found.owed)
        if (order := _urgency(found.clocks[row.id], timezone.localdate(at))) is not None
    ]
    return [
        Need(
            title=f"{called(row.contact)} waits {_for(found.clocks[row.id])}",
            words=_lead_words(row, viewer),
            url=reverse("queue_lead", args=[row.id]),
            where="Hand-off queue",
            clock=found.clocks[row.id],
        )
        for _, row in sorted(urgent, key=lambda one: one[0])
    ]


def _urgency(clock: ClockShown, today: date) -> int | None:
    if clock.state in RUNS:
        return RUNS[clock.state]
    if clock.due is not None and timezone.localtime(clock.due).date() <= today:
        return RESTS
    return None


def _for(clock: ClockShown) -> str:
    owed = clock.what or clock.owed
    return "for a first contact" if "contact" in owed else "for a verdict"


def _lead_words(row, viewer: Viewer) -> str:  # type: ignore[no-untyped-def]  a Handover
    company = row.contact.company
    firm = companies.called(company) if company else "Company not known"
    if row.owner_id == viewer.member_id:
        return f"{firm}. You have the lead."
    return f"{firm}. {row.owner.name if row.owner else 'Nobody'} has the lead."


def _tasks(viewer: Viewer, at: datetime) -> list[Need]:
    today = timezone.localdate(at)
    open_yet = activities.open_tasks(viewer=viewer, today=today)
    return _due(open_yet, today)


def _due(tasks: Sequence[TaskInfo], today: date) -> list[Need]:
    return [
        Need(
            title=task.subject,
            words=f"{task.about}. {_since(task.due_on, today)}"
            if task.about
            else _since(task.due_on, today),
            url=reverse("tasks"),
            where="Tasks",
        )
        for task in tasks
        if task.due_on is not None and task.due_on <= today
    ]


def _since(due: date, today: date) -> str:
    return "Due today." if due == today else f"Was due {wording.day(due, today=today)}."
