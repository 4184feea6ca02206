"""Periods of days, half-open, as addresses write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.kit import periods
from entente.kit.periods import Period, UnreadablePeriod

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 1, 1))


def test_addresses_name_periods():
    read = {
        text: periods.parse(text=text)
        for text in (
            "2026-q4",
            "2026-11",
            "2026-w48",
            "2026-w01",
            "2026",
            "2026-11-24",
            "2026-07-01..2026-08-31",
        )
    }

    assert read == {
        "2026-q4": Period(date(2026, 10, 1), date(2027, 1, 1)),
        "2026-11": Period(date(2026, 11, 1), date(2026, 12, 1)),
        "2026-w48": Period(date(2026, 11, 23), date(2026, 11, 30)),
        "2026-w01": Period(date(2025, 12, 29), date(2026, 1, 5)),
        "2026": Period(date(2026, 1, 1), date(2027, 1, 1)),
        "2026-11-24": Period(date(2026, 11, 24), date(2026, 11, 25)),
        "2026-07-01..2026-08-31": Period(date(2026, 7, 1), date(2026, 9, 1)),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-q5",
        "2026-q0",
        "2026-13",
        "2025-w53",
        "2026-02-30",
        "20261124",
        "2026-W48-1",
        "last week",
        "2026-08-31..2026-07-01",
        "2026-08-31..",
        "9999",
        "0000",
        "1899",
        "٢٠٢٦",
        "9999-12-31",
    ],
)
def test_what_names_no_period_is_refused(text):
    with pytest.raises(UnreadablePeriod):
        periods.parse(text=text)


@given(DAYS, st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_reading_and_writing_are_inverse_and_neighbours_touch(day, kind):
    period = periods.around(day=day, kind=kind)

    assert day in period
    assert periods.parse(text=periods.slug(period=period)) == period
    assert periods.following(period=period).start == period.until
    assert periods.preceding(period=period).until == period.start
    assert periods.following(period=periods.preceding(period=period)) == period


@given(DAYS, st.integers(1, 500))
def test_a_stretch_of_days_is_read_back(day, length):
    stretch = Period(day, date.fromordinal(day.toordinal() + length))

    assert periods.parse(text=periods.slug(period=stretch)) == stretch
    assert len(stretch) == length == len(list(stretch))


@pytest.mark.parametrize(
    "text",
    [
        *("1899", "0000", "9999", "9999-12", "9999-q4", "9999-w52", "9999-12-31", "0001-01-01"),
        *("2025-08-25..9999-12-31", "0001-01-01..2026-11-24", "2200-w02", "2199-12-31..2200-01-01"),
    ],
)
def test_a_period_of_years_that_we_know_nothing_of_is_told_which_we_know(text):
    with pytest.raises(UnreadablePeriod) as refused:
        periods.parse(text=text)

    assert str(refused.value) == "Periods lie between the years 1900 and 2199"


def test_a_stretch_of_days_has_neighbours_as_long():
    stretch = Period(date(2026, 7, 10), date(2026, 7, 20))

    assert periods.following(period=stretch) == Period(date(2026, 7, 20), date(2026, 7, 30))
    assert periods.preceding(period=stretch) == Period(date(2026, 6, 30), date(2026, 7, 10))


def test_weeks_of_a_quarter_may_reach_beyond_it():
    weeks = periods.within(period=periods.parse(text="2026-q4"), kind="week")

    assert (weeks[0], weeks[-1], len(weeks)) == (
        periods.parse(text="2026-w40"),
        periods.parse(text="2026-w53"),
        14,
    )


def test_a_quarter_in_berlin_as_moments():
    assert periods.moments(
        period=periods.parse(text="2026-q4"), zone=ZoneInfo("Europe/Berlin")
    ) == (datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        # Midnight does not exist: the day begins when the clock jumps from 0:00 to 1:00.
        ("America/Sao_Paulo", date(2017, 10, 15), datetime(2017, 10, 15, 3, tzinfo=UTC)),
        # 23:00 comes twice on the evening before; midnight comes once.
        ("America/Sao_Paulo", date(2018, 2, 18), datetime(2018, 2, 18, 3, tzinfo=UTC)),
        # The clock jumped from 23:30 to 0:30.
        ("America/Toronto", date(1919, 3, 31), datetime(1919, 3, 31, 4, 30, tzinfo=UTC)),
        # The day was left out altogether.
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 31), datetime(2011, 12, 30, 10, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2026, 1, 1), datetime(2025, 12, 31, 18, 15, tzinfo=UTC)),
    ],
)
def test_the_first_moment_of_a_day(zone, day, first):
    assert periods.start_of_day(day=day, zone=ZoneInfo(zone)) == first


def test_the_day_of_a_moment_depends_on_the_zone():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    assert periods.day_of(at=late, zone=ZoneInfo("Europe/Berlin")) == date(2026, 11, 25)
    assert periods.day_of(at=late, zone=ZoneInfo("America/New_York")) == date(2026, 11, 24)


def test_working_days_leave_out_weekends_and_holidays():
    week = Period(date(2026, 12, 21), date(2026, 12, 28))

    assert periods.working_days(period=week, holidays=frozenset({date(2026, 12, 25)})) == [
        date(2026, 12, day) for day in (21, 22, 23, 24)
    ]
    assert periods.working_days(period=week, weekdays=frozenset({5, 6})) == [
        date(2026, 12, 26),
        date(2026, 12, 27),
    ]
