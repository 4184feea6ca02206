"""Where the time goes: how long leads waited for the system and for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from entente.handoff.models import Handover
from entente.handoff.rules.standing import Why
from entente.kit.businesstime.calendars import Calendar
from entente.sla import books
from entente.sla.rules import timing
from entente.sla.rules.timing import Asked, Spent, Wait
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

NOBODY = "nobody yet"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The waits of the leads handed over in [since, until), by who has them and by channel.

    `half` is the working time from the offer by which half of them are reached; None if untold.
    `asked` is what marketing was asked about them.
    """

    by_owner: tuple[Spent, ...]
    by_channel: tuple[Spent, ...]
    half: timedelta | None
    asked: Asked

    @property
    def leads(self) -> int:
        return sum(one.leads for one in self.by_owner)


def waits(*, viewer: Viewer, since: datetime, until: datetime, at: datetime) -> Waits:
    """Working time from hand-over to first offer, and from there to the first touch. Eight queries.

    Leads that somebody has not reached yet are in it with what they have waited so far. Those for
    which no agreement was in force, and those that ended as another's, are left out.
    """
    rows = Handover.objects.filter(created_at__gte=since, created_at__lt=min(until, at))
    rows = rows.exclude(ended_why__in=[Why.JOINED, Why.VOID])
    seen = list(scope(rows, viewer=viewer, record="handoff").select_related("contact", "owner"))
    agreed = books.books(at=at)
    facts = books.facts_of(rows=seen)
    office = books.Office(rows=seen, at=at)
    owners: list[tuple[str, Wait]] = []
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
        owners.append((row.owner.name if row.owner else NOBODY, wait))
        channels.append((row.contact.channel or UNKNOWN, wait))
    return Waits(
        by_owner=tuple(timing.spent(waits=owners)),
        by_channel=tuple(timing.spent(waits=channels)),
        half=timing.half_reached(waits=[wait for _, wait in owners]),
        asked=timing.all_asked(asked=questions),
    )
