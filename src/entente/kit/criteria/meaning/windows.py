"""Which moments a condition on time means. Days are the workspace's calendar days.

A day begins with the first moment that the zone calls so, and ends where the next begins; so days
follow each other without gap or overlap whatever the clocks do. "In the last 30 days" begins with
the start of the day 30 days before today and ends with the moment asked about; hours are exact.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.operators import Operator
from entente.kit.criteria.tree import Span, Unit, Value

TICK = timedelta(microseconds=1)  # the smallest step of time, here and in PostgreSQL
_EARLIEST, _LATEST = date(2, 1, 1), date(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Window:
    """Moments in UTC from `start` to before `end`; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return (self.start is None or self.start <= moment) and (
            self.end is None or moment < self.end
        )


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` to before `end`; None is open."""

    first: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.end is None or day < self.end)


@lru_cache(maxsize=4096)
def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, in UTC."""
    clamped = min(max(day, _EARLIEST), _LATEST)
    return datetime.combine(clamped, time(), zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a moment: the last one that has begun by then."""
    moment = within_reach(moment)
    day = moment.astimezone(zone).date()
    while day < _LATEST and start_of(step(day, 1), zone) <= moment:
        day = step(day, 1)
    while start_of(day, zone) > moment:
        day = step(day, -1)
    return day


def within_reach(moment: datetime) -> datetime:
    """The moment, or the nearest one that can be reckoned with."""
    first, last = (datetime.combine(day, time(), UTC) for day in (_EARLIEST, _LATEST))
    return min(max(moment, first), last)


def step(day: date, by: int) -> date:
    """So many days on, within what can be reckoned with."""
    ordinal = day.toordinal() + by
    return date.fromordinal(min(max(ordinal, _EARLIEST.toordinal()), _LATEST.toordinal()))


def shift(day: date, span: Span, sign: int) -> date:
    """A day so many days, weeks, months or years on (1) or back (-1), to the end of the month."""
    number = sign * span.number
    match span.unit:
        case Unit.DAY | Unit.WEEK:
            return step(day, number * (7 if span.unit is Unit.WEEK else 1))
        case Unit.MONTH | Unit.YEAR:
            return _months(day, number * (12 if span.unit is Unit.YEAR else 1))
        case _:
            raise ValueError("hours are no days")


def _months(day: date, number: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    if not _EARLIEST.year <= year <= _LATEST.year:
        return _EARLIEST if number < 0 else _LATEST
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def days(operator: Operator, value: Value, asked: Asked) -> Days:
    """The days that a condition on a date means. Spans are of days or longer."""
    match operator, value:
        case Operator.BETWEEN, (date() as first, date() as last):
            return Days(first, _next(last))
        case Operator.ON, date():
            return Days(value, _next(value))
        case Operator.BEFORE, date():
            return Days(None, value)
        case Operator.AFTER, date():
            return Days(_next(value), None)
        case _, Span():
            return _relative_days(operator, value, day_of(asked.at, asked.zone))
    raise ValueError(f"{operator} says nothing about days")


def _relative_days(operator: Operator, span: Span, today: date) -> Days:
    match operator:
        case Operator.IN_LAST:
            return Days(shift(today, span, -1), _next(today))
        case Operator.IN_NEXT:
            return Days(today, _next(shift(today, span, 1)))
        case _:
            return Days(None, shift(today, span, -1))


def _next(day: date) -> date:
    return min(day, _LATEST) + timedelta(1)


def window(operator: Operator, value: Value, asked: Asked) -> Window:
    """The moments that a condition on a moment means."""
    if isinstance(value, Span) and value.unit is Unit.HOUR:
        hours = timedelta(hours=value.number)
        match operator:
            case Operator.IN_LAST:
                return Window(asked.at - hours, asked.at + TICK)
            case Operator.IN_NEXT:
                return Window(asked.at, asked.at + hours + TICK)
            case _:
                return Window(None, asked.at - hours)
    meant = days(operator, value, asked)
    start = start_of(meant.first, asked.zone) if meant.first else None
    end = start_of(meant.end, asked.zone) if meant.end else None
    if operator is Operator.IN_LAST:
        end = asked.at + TICK
    if operator is Operator.IN_NEXT:
        start = asked.at
    return Window(start, end)
