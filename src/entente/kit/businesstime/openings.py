"""The opening hours of a calendar laid out on the one time line, with running sums.

Instants are integer microseconds since 1970 in UTC, so nothing is ever rounded.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from entente.kit.businesstime.hours import Closed, Week
from entente.kit.businesstime.zones import stretches, year_start

Instants = NDArray[np.int64]

SECOND = 1_000_000
DAY = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST_YEAR, LAST_YEAR = 1900, 2199
BEGINNING = year_start(FIRST_YEAR) * SECOND
END = year_start(LAST_YEAR + 1) * SECOND - 1


def micros(at: datetime) -> int:
    """The instant in microseconds since 1970; before 1900 and after 2199 the nearest bound.

    A moment without a zone raises TypeError.
    """
    return min(max((at - EPOCH) // MICROSECOND, BEGINNING), END)


def moment(instant: int) -> datetime:
    """The instant as a moment in UTC."""
    return EPOCH + timedelta(microseconds=instant)


@dataclass(frozen=True)
class Openings:
    """The open times of a calendar from one year to another, in order and apart."""

    first_year: int
    last_year: int
    opens: Instants
    closes: Instants
    before: Instants
    """Open microseconds of all earlier openings; one longer: the last is the total."""
    quick_opens: list[int] = field(repr=False)
    quick_closes: list[int] = field(repr=False)
    quick_before: list[int] = field(repr=False)

    @cached_property
    def beginning(self) -> int:
        """The first instant that the table knows."""
        return year_start(self.first_year) * SECOND

    @cached_property
    def end(self) -> int:
        """The first instant that the table does not know."""
        return year_start(self.last_year + 1) * SECOND

    def spent(self, instant: int) -> int:
        """Open microseconds from the beginning of the table to the instant."""
        index = bisect_right(self.quick_opens, instant) - 1
        if index < 0:
            return 0
        inside = min(instant, self.quick_closes[index]) - self.quick_opens[index]
        return self.quick_before[index] + inside

    def reached(self, spent: int) -> int | None:
        """The first instant at which so much was spent; None when the table ends before."""
        if spent > self.quick_before[-1]:
            return None
        index = max(bisect_left(self.quick_before, spent) - 1, 0)
        return self.quick_opens[index] + spent - self.quick_before[index]

    def opening_after(self, instant: int) -> int | None:
        """The instant itself where open, else the next opening; None when the table ends."""
        index = bisect_right(self.quick_closes, instant)
        if index == len(self.quick_opens):
            return None
        return max(instant, self.quick_opens[index])


def year_of(instant: int) -> int:
    """The UTC year of the instant."""
    return moment(instant).year


def lay_out(
    *,
    zone: str,
    week: Week,
    holidays: frozenset[date],
    absences: Iterable[Closed],
    first_year: int,
    last_year: int,
) -> Openings:
    """All openings from the first to the last year, both included, in UTC."""
    walls = _wall_clock_hours(week, holidays, first_year, last_year)
    spans = [
        _within(walls[0] - offset, walls[1] - offset, [(start, until)])
        for start, until, offset in stretches(zone=zone, first_year=first_year, last_year=last_year)
    ]
    opens, closes = _join(
        np.concatenate([span[0] for span in spans]), np.concatenate([span[1] for span in spans])
    )
    opens, closes = _within(opens * SECOND, closes * SECOND, _present(absences))
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(closes - opens)])
    return Openings(
        first_year,
        last_year,
        opens,
        closes,
        before,
        opens.tolist(),
        closes.tolist(),
        before.tolist(),
    )


def _wall_clock_hours(
    week: Week, holidays: frozenset[date], first: int, last: int
) -> tuple[Instants, Instants]:
    """Hours of each day in seconds of the wall clock, as if it never jumped."""
    days = np.arange(year_start(first) // DAY - 2, year_start(last + 1) // DAY + 3)
    shut = np.array([holiday.toordinal() for holiday in holidays], np.int64)
    days = days[~np.isin(days, shut - date(1970, 1, 1).toordinal())]
    opens, closes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for weekday, hours in enumerate(week):
        these = days[(days + 3) % 7 == weekday] * DAY
        for window in hours:
            opens.append(these + window.opens * 60)
            closes.append(these + window.closes * 60)
    order = np.argsort(joined := np.concatenate(opens))
    return joined[order], np.concatenate(closes)[order]


def _within(
    opens: Instants, closes: Instants, bounds: list[tuple[int, int]]
) -> tuple[Instants, Instants]:
    """What of the spans lies within the bounds; both in order and apart."""
    kept_opens, kept_closes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for low, high in bounds:
        first = np.searchsorted(closes, low, "right")
        last = np.searchsorted(opens, high, "left")
        kept_opens.append(np.maximum(opens[first:last], low))
        kept_closes.append(np.minimum(closes[first:last], high))
    return np.concatenate(kept_opens), np.concatenate(kept_closes)


def _join(opens: Instants, closes: Instants) -> tuple[Instants, Instants]:
    """Spans that touch become one."""
    if not len(opens):
        return opens, closes
    apart = opens[1:] > closes[:-1]
    return opens[np.concatenate([[True], apart])], closes[np.concatenate([apart, [True]])]


def _present(absences: Iterable[Closed]) -> list[tuple[int, int]]:
    """The stretches between absences."""
    present, since = [], BEGINNING
    away = (
        (micros(absence.start), END + 1 if absence.until is None else micros(absence.until))
        for absence in absences
    )
    for start, until in sorted(away):
        if start > since:
            present.append((since, start))
        since = max(since, until)
    return [*present, (since, END + 1)] if since <= END else present
