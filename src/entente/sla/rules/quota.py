"""What a month of leads is worth, and what each side owes for the goal (Roberge, 2015)."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction


def leads_owed(*, quota: Decimal, share: Fraction, deal: Decimal, close_rate: Fraction) -> Fraction:
    """Leads that marketing owes for its share of a revenue quota; fractions are kept."""
    return Fraction(quota) * share / Fraction(deal) / close_rate


def implied_value(*, close_rate: Fraction, price: Decimal) -> Fraction:
    """What one lead of a kind is worth on average: its rate to customer times its usual price."""
    return close_rate * Fraction(price)


def attained(
    *, counts: Mapping[str, int], values: Mapping[str, Fraction], quota: Decimal
) -> Fraction:
    """The part of a value quota that leads of these kinds fill; KeyError for an unknown kind."""
    filled = sum((values[kind] * count for kind, count in counts.items()), Fraction(0))
    return filled / Fraction(quota)


def hours_needed(*, work: Mapping[str, tuple[int, timedelta]]) -> timedelta:
    """The time that so many of each kind of work take: check it before promising attempts."""
    return sum((count * each for count, each in work.values()), timedelta(0))
