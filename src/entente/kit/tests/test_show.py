"""How sure we are, in words."""

from datetime import date
from decimal import Decimal

import pytest

from entente.kit import show
from entente.kit.periods import Period, parse


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3333.33, "3,300"),
        (41.2, "41"),
        (0.3812, "0.38"),
        (-12.4, "−12"),
        (9.96, "10"),
        (2, "2"),
        (995, "1,000"),
        (0, "0"),
        (Decimal("133333.33"), "130,000"),
    ],
)
def test_two_figures_are_enough_for_a_sentence(value, words):
    assert show.about(value=value) == words


def test_ranges_of_money_and_shares():
    def money(low: int, high: int) -> str:
        return show.money_range(low=Decimal(low), high=Decimal(high), currency="EUR")

    assert [money(21_000, 96_000), money(-4000, 70_000), money(5000, 5010)] == [
        "€21k–€96k",
        "−€4k–€70k",
        "€5k",
    ]
    assert show.percent_range(low=0.33, high=0.49) == "33–49%"
    assert show.percent_range(low=-0.04, high=0.12) == "−4–12%"


def test_a_gap_has_its_sign():
    gaps = [
        show.money_gap(amount=Decimal(amount), currency="EUR")
        for amount in (40_000, -72_000, 0, "0.3", "-0.3")
    ]

    assert gaps == ["+€40k", "−€72k", "€0", "€0", "€0"]
    assert [show.points_gap(points=points) for points in (0.015, -0.04, 0.01, 0.0, -0.12)] == [
        "+1.5 points",
        "−4 points",
        "+1 point",
        "0 points",
        "−12 points",
    ]


def test_nothing_is_certain_before_it_is():
    said = [show.likely(probability=p) for p in (0.684, 0.004, 0.996, 1, 0)]

    assert said == [
        "68% likely",
        "under 1% likely",
        "over 99% likely",
        "100% likely",
        "0% likely",
    ]


def test_stretches_of_days():
    today = date(2026, 11, 24)
    named = {
        text: show.days(period=parse(text=text), today=today)
        for text in (
            "2026-07-01..2026-08-31",
            "2026-11-01..2026-11-16",
            "2026-11-24",
            "2025-07-01..2025-08-31",
            "2025-12-01..2026-01-31",
        )
    }

    assert list(named.values()) == [
        "1 July–31 August",
        "1–16 November",
        "24 November",
        "1 July–31 August 2025",
        "1 December 2025–31 January 2026",
    ]
    summer = Period(date(2026, 7, 1), date(2026, 9, 1))
    assert show.short_days(period=summer, today=today) == "1 Jul–31 Aug"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "under a minute"),
        (0.0005, "under a minute"),
        (0.0007, "1 minute"),
        (0.03, "43 minutes"),
        (1 / 24, "1.0 hours"),
        (0.15, "3.6 hours"),
        (4, "4.0 days"),
        (18.4, "18 days"),
    ],
)
def test_a_length_of_time_is_told_at_its_own_size(days, words):
    assert show.time(days=days) == words
