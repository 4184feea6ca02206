"""How far back own history speaks, and which of its cases have matured."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.plan.rules.window import Matured, Window, months_told, source, window

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def ago(days: int) -> datetime:
    return NOON - timedelta(days=days)


def test_the_window_is_two_years_up_to_a_moment():
    assert window(until=NOON) == Window(ago(730), NOON)


@pytest.mark.parametrize(
    ("days", "year", "ripe"),
    [
        (0, 379, 14),  # nothing has matured before two weeks
        (20, 425, 60),
        (200, 730, 600),  # less than a year of the window has matured
        (300, 730, 730),  # nothing of it has
    ],
)
def test_a_cohort_matures_after_three_times_its_days_and_never_reaches_beyond_the_window(
    days, year, ripe
):
    found = window(until=NOON).matured(days=days)

    assert found == Matured(start=ago(730), year=ago(year), ripe=ago(ripe))


def test_a_number_says_where_it_came_from():
    assert [source(is_own=one) for one in (True, False)] == [
        "in our own history",
        "assumed in the plan",
    ]


@pytest.mark.parametrize(
    ("why", "first", "months"),
    [
        ("nothing happened yet", None, None),
        ("it happened later", NOON, None),
        ("last week", ago(7), 0),
        ("a year and a quarter ago", ago(456), 15),
        ("before the window", ago(3000), 24),
    ],
)
def test_own_history_is_as_long_as_it_is(why, first, months):
    assert months_told(window=window(until=NOON), first=first) == months, why
