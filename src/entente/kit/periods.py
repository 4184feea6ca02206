"""Periods of whole days, half-open: quarters, months, weeks, years, and any stretch of days.

Written in addresses as 2026-q4, 2026-11, 2026-w48, 2026, 2026-11-24, or as the first and the last
day, 2026-07-01..2026-08-31, where the last day belongs to it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
MONDAY_TO_FRIDAY = frozenset(range(5))

Kind = Literal["day", "week", "month", "quarter", "year"]


class UnreadablePeriod(ValueError):
    """The text names no period."""


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` on, up to but without `until`."""

    start: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.start:
            raise UnreadablePeriod("A period cannot end before it begins")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.until

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(len(self)))

    def __len__(self) -> int:
        return (self.until - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.until - ONE_DAY


def year(*, number: int) -> Period:
    """The calendar year."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


def quarter(*, year: int, number: int) -> Period:
    """The quarter of the calendar year, 1 to 4."""
    if not 1 <= number <= 4:
        raise UnreadablePeriod(f"A year has quarters 1 to 4, not {number}")
    first = month(year=year, number=3 * number - 2)
    return Period(first.start, month(year=year, number=3 * number).until)


def month(*, year: int, number: int) -> Period:
    """The month of the calendar year, 1 to 12."""
    if not 1 <= number <= 12:
        raise UnreadablePeriod(f"A year has months 1 to 12, not {number}")
    return Period(date(year, number, 1), date(year + number // 12, number % 12 + 1, 1))


def week(*, year: int, number: int) -> Period:
    """The week from Monday to Sunday, numbered as in ISO 8601."""
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError as none:
        raise UnreadablePeriod(f"{year} has no week {number}") from none
    return Period(monday, monday + timedelta(days=7))


def around(*, day: date, kind: Kind) -> Period:
    """The day, week, month, quarter or year in which the day lies."""
    if kind == "day":
        return Period(day, day + ONE_DAY)
    if kind == "week":
        iso = day.isocalendar()
        return week(year=iso.year, number=iso.week)
    if kind == "month":
        return month(year=day.year, number=day.month)
    if kind == "quarter":
        return quarter(year=day.year, number=(day.month + 2) // 3)
    return year(number=day.year)


def following(*, period: Period) -> Period:
    """The next period of the same kind; of a plain stretch, one as long right behind it."""
    kind = kind_of(period=period)
    return around(day=period.until, kind=kind) if kind else _shifted(period, len(period))


def preceding(*, period: Period) -> Period:
    """The period of the same kind just before; of a plain stretch, one as long."""
    kind = kind_of(period=period)
    day = period.start - ONE_DAY
    return around(day=day, kind=kind) if kind else _shifted(period, -len(period))


def within(*, period: Period, kind: Kind) -> list[Period]:
    """The weeks, months… that touch the period, in order; the outer ones may reach beyond it."""
    found = [around(day=period.start, kind=kind)] if len(period) else []
    while found and found[-1].until < period.until:
        found.append(around(day=found[-1].until, kind=kind))
    return found


def kind_of(*, period: Period) -> Kind | None:
    """Whether the period is exactly a day, week, month, quarter or year."""
    kinds: tuple[Kind, ...] = ("day", "week", "month", "quarter", "year")
    for kind in kinds:
        if around(day=period.start, kind=kind) == period:
            return kind
    return None


def parse(*, text: str) -> Period:
    """The period that an address names (see above). Raises UnreadablePeriod."""
    given = text.strip().lower()
    first, dots, last = given.partition("..")
    try:
        found = Period(_day(first), _day(last) + ONE_DAY) if dots else _parse_one(given)
    except UnreadablePeriod:
        raise
    except (ValueError, OverflowError):
        words = f"“{text[:40]}” is no period; write it as 2026-q4 or 2026-11"
        raise UnreadablePeriod(_OUTSIDE if _lies_outside(given) else words) from None
    if found.start < EARLIEST or found.until > LATEST:
        raise UnreadablePeriod(_OUTSIDE)
    return found


_OUTSIDE = "Periods lie between the years 1900 and 2199"
_YEARS = re.compile(r"(?:^|\.\.)(\d{4})(?=-|\.\.|$)", re.ASCII)


def _lies_outside(given: str) -> bool:
    """Whether it names a year that we have no periods of, as one at the end of all calendars."""
    return any(not EARLIEST.year <= int(one) < LATEST.year for one in _YEARS.findall(given))


def slug(*, period: Period) -> str:
    """The period as addresses write it; `parse` reads it back."""
    start = period.start
    match kind_of(period=period):
        case "day":
            return start.isoformat()
        case "week":
            iso = start.isocalendar()
            return f"{iso.year:04}-w{iso.week:02}"
        case "month":
            return f"{start.year:04}-{start.month:02}"
        case "quarter":
            return f"{start.year:04}-q{(start.month + 2) // 3}"
        case "year":
            return f"{start.year:04}"
    return f"{start.isoformat()}..{period.last.isoformat()}"


def start_of_day(*, day: date, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which the zone's wall clock shows this day or a later one.

    Where midnight does not exist the day begins with the jump of the clock.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    found = midnight.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return found
    before = midnight.replace(fold=1).astimezone(UTC)
    skipped = range(int((found - before).total_seconds()) + 1)
    return before + timedelta(
        seconds=bisect_left(
            skipped, x=day, key=lambda n: (before + timedelta(seconds=n)).astimezone(zone).date()
        )
    )


def moments(*, period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The period as moments in UTC, half-open, as the zone counts days."""
    return (
        start_of_day(day=period.start, zone=zone),
        start_of_day(day=period.until, zone=zone),
    )


def day_of(*, at: datetime, zone: ZoneInfo) -> date:
    """The day that the zone's calendar shows at this moment."""
    return at.astimezone(zone).date()


def working_days(
    *,
    period: Period,
    holidays: frozenset[date] = frozenset(),
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY,
) -> list[date]:
    """The days of the period on which people work: these weekdays (Monday is 0), no holiday."""
    return [day for day in period if day.weekday() in weekdays and day not in holidays]


def _shifted(period: Period, days: int) -> Period:
    shift = timedelta(days=days)
    return Period(period.start + shift, period.until + shift)


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise UnreadablePeriod(f"“{text[:40]}” is no day; write it as 2026-11-24")
    return date.fromisoformat(text)


_SHAPES = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:q(?P<quarter>[0-9])|w(?P<week>[0-9]{1,2})|(?P<month>[0-9]{2})))?"
)


def _parse_one(given: str) -> Period:
    found = _SHAPES.fullmatch(given)
    if not found:
        return around(day=_day(given), kind="day")
    number = int(found["year"])
    if found["quarter"]:
        return quarter(year=number, number=int(found["quarter"]))
    if found["week"]:
        return week(year=number, number=int(found["week"]))
    if found["month"]:
        return month(year=number, number=int(found["month"]))
    return year(number=number)
