"""What fills a quota of value, and the time that promised work takes (Roberge, 2015).

Nothing calls these yet. The quotas of both sides, by the value of each kind of lead, stand on them,
and whoever promises attempts is to see first whether people have the hours.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction


def attained(
    *, counts: Mapping[str, int], values: Mapping[str, Fraction], quota: Decimal
) -> Fraction:
    """The part of a value quota that leads of these kinds fill; KeyError for an unknown kind.

    Here for reference case 6.2 of the methods: a thousand demos or three thousand downloads.
    """
    filled = sum((values[kind] * count for kind, count in counts.items()), Fraction(0))
    return filled / Fraction(quota)


def hours_needed(*, work: Mapping[str, tuple[int, timedelta]]) -> timedelta:
    """The time that so many of each kind of work take: check it before promising attempts.

    Here for reference case 6.7 of the methods: 65 hours for a hundred leads a month.
    """
    return sum((count * each for count, each in work.values()), timedelta(0))
