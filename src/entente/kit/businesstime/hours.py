"""Opening hours of a week as people write them, and times of absence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

MINUTES_A_DAY = 24 * 60


class UnreadableHours(ValueError):
    """The hours given cannot be read as hours of a day."""


@dataclass(frozen=True, order=True)
class Hours:
    """Opening hours within one day, as minutes of the wall clock, half-open; 24:00 is 1440."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MINUTES_A_DAY:
            raise UnreadableHours(f"Hours must lie within a day, not {self.opens}–{self.closes}")


Week = tuple[tuple[Hours, ...], ...]
"""Seven days from Monday on, each with its hours: sorted, apart from each other."""

ALWAYS: Week = tuple((Hours(0, MINUTES_A_DAY),) for _ in range(7))


@dataclass(frozen=True)
class Closed:
    """A time of absence, half-open; without an end it lasts until further notice."""

    start: datetime
    until: datetime | None


def weekly_hours(*, hours: Mapping[int, Iterable[tuple[str | time, str | time]]]) -> Week:
    """The week with these hours: weekday (Monday is 0) to pairs such as ("09:00", "17:00").

    Hours that end before they begin run past midnight into the next day; "24:00" ends a day.
    Hours that overlap or touch become one. Raises UnreadableHours.
    """
    days: list[list[Hours]] = [[] for _ in range(7)]
    for weekday, pairs in hours.items():
        if weekday not in range(7):
            raise UnreadableHours(f"There is no weekday {weekday}; Monday is 0, Sunday is 6")
        for opens, closes in pairs:
            _place(days, weekday, _minute(opens), _minute(closes))
    return tuple(tuple(_joined(day)) for day in days)


def office_hours(*, opens: str = "09:00", closes: str = "17:00", days: int = 5) -> Week:
    """The same hours on each of the first days of the week."""
    return weekly_hours(hours={day: [(opens, closes)] for day in range(days)})


def _place(days: list[list[Hours]], weekday: int, opens: int, closes: int) -> None:
    if opens in (MINUTES_A_DAY, closes):
        raise UnreadableHours("Hours need a beginning and a later end")
    if opens < closes:
        days[weekday].append(Hours(opens, closes))
        return
    days[weekday].append(Hours(opens, MINUTES_A_DAY))
    if closes:
        days[(weekday + 1) % 7].append(Hours(0, closes))


def _joined(day: list[Hours]) -> Iterable[Hours]:
    joined: list[Hours] = []
    for hours in sorted(day):
        if joined and hours.opens <= joined[-1].closes:
            joined[-1] = Hours(joined[-1].opens, max(joined[-1].closes, hours.closes))
        else:
            joined.append(hours)
    return joined


def _minute(reading: str | time) -> int:
    if isinstance(reading, time):
        if reading.second or reading.microsecond:
            raise UnreadableHours(f"Hours are given in whole minutes, not {reading}")
        return reading.hour * 60 + reading.minute
    hour, colon, minute = reading.strip().partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        raise UnreadableHours(f"“{reading}” is no time of day; write it as 09:00")
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or len(minute) != 2 or minutes > MINUTES_A_DAY:
        raise UnreadableHours(f"“{reading}” is no time of day; write it as 09:00")
    return minutes
