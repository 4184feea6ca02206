"""The working clock against a second way to tell: look at the wall clock minute by minute."""

import random
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from entente.kit.businesstime import clock, many
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.hours import ALWAYS, Closed, Hours, Week, office_hours

MINUTE = timedelta(minutes=1)
MICROSECOND = timedelta(microseconds=1)
DAYS = 12
PAUSES_A_CALENDAR, CASES_A_PAUSE = 15, 6

STRETCHES = [  # a zone and a day near which something happens to its clock
    ("America/New_York", date(2025, 3, 9)),
    ("America/New_York", date(2025, 11, 2)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2025, 4, 6)),
    ("Australia/Lord_Howe", date(2025, 10, 5)),
    ("Asia/Kathmandu", date(2026, 1, 1)),
    ("America/Sao_Paulo", date(2017, 10, 15)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("Asia/Tehran", date(2022, 3, 22)),
    ("Asia/Tehran", date(2022, 9, 22)),
    ("Asia/Tokyo", date(2028, 2, 29)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Africa/Casablanca", date(2026, 2, 15)),
]


def some_week(dice: random.Random) -> Week:
    choice = dice.random()
    if choice < 0.15:
        return ALWAYS
    if choice < 0.3:
        return office_hours()
    return tuple(tuple(some_hours(dice)) for _ in range(7))


def some_hours(dice: random.Random) -> list[Hours]:
    edges = sorted(dice.sample(range(1441), 2 * dice.choice((0, 1, 1, 2, 3))))
    return [Hours(opens, closes) for opens, closes in zip(edges[::2], edges[1::2], strict=True)]


def some_closed(dice: random.Random, start: datetime, count: int) -> tuple[Closed, ...]:
    found = []
    for _ in range(count):
        begins = start + dice.randrange(DAYS * 1440) * MINUTE
        found.append(Closed(begins, begins + dice.randrange(3000) * MINUTE))
    return tuple(found)


class Oracle:
    """Knows for each minute whether it is open, by reading the wall clock."""

    def __init__(self, calendar: Calendar, start: datetime) -> None:
        self.start = start
        self.open = [self.reads_open(calendar, start + n * MINUTE) for n in range(DAYS * 1440)]

    def reads_open(self, calendar: Calendar, at: datetime) -> bool:
        wall = at.astimezone(ZoneInfo(calendar.zone))
        if wall.date() in calendar.holidays:
            return False
        if any(a.start <= at < (a.until or at + MINUTE) for a in calendar.absences):
            return False
        minute = wall.hour * 60 + wall.minute
        return any(h.opens <= minute < h.closes for h in calendar.week[wall.weekday()])

    def counts(self, pauses: tuple[Closed, ...]) -> list[int]:
        """Open minutes before each minute, pauses left out."""
        running = list(self.open)
        for pause in pauses:
            first = (pause.start - self.start) // MINUTE
            last = DAYS * 1440 if pause.until is None else (pause.until - self.start) // MINUTE
            running[first:last] = [False] * len(running[first:last])
        return [0, *accumulate(running)]


def calendars() -> list[tuple[Calendar, datetime, random.Random]]:
    found = []
    for number in range(112):
        dice = random.Random(number)
        zone, day = STRETCHES[number % len(STRETCHES)]
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=DAYS // 2)
        holidays = frozenset(
            day + timedelta(days=dice.randrange(-8, 8)) for _ in range(dice.choice((0, 0, 1, 3)))
        )
        absences = some_closed(dice, start, dice.choice((0, 0, 1, 3)))
        found.append((Calendar(zone, some_week(dice), holidays, absences), start, dice))
    return found


@pytest.mark.parametrize(("calendar", "start", "dice"), calendars())
def test_elapsed_and_due_agree_with_the_wall_clock(calendar, start, dice):
    oracle = Oracle(calendar, start)

    for _ in range(PAUSES_A_CALENDAR):
        pauses = some_closed(dice, start, dice.choice((0, 0, 1, 2)))
        counts = oracle.counts(pauses)
        for _ in range(CASES_A_PAUSE):
            first, last = sorted(dice.choices(range(DAYS * 1440), k=2))
            begins, ends = start + first * MINUTE, start + last * MINUTE
            worked = counts[last] - counts[first]
            assert clock.elapsed(start=begins, end=ends, calendar=calendar, pauses=pauses) == (
                worked * MINUTE
            )
            assert clock.is_open(at=begins, calendar=calendar) == oracle.open[first]
            if worked:
                wanted = dice.randint(1, worked)
                reached = bisect_left(counts, counts[first] + wanted)
                assert clock.due(
                    start=begins, working=wanted * MINUTE, calendar=calendar, pauses=pauses
                ) == (start + reached * MINUTE)


@pytest.mark.parametrize(("calendar", "start", "dice"), calendars()[::4])
def test_whole_columns_agree_with_one_by_one(calendar, start, dice):
    begins = [
        start + timedelta(microseconds=dice.randrange(DAYS * 86_400_000_000)) for _ in range(60)
    ]
    ends = [b + timedelta(microseconds=dice.randrange(-(10**9), 10**12)) for b in begins]
    spans = [timedelta(microseconds=dice.randrange(10**11)) for _ in begins]
    begins[7] = ends[9] = None

    worked = many.elapsed_many(
        starts=many.moments(at=begins), ends=many.moments(at=ends), calendar=calendar
    )
    due = many.due_many(
        starts=many.moments(at=begins),
        working=np.array(spans, "timedelta64[us]"),
        calendar=calendar,
    )

    assert worked.tolist() == [
        None if not (b and e) else clock.elapsed(start=b, end=e, calendar=calendar)
        for b, e in zip(begins, ends, strict=True)
    ]
    assert due.tolist() == [
        None if b is None else due_or_none(b, span, calendar)
        for b, span in zip(begins, spans, strict=True)
    ]


def due_or_none(start: datetime, span: timedelta, calendar: Calendar) -> datetime | None:
    try:
        found = clock.due(start=start, working=span, calendar=calendar)
    except clock.NeverOpens:
        return None
    return found.replace(tzinfo=None)


def test_one_term_for_a_whole_column():
    friday = datetime(2025, 6, 13, 20, 30, tzinfo=UTC)
    calendar = Calendar("America/New_York", office_hours())

    due = many.due_many(
        starts=many.moments(at=[friday, None]), working=timedelta(hours=1), calendar=calendar
    )

    assert due.tolist() == [datetime(2025, 6, 16, 13, 30), None]


def test_empty_columns_and_columns_of_nothing():
    calendar = Calendar("UTC", office_hours())
    for column in (many.moments(at=[]), many.moments(at=[None])):
        assert np.isnat(many.elapsed_many(starts=column, ends=column, calendar=calendar)).all()
        assert np.isnat(
            many.due_many(starts=column, working=timedelta(hours=1), calendar=calendar)
        ).all()


def test_moments_beyond_all_calendars_have_no_hours():
    calendar = Calendar("UTC", ALWAYS)
    first, last = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC) - MICROSECOND

    assert clock.elapsed(
        start=datetime(1, 1, 1, tzinfo=UTC),
        end=datetime(9999, 12, 31, tzinfo=UTC),
        calendar=calendar,
    ) == (last - first)
