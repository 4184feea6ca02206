"""How much working time passed until leads were decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from entente.handoff.models import Handover
from entente.kit.businesstime import clock
from entente.kit.businesstime.hours import Closed
from entente.sla import books
from entente.sla.rules.facts import pauses


def until_decided(*, rows: Sequence[Handover], at: datetime) -> dict[int, timedelta]:
    """Working time from the first offer to the verdict, without pauses, as the clocks count it.

    None for a lead that was not offered or not decided, or before anything was agreed. Eight
    queries, whatever the number of leads.
    """
    agreed, facts = books.books(at=at), books.facts_of(rows=rows)
    office = books.Office(rows=rows, at=at)
    found: dict[int, timedelta] = {}
    for row in rows:
        start, end = row.first_offered_at, row.decided_at
        book = books.book_for(books=agreed, moment=start or row.created_at)
        if book is None or start is None or end is None or end < start:
            continue
        calendar = office.calendar(book=book, row=row)
        rests = pauses(
            facts=facts[row.id], calendar=calendar, question_hours=book.levels.question_time
        )
        closed = [Closed(rest.start, rest.until) for rest in rests]
        found[row.id] = clock.elapsed(start=start, end=end, calendar=calendar, pauses=closed)
    return found
