"""A calendar: in which hours of which days somebody is there."""

from dataclasses import dataclass, field
from datetime import date

from entente.kit.businesstime.hours import Closed, Week
from entente.kit.businesstime.openings import (
    FIRST_YEAR,
    LAST_YEAR,
    Openings,
    lay_out,
    year_of,
)


@dataclass(frozen=True)
class Calendar:
    """When somebody is there.

    An instant is open when the wall clock of the zone reads a time within the hours of that
    weekday, the day is no holiday, and no absence covers the instant. So a gap in the wall
    clock takes away what it skips, and an hour that comes twice counts twice. Years before 1900
    and after 2199 have no hours. Holidays must be given for all years asked about.
    """

    zone: str
    week: Week
    holidays: frozenset[date] = frozenset()
    absences: tuple[Closed, ...] = ()
    laid_out: list[Openings] = field(default_factory=list, init=False, repr=False, compare=False)
    """The openings laid out so far: only remembered, never a part of what the calendar says."""


def openings(*, calendar: Calendar, low: int, high: int) -> Openings:
    """The calendar's openings over at least these instants (microseconds since 1970, UTC)."""
    for known in calendar.laid_out:
        if known.beginning <= low and high < known.end:
            return known
    first, last = year_of(low) // 10 * 10, year_of(high) // 10 * 10 + 19
    for known in calendar.laid_out:
        first, last = min(first, known.first_year), max(last, known.last_year)
    return _remember(calendar, first, last)


def longer(*, calendar: Calendar, known: Openings) -> Openings | None:
    """The openings over twice as many years; None where there are no later ones."""
    if known.last_year >= LAST_YEAR:
        return None
    years = known.last_year - known.first_year + 1
    return _remember(calendar, known.first_year, known.last_year + years)


def _remember(calendar: Calendar, first: int, last: int) -> Openings:
    made = lay_out(
        zone=calendar.zone,
        week=calendar.week,
        holidays=calendar.holidays,
        absences=calendar.absences,
        first_year=max(first, FIRST_YEAR),
        last_year=min(last, LAST_YEAR),
    )
    calendar.laid_out[:] = [made]
    return made
