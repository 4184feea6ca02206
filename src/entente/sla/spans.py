"""How much of a period each version of the agreement held, in its own working time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from entente.kit import periods
from entente.kit.businesstime import clock
from entente.kit.periods import Period
from entente.sla.books import Book
from entente.sla.rules.judging import Judgement
from entente.sla.rules.scorecard import Progress

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time in which one version held within a period."""

    book: Book
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A period of which the lines are told: its moments, its versions, and which is its last.

    `signed` is when the first agreement was: what was before owes nothing counted by the period.
    """

    start: datetime
    until: datetime
    at: datetime
    zone: ZoneInfo
    signed: datetime
    agreed: Sequence[Book]
    last: Book

    @property
    def runs(self) -> bool:
        return self.at < self.until

    @property
    def begun(self) -> bool:
        return self.start <= self.at

    def counts(self, judgement: Judgement) -> bool:
        """Whether it belongs to this period."""
        return judgement.counts_at is not None and self.start <= judgement.counts_at < self.until

    def spans(self, books: Sequence[Book]) -> list[Span]:
        """When these versions held in the period."""
        found = [
            Span(
                book=book,
                start=max(self.start, self.signed, book.since or self.start),
                until=min(self.until, book.until or self.until),
            )
            for book in books
        ]
        return [span for span in found if span.start < span.until]


def progress(*, sheet: Sheet, books: Sequence[Book]) -> Progress:
    """How much of the working time has gone by in which these versions held, in working days."""
    spans = sheet.spans(books)
    covered, gone = (
        sum((_worked(one, until=until) for one in spans), timedelta(0))
        for until in (sheet.until, sheet.at)
    )
    days = [sheet.start + timedelta(days=n) for n in range((sheet.until - sheet.start).days)]
    of = len([day for day in days if any(_works(one, day) for one in spans)])
    return Progress(
        days=of * (_part(gone, covered) if covered else Fraction(1)),
        of=of,
        owed=sum((_owed(one, sheet.zone) for one in spans), Fraction(0)),
        begun=sheet.begun,
        ended=sheet.runs and all(book is not sheet.last for book in books),
    )


def _worked(span: Span, *, until: datetime) -> timedelta:
    end = max(span.start, min(span.until, until))
    return clock.elapsed(start=span.start, end=end, calendar=span.book.calendar)


def _works(span: Span, day: datetime) -> bool:
    """Whether the version held on this day, and the day has working hours."""
    end = day + timedelta(days=1)
    opens = clock.elapsed(start=day, end=end, calendar=span.book.calendar) > timedelta(0)
    return span.start < end and day < span.until and opens


def _owed(span: Span, zone: ZoneInfo) -> Fraction:
    """How many weeks or months of the agreement lie in this time, a part by its working time."""
    first, last = (periods.day_of(at=one, zone=zone) for one in (span.start, span.until - MOMENT))
    found = Fraction(0)
    for unit in periods.within(
        period=Period(first, last + periods.ONE_DAY), kind=span.book.levels.period
    ):
        start, end = periods.moments(period=unit, zone=zone)
        whole, part = (
            clock.elapsed(start=since, end=till, calendar=span.book.calendar)
            for since, till in ((start, end), (max(start, span.start), min(end, span.until)))
        )
        found += _part(part, whole) if whole else span.start <= start and end <= span.until
    return found


def _part(some: timedelta, whole: timedelta) -> Fraction:
    return Fraction(int(some.total_seconds()), int(whole.total_seconds()))
