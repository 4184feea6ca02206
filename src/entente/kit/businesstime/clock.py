"""The clock that runs in working hours only: elapsed time, due moments, open or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from entente.kit.businesstime.calendars import Calendar, longer, openings
from entente.kit.businesstime.hours import Closed
from entente.kit.businesstime.openings import END, Openings, micros, moment
from entente.kit.periods import start_of_day

NO_TIME = timedelta(0)
LONGEST_CLOSURE = 3660
"""Days looked through for the next working day before we say that there is none."""


class NeverOpens(ValueError):
    """The calendar has no hours left in which the clock could run."""


@dataclass(frozen=True)
class Measured:
    """How long something took by the working clock and by the wall clock.

    `backwards` says that the end lies before the start: both are zero then, and a person should
    look at the facts.
    """

    working: timedelta
    wall: timedelta
    backwards: bool


def elapsed(
    *, start: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Closed] = ()
) -> timedelta:
    """Working time between two moments, exact to the microsecond; zero when the end is earlier.

    Pauses are half-open, may overlap, and one without an end lasts on.
    """
    low, high = micros(start), micros(end)
    if high <= low:
        return NO_TIME
    table = openings(calendar=calendar, low=low, high=high)
    worked = table.spent(high) - table.spent(low)
    for pause_low, pause_high in _apart(pauses):
        from_, until = max(pause_low, low), min(pause_high, high)
        if from_ < until:
            worked -= table.spent(until) - table.spent(from_)
    return timedelta(microseconds=worked)


def measured(
    *, start: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Closed] = ()
) -> Measured:
    """Both clocks at once, and whether the end lies before the start."""
    wall = end.astimezone(UTC) - start.astimezone(UTC)
    working = elapsed(start=start, end=end, calendar=calendar, pauses=pauses)
    return Measured(working, max(wall, NO_TIME), wall < NO_TIME)


def due(
    *, start: datetime, working: timedelta, calendar: Calendar, pauses: Iterable[Closed] = ()
) -> datetime:
    """The first moment, in UTC, at which so much working time has elapsed since the start.

    The close of a day belongs to it: 16:30 and half an hour is 17:00 of the same day. No time at
    all is due at the start, open or closed. Raises NeverOpens when the hours never suffice, also
    because a pause without an end comes first.
    """
    left, since = working // timedelta(microseconds=1), micros(start)
    for pause_low, pause_high in _apart(pauses):
        if pause_high <= since:
            continue
        table = openings(calendar=calendar, low=since, high=max(since, pause_low))
        before = table.spent(max(since, pause_low)) - table.spent(since)
        if left <= before:
            break
        left, since = left - before, pause_high
    if since >= END:
        raise NeverOpens(f"The clock stands still from {start} on")
    return start.astimezone(UTC) if left <= 0 else moment(_due(since, left, calendar))


def is_open(*, at: datetime, calendar: Calendar) -> bool:
    """Whether the clock runs at this moment; the moment of closing is closed."""
    return _next_open(micros(at), calendar) == micros(at)


def next_open(*, at: datetime, calendar: Calendar) -> datetime:
    """The moment itself where open, else the next opening, in UTC. Raises NeverOpens."""
    return moment(_next_open(micros(at), calendar))


def is_working_day(*, day: date, calendar: Calendar) -> bool:
    """Whether the day, as the calendar's zone counts days, has any open time."""
    low, high = _bounds(day, calendar)
    table = openings(calendar=calendar, low=low, high=high)
    return table.spent(high) > table.spent(low)


def due_by_working_day(*, start: datetime, days: int, calendar: Calendar) -> datetime:
    """The close, in UTC, of the n-th working day after the day on which the clock starts.

    A start in closed time counts as the next opening. Zero days is the close of that same day.
    Raises NeverOpens.
    """
    zone = ZoneInfo(calendar.zone)
    day = next_open(at=start, calendar=calendar).astimezone(zone).date()
    counted = closed_in_a_row = 0
    while counted < days:
        day += timedelta(days=1)
        works = is_working_day(day=day, calendar=calendar)
        counted, closed_in_a_row = counted + works, 0 if works else closed_in_a_row + 1
        if closed_in_a_row > LONGEST_CLOSURE:
            raise NeverOpens(f"No working day within {LONGEST_CLOSURE} days of {day}")
    low, high = _bounds(day, calendar)
    table = openings(calendar=calendar, low=low, high=high)
    return moment(_reached(table, table.spent(high)))


def _bounds(day: date, calendar: Calendar) -> tuple[int, int]:
    zone = ZoneInfo(calendar.zone)
    low = start_of_day(day=day, zone=zone)
    return micros(low), micros(start_of_day(day=day + timedelta(days=1), zone=zone))


def _due(since: int, left: int, calendar: Calendar) -> int:
    table: Openings | None = openings(calendar=calendar, low=since, high=since)
    while table is not None:
        found = table.reached(table.spent(since) + left)
        if found is not None:
            return found
        table = longer(calendar=calendar, known=table)
    raise NeverOpens(f"The hours of this calendar after {moment(since)} do not suffice")


def _next_open(instant: int, calendar: Calendar) -> int:
    table: Openings | None = openings(calendar=calendar, low=instant, high=instant)
    while table is not None:
        found = table.opening_after(instant)
        if found is not None:
            return found
        table = longer(calendar=calendar, known=table)
    raise NeverOpens(f"This calendar does not open again after {moment(instant)}")


def _reached(table: Openings, spent: int) -> int:
    found = table.reached(spent)
    if found is None:
        raise NeverOpens("The calendar has no such hours")
    return found


def _apart(pauses: Iterable[Closed]) -> list[tuple[int, int]]:
    """The pauses as instants, in order, those that overlap joined."""
    joined: list[tuple[int, int]] = []
    spans = ((micros(p.start), END if p.until is None else micros(p.until)) for p in pauses)
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        elif low < high:
            joined.append((low, high))
    return joined
