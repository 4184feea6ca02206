"""Where the time goes: how long leads waited for the system and for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from entente.handoff.models import Handover
from entente.handoff.rules.standing import Why
from entente.kit.businesstime.calendars import Calendar
from entente.sla import books
from entente.sla.rules import timing
from entente.sla.rules.timing import Asked, Spent, Wait
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.models import Member
from entente.workspace.rules import Viewer

NOBODY = "nobody yet"
OTHERS = "Others"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The waits of the leads handed over in [since, until), by who has them and by channel.

    Figures of single persons are for them and their head: others are added up under one name.
    `looks_slow` is with whom leads wait long for the system, where the viewer may see so. `half`
    is the working time from the offer by which half of them are contacted; None if untold. `asked`
    is what marketing was asked about them.
    """

    by_owner: tuple[Spent, ...]
    by_channel: tuple[Spent, ...]
    looks_slow: Spent | None
    half: timedelta | None
    asked: Asked

    @property
    def leads(self) -> int:
        return sum(one.leads for one in self.by_owner)


def waits(*, viewer: Viewer, since: datetime, until: datetime, at: datetime) -> Waits:
    """Working time from hand-over to first offer, and from there to the first touch.

    Eight queries, and two or three for each team whose figures a head may see.
    Leads that somebody has not contacted yet are in it with what they have waited so far. Those for
    which no agreement was in force, and those that ended as another's, are left out.
    """
    rows = Handover.objects.filter(created_at__gte=since, created_at__lt=min(until, at))
    rows = rows.exclude(ended_why__in=[Why.JOINED, Why.VOID])
    seen = list(scope(rows, viewer=viewer, record="handoff").select_related("contact", "owner"))
    agreed = books.books(at=at)
    facts = books.facts_of(rows=seen)
    office = books.Office(rows=seen, at=at)
    owners: list[tuple[Member | None, Wait]] = []
    channels: list[tuple[str, Wait]] = []
    questions: list[Asked] = []
    for row in seen:
        book = books.book_for(books=agreed, moment=row.first_offered_at or row.created_at)
        if book is None:
            continue
        calendar: Calendar = office.calendar(book=book, row=row)
        told, allowed = facts[row.id], book.levels.question_time
        wait = timing.waited(facts=told, calendar=calendar, question_hours=allowed, at=at)
        if told.questions:
            questions.append(
                timing.asked(facts=told, calendar=calendar, question_hours=allowed, at=at)
            )
        owners.append((row.owner, wait))
        channels.append((row.contact.channel or UNKNOWN, wait))
    by_owner, slow = _by_owner(owners, workspace.figures_open_to(viewer=viewer, at=at))
    return Waits(
        by_owner=by_owner,
        by_channel=tuple(timing.spent(waits=channels)),
        looks_slow=slow,
        half=timing.half_contacted(waits=[wait for _, wait in owners]),
        asked=timing.all_asked(asked=questions),
    )


def _by_owner(
    owners: Sequence[tuple[Member | None, Wait]], seen: set[int] | None
) -> tuple[tuple[Spent, ...], Spent | None]:
    """By name, those whose figures are nobody else's business together; who looks slow of them."""
    rest = (OTHERS, NOBODY)

    def label(owner: Member | None) -> str:
        if owner is None:
            return NOBODY
        return owner.name if seen is None or owner.id in seen else OTHERS

    shown = timing.spent(waits=[(label(owner), wait) for owner, wait in owners])
    shown.sort(key=lambda one: rest.index(one.label) if one.label in rest else -1)
    known = [(owner.name, wait) for owner, wait in owners if owner]
    slow = timing.looks_slow(groups=timing.spent(waits=known))
    return tuple(shown), slow if slow in shown else None
