"""How much working time passed until leads were decided, and whether that was in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from entente.handoff.models import Handover
from entente.handoff.rules.standing import Status
from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.hours import Closed
from entente.sla import books
from entente.sla.books import Book
from entente.sla.rules.clocks import State, first_contact_clock, verdict_clock
from entente.sla.rules.facts import Facts, pauses
from entente.sla.rules.terms import Promise

ACCEPTED = frozenset({Status.ACCEPTED, Status.CONVERTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """The working time until a verdict; `in_time` if neither it nor the first contact is late."""

    length: timedelta
    in_time: bool


def until_decided(*, rows: Sequence[Handover], at: datetime) -> dict[int, Took]:
    """Working time from the first offer to the verdict, without pauses, as the clocks count it.

    None for a lead that was not offered or not decided, or before anything was agreed. Eight
    queries, whatever the number of leads.
    """
    agreed, facts = books.books(at=at), books.facts_of(rows=rows)
    office = books.Office(rows=rows, at=at)
    found: dict[int, Took] = {}
    for row in rows:
        start, end = row.first_offered_at, row.decided_at
        book = books.book_for(books=agreed, moment=start or row.created_at)
        if book is None or start is None or end is None or end < start:
            continue
        calendar = office.calendar(book=book, row=row)
        told = facts[row.id]
        rests = pauses(facts=told, calendar=calendar, question_hours=book.levels.question_time)
        closed = [Closed(rest.start, rest.until) for rest in rests]
        length = clock.elapsed(start=start, end=end, calendar=calendar, pauses=closed)
        # Whom sales sent back nobody has to call any more.
        until = at if row.status in ACCEPTED else end
        found[row.id] = Took(length=length, in_time=_in_time(told, book, calendar, until))
    return found


def _in_time(facts: Facts, book: Book, calendar: Calendar, at: datetime) -> bool:
    contact = book.levels.first_contact(clause=facts.clause)
    verdicts = [
        term
        for term in book.levels.terms
        if term.promise is Promise.VERDICT and term.covers(clause=facts.clause)
    ]
    hours = book.levels.question_time
    readings = [
        read(facts=facts, term=term, calendar=calendar, question_hours=hours, at=at)
        for read, terms in (
            (first_contact_clock, [contact] if contact else []),
            (verdict_clock, verdicts[:1]),
        )
        for term in terms
    ]
    return all(one.state not in (State.LATE, State.MET_LATE) for one in readings)
