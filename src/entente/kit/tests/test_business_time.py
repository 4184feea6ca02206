"""The working clock: every case of the trade that is known to go wrong, with its exact answer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.clock import Measured, NeverOpens
from entente.kit.businesstime.hours import ALWAYS, Closed, office_hours, weekly_hours
from entente.kit.businesstime.publicholidays import (
    NoSuchHolidays,
    countries,
    known_places,
    public_holidays,
)

NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def office(zone: str = "America/New_York", **more: object) -> Calendar:
    return Calendar(zone, office_hours(), **more)


def round_the_clock(zone: str) -> Calendar:
    return Calendar(zone, ALWAYS)


def at(text: str, zone: str = "America/New_York", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


US_HOLIDAYS = public_holidays(country="US", first_year=2025, last_year=2025)


def test_a_friday_evening_lead_answered_on_monday_after_the_clocks_changed():
    start, end = at("2025-03-07T16:30"), at("2025-03-10T09:45")

    answer = clock.measured(start=start, end=end, calendar=office())

    assert answer == Measured(minutes(75), timedelta(hours=64.25), backwards=False)


def test_the_fourth_of_july_costs_nobody_time():
    worked = clock.elapsed(
        start=at("2025-07-03T15:00"),
        end=at("2025-07-07T10:30"),
        calendar=office(holidays=US_HOLIDAYS),
    )

    assert worked == minutes(210)


def test_a_lead_of_the_night_waits_for_the_morning_in_tokyo():
    worked = clock.elapsed(
        start=datetime(2025, 1, 15, 23, 30, tzinfo=UTC),
        end=datetime(2025, 1, 16, 1, 15, tzinfo=UTC),
        calendar=office("Asia/Tokyo"),
    )

    assert worked == minutes(75)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", date(2025, 3, 9), 23),
        ("America/New_York", date(2025, 11, 2), 25),
        ("Australia/Lord_Howe", date(2025, 4, 6), 24.5),
        ("Australia/Lord_Howe", date(2025, 10, 5), 23.5),
        ("America/Sao_Paulo", date(2017, 10, 15), 23),
        ("Asia/Kathmandu", date(2025, 6, 1), 24),
        ("Pacific/Apia", date(2011, 12, 30), 0),
    ],
)
def test_a_day_around_the_clock_has_the_hours_that_the_day_has(zone, day, hours):
    start = at(day.isoformat(), zone)
    end = at((day + timedelta(days=1)).isoformat(), zone)

    worked = clock.elapsed(start=start, end=end, calendar=round_the_clock(zone))

    assert worked == timedelta(hours=hours)


def test_the_hour_that_comes_twice_counts():
    first, second = at("2025-11-02T01:30"), at("2025-11-02T01:30", fold=1)

    worked = clock.elapsed(start=first, end=second, calendar=round_the_clock("America/New_York"))

    assert worked == minutes(60)


def test_due_after_a_long_weekend():
    due = clock.due(
        start=at("2025-05-23T16:50"), working=minutes(60), calendar=office(holidays=US_HOLIDAYS)
    )

    assert due == datetime(2025, 5, 27, 13, 50, tzinfo=UTC)
    assert due.astimezone(NEW_YORK).isoformat() == "2025-05-27T09:50:00-04:00"


def test_saturday_is_free():
    arrived, touched = at("2025-06-14T11:00"), at("2025-06-14T11:20")

    assert clock.elapsed(start=arrived, end=touched, calendar=office()) == minutes(0)
    assert clock.due(start=arrived, working=minutes(5), calendar=office()) == at("2025-06-16T09:05")


def test_a_touch_before_the_lead_is_zero_and_said_to_be_wrong():
    answer = clock.measured(
        start=at("2025-06-16T10:00"), end=at("2025-06-16T09:30"), calendar=office()
    )

    assert answer == Measured(minutes(0), minutes(0), backwards=True)


def test_a_week_from_saturday_to_wednesday_in_tehran():
    week = weekly_hours(hours={day: [("08:00", "16:00")] for day in (5, 6, 0, 1, 2)})

    worked = clock.elapsed(
        start=at("2025-05-07T15:30", "Asia/Tehran"),
        end=at("2025-05-10T08:45", "Asia/Tehran"),
        calendar=Calendar("Asia/Tehran", week),
    )

    assert worked == minutes(75)


def test_the_close_of_a_day_belongs_to_it():
    friday_close, monday_open = at("2025-06-13T17:00"), at("2025-06-16T09:00")

    assert clock.elapsed(start=friday_close, end=monday_open, calendar=office()) == minutes(0)
    assert (
        clock.due(start=at("2025-06-13T16:30"), working=minutes(30), calendar=office())
        == friday_close
    )
    assert clock.due(start=friday_close, working=minutes(30), calendar=office()) == at(
        "2025-06-16T09:30"
    )


def test_nothing_to_wait_for_is_due_at_once_open_or_closed():
    saturday = at("2025-06-14T11:00")

    assert clock.due(start=saturday, working=minutes(0), calendar=office()) == saturday


def test_microseconds_are_kept():
    start = at("2025-06-13T16:59:59.999999")

    assert clock.due(start=start, working=timedelta(microseconds=2), calendar=office()) == at(
        "2025-06-16T09:00:00.000001"
    )


def test_open_is_half_open():
    answers = {
        text: clock.is_open(at=at(text), calendar=office(holidays=US_HOLIDAYS))
        for text in (
            "2025-06-13T08:59:59",
            "2025-06-13T09:00",
            "2025-06-13T16:59:59",
            "2025-06-13T17:00",
            "2025-06-14T12:00",
            "2025-07-04T12:00",
        )
    }

    assert list(answers.values()) == [False, True, True, False, False, False]


def test_the_next_opening_on_a_sunday_night():
    monday = at("2025-06-16T09:00")

    assert clock.next_open(at=at("2025-06-15T23:10"), calendar=office()) == monday
    assert clock.next_open(at=monday + HOUR, calendar=office()) == monday + HOUR


def test_a_lunch_break_stops_the_clock():
    week = weekly_hours(hours={4: [("09:00", "12:00"), ("13:00", "17:00")]})
    calendar = Calendar("America/New_York", week)

    assert clock.elapsed(
        start=at("2025-06-13T11:30"), end=at("2025-06-13T13:15"), calendar=calendar
    ) == minutes(45)
    assert clock.due(start=at("2025-06-13T11:30"), working=minutes(30), calendar=calendar) == at(
        "2025-06-13T12:00"
    )


def test_a_night_shift_runs_past_midnight():
    week = weekly_hours(hours={4: [("22:00", "06:00")]})
    calendar = Calendar("America/New_York", week)

    assert clock.elapsed(
        start=at("2025-06-13T00:00"), end=at("2025-06-15T00:00"), calendar=calendar
    ) == timedelta(hours=8)


def test_absence_is_closed_time():
    holiday = Closed(at("2025-06-16T00:00"), at("2025-06-18T12:00"))
    calendar = office(absences=(holiday,))

    assert clock.elapsed(
        start=at("2025-06-13T16:00"), end=at("2025-06-18T13:00"), calendar=calendar
    ) == minutes(120)
    assert clock.due(start=at("2025-06-13T16:30"), working=HOUR, calendar=calendar) == at(
        "2025-06-18T12:30"
    )


def test_pauses_stop_the_clock_once_even_where_they_overlap():
    start, end = at("2025-06-13T09:00"), at("2025-06-13T15:00")
    pauses = [
        Closed(at("2025-06-13T10:00"), at("2025-06-13T12:00")),
        Closed(at("2025-06-13T11:00"), at("2025-06-13T13:00")),
        Closed(at("2025-06-13T08:00"), at("2025-06-13T09:30")),
    ]

    assert clock.elapsed(start=start, end=end, calendar=office(), pauses=pauses) == minutes(150)
    assert clock.due(start=start, working=HOUR, calendar=office(), pauses=pauses) == at(
        "2025-06-13T13:30"
    )


def test_what_is_due_when_the_pause_begins_is_due_then():
    pause = Closed(at("2025-06-13T10:00"), at("2025-06-13T12:00"))

    assert clock.due(
        start=at("2025-06-13T09:00"), working=HOUR, calendar=office(), pauses=[pause]
    ) == at("2025-06-13T10:00")


def test_an_open_pause_lets_nothing_fall_due():
    pause = Closed(at("2025-06-13T10:00"), None)
    start = at("2025-06-13T09:30")

    assert clock.elapsed(
        start=start, end=at("2026-01-01T00:00"), calendar=office(), pauses=[pause]
    ) == minutes(30)
    with pytest.raises(NeverOpens):
        clock.due(start=start, working=HOUR, calendar=office(), pauses=[pause])


def test_a_calendar_without_hours_never_opens():
    shut = Calendar("UTC", weekly_hours(hours={}))
    gone = office(absences=(Closed(at("2025-06-01T00:00"), None),))

    for calendar in (shut, gone):
        with pytest.raises(NeverOpens):
            clock.due(start=at("2025-06-13T16:30"), working=HOUR, calendar=calendar)
        with pytest.raises(NeverOpens):
            clock.next_open(at=at("2025-06-13T16:30"), calendar=calendar)


def test_a_term_longer_than_the_years_laid_out():
    due = clock.due(start=at("2025-01-01T00:00"), working=50 * 2080 * HOUR, calendar=office())

    assert clock.elapsed(start=at("2025-01-01T00:00"), end=due, calendar=office()) == (
        50 * 2080 * HOUR
    )


def test_five_working_days_end_with_the_fifth_day_after():
    monday = at("2025-06-09T10:00")

    def by(days: int, start: datetime = monday) -> datetime:
        return clock.due_by_working_day(
            start=start, days=days, calendar=office(holidays=US_HOLIDAYS)
        )

    assert by(0) == at("2025-06-09T17:00")
    assert by(1) == at("2025-06-10T17:00")
    assert by(5) == at("2025-06-16T17:00")
    assert by(10) == at("2025-06-24T17:00")  # Juneteenth is no working day
    assert by(1, start=at("2025-06-14T11:00")) == at("2025-06-17T17:00")


def test_a_day_of_absence_is_no_working_day():
    calendar = office(absences=(Closed(at("2025-06-10T00:00"), at("2025-06-11T00:00")),))

    assert not clock.is_working_day(day=date(2025, 6, 10), calendar=calendar)
    assert clock.due_by_working_day(start=at("2025-06-09T10:00"), days=1, calendar=calendar) == at(
        "2025-06-11T17:00"
    )


def test_moments_without_a_zone_are_refused():
    with pytest.raises(TypeError):
        clock.elapsed(start=datetime(2025, 6, 1), end=datetime(2025, 6, 2), calendar=office())


def test_holidays_of_a_region():
    bavaria = public_holidays(country="DE", subdivision="BY", first_year=2026, last_year=2026)
    berlin = public_holidays(country="DE", subdivision="BE", first_year=2026, last_year=2026)

    assert date(2026, 1, 6) in bavaria - berlin
    assert date(2026, 3, 8) in berlin - bavaria
    assert "BY" in known_places()["DE"]
    named = dict(countries())
    assert (named["BA"], named["IM"]) == ("Bosnia and Herzegovina", "Isle of Man")
    assert {"UK", "GBR"} & named.keys() == set()
    with pytest.raises(NoSuchHolidays, match="No public holidays are known for XX"):
        public_holidays(country="XX", first_year=2026, last_year=2026)
