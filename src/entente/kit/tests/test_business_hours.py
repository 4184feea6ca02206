"""Hours as people write them."""

from datetime import time

import pytest

from entente.kit.businesstime.hours import (
    ALWAYS,
    Hours,
    UnreadableHours,
    office_hours,
    weekly_hours,
)


def test_office_hours_are_five_equal_days():
    nine_to_five = (Hours(540, 1020),)

    assert office_hours() == (*(nine_to_five,) * 5, (), ())


def test_hours_that_touch_or_overlap_become_one():
    week = weekly_hours(hours={0: [("13:00", "17:00"), ("09:00", "12:00"), ("12:00", "13:30")]})

    assert week == ((Hours(540, 1020),), (), (), (), (), (), ())


def test_hours_past_midnight_reach_into_the_next_day():
    week = weekly_hours(hours={6: [("22:00", "06:00")], 2: [("20:00", "00:00")]})

    assert week == ((Hours(0, 360),), (), (Hours(1200, 1440),), (), (), (), (Hours(1320, 1440),))


def test_the_whole_day_every_day():
    assert weekly_hours(hours={day: [("00:00", "24:00")] for day in range(7)}) == ALWAYS


def test_times_may_be_times():
    assert weekly_hours(hours={0: [(time(9), time(17, 30))]})[0] == (Hours(540, 1050),)


@pytest.mark.parametrize(
    "pair",
    [
        ("9", "17"),
        ("09:60", "10:00"),
        ("09:00", "25:00"),
        ("24:00", "03:00"),
        ("09:00", "09:00"),
        ("nine", "17:00"),
        ("09:5", "17:00"),
        ("٠٩:٠٠", "17:00"),
        (time(9, 0, 30), "17:00"),
    ],
)
def test_what_cannot_be_read_is_refused(pair):
    with pytest.raises(UnreadableHours):
        weekly_hours(hours={0: [pair]})


def test_there_is_no_eighth_day():
    with pytest.raises(UnreadableHours, match="no weekday 7"):
        weekly_hours(hours={7: [("09:00", "17:00")]})
