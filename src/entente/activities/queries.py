"""Questions about tasks and logs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q

from entente.activities.models import Activity
from entente.people.queries import companies, contacts
from entente.pipeline.models import Deal
from entente.workspace.access import scope
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInfo:
    """An open or done task. `late` is past its day in the zone of `today`."""

    id: int
    subject: str
    due_on: date | None
    late: bool
    assignee_id: int | None
    done_at: datetime | None
    contact_id: int | None
    company_id: int | None
    deal_id: int | None
    about: str


def open_tasks(
    *, viewer: Viewer, today: date, assignee: int | None = None, limit: int = 100
) -> list[TaskInfo]:
    """The open tasks of a member, the asker unless told, by day due, those without a day last.

    `today` is the day in the workspace's zone. Four queries at most.
    """
    of = viewer.member_id if assignee is None else assignee
    rows = Activity.objects.filter(kind="task", deleted_at=None, done_at=None, assignee_id=of)
    if of != viewer.member_id:
        rows = scope(rows, viewer=viewer, record="activity", owner="assignee_id")
    return _told(list(rows.order_by(F("due_on").asc(nulls_last=True), "id")[:limit]), today)


def due_tasks(*, viewer: Viewer, today: date) -> tuple[int, int]:
    """How many of the asker's tasks are due until today, and how many of them are late."""
    rows = Activity.objects.filter(
        kind="task", deleted_at=None, done_at=None, assignee_id=viewer.member_id
    )
    found = rows.aggregate(
        due=Count("id", filter=Q(due_on__lte=today)), late=Count("id", filter=Q(due_on__lt=today))
    )
    return found["due"], found["late"]


def done_tasks(*, viewer: Viewer, today: date, limit: int = 50) -> list[TaskInfo]:
    """What the asker has ticked off, the latest first. Four queries at most."""
    rows = Activity.objects.filter(kind="task", deleted_at=None, done_at__isnull=False)
    mine = rows.filter(assignee_id=viewer.member_id)
    return _told(list(mine.order_by("-done_at", "-id")[:limit]), today)


def task(*, viewer: Viewer, task_id: int, today: date) -> TaskInfo:
    """One task of the asker's own, or that they may see. Raises LookupError."""
    row = Activity.objects.filter(kind="task", id=task_id, deleted_at=None).first()
    mine = row is not None and row.assignee_id == viewer.member_id
    if row is None or not (
        mine or viewer.may(record="activity", action="see", owner_id=row.assignee_id)
    ):
        raise LookupError(task_id)
    return _told([row], today)[0]


def tasks_about(
    *,
    viewer: Viewer,
    today: date,
    contact_id: int | None = None,
    company_id: int | None = None,
    deal_id: int | None = None,
    limit: int = 20,
) -> list[TaskInfo]:
    """The open tasks about a contact, company or deal that the asker may see."""
    rows = Activity.objects.filter(kind="task", deleted_at=None, done_at=None)
    for name, value in (("contact", contact_id), ("company", company_id), ("deal", deal_id)):
        if value is not None:
            rows = rows.filter(**{f"{name}_id": value})
    seen = scope(rows, viewer=viewer, record="activity", owner="assignee_id")
    return _told(list(seen.order_by(F("due_on").asc(nulls_last=True), "id")[:limit]), today)


def _told(rows: Sequence[Activity], today: date) -> list[TaskInfo]:
    people = contacts.names(ids=[row.contact_id for row in rows if row.contact_id])
    firms = companies.names(ids=[row.company_id for row in rows if row.company_id])
    sales = dict(
        Deal.objects.filter(id__in=[row.deal_id for row in rows if row.deal_id]).values_list(
            "id", "name"
        )
    )
    return [
        TaskInfo(
            id=row.id,
            subject=row.subject,
            due_on=row.due_on,
            late=row.due_on is not None and row.due_on < today,
            assignee_id=row.assignee_id,
            done_at=row.done_at,
            contact_id=row.contact_id,
            company_id=row.company_id,
            deal_id=row.deal_id,
            about=people.get(row.contact_id or 0)
            or sales.get(row.deal_id)
            or firms.get(row.company_id or 0, ""),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityInfo:
    """A log or task as it stands after its last correction; its words are the entry's payload."""

    id: int
    kind: str
    position: int
    at: datetime
    logged_at: datetime
    by_id: int | None
    outcome: str
    direction: str
    place: str
    minutes: int | None
    subject: str
    due_on: date | None
    done_at: datetime | None
    may_change: bool


def at_positions(*, viewer: Viewer, positions: Sequence[int]) -> dict[int, ActivityInfo]:
    """The activities that these ledger entries tell of, for links on a timeline. One query."""
    rows = scope(
        Activity.objects.filter(position__in=positions, deleted_at=None),
        viewer=viewer,
        record="activity",
        owner="by_id",
    )
    return {row.position: _info(row, viewer) for row in rows}


def positions(*, ids: Collection[int]) -> list[int]:
    """The entries that these logs and tasks are, also of those taken back. One query."""
    rows = Activity.objects.filter(id__in=ids).order_by("position")
    return list(rows.values_list("position", flat=True))


def activity(*, viewer: Viewer, activity_id: int) -> ActivityInfo:
    """One log or task that the asker may see. Raises LookupError."""
    row = Activity.objects.filter(id=activity_id, deleted_at=None).first()
    if row is None or not viewer.may(record="activity", action="see", owner_id=row.by_id):
        raise LookupError(activity_id)
    return _info(row, viewer)


def _info(row: Activity, viewer: Viewer) -> ActivityInfo:
    return ActivityInfo(
        id=row.id,
        kind=row.kind,
        position=row.position,
        at=row.at,
        logged_at=row.logged_at,
        by_id=row.by_id,
        outcome=row.outcome,
        direction=row.direction,
        place=row.place,
        minutes=row.minutes,
        subject=row.subject,
        due_on=row.due_on,
        done_at=row.done_at,
        may_change=viewer.may(record="activity", action="change", owner_id=row.by_id),
    )
