"""When a document is due for review: the same day of every month, or of every third. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from entente.kit import periods

MONTHS: Final = {"monthly": 1, "quarterly": 3}
WORDS: Final = {"monthly": "every month", "quarterly": "every quarter"}


def due_days(*, since: date, review: str, until: date) -> list[date]:
    """The days in (since, until] on which a review is due.

    A month without the day has its review on its last day.
    """
    found: list[date] = []
    while (due := _months_later(since, (len(found) + 1) * MONTHS[review])) <= until:
        found.append(due)
    return found


def next_day(*, since: date, review: str, after: date) -> date:
    """The first day after `after` on which a review is due."""
    past = len(due_days(since=since, review=review, until=after))
    return _months_later(since, (past + 1) * MONTHS[review])


def is_over(*, scope: str, day: date) -> bool:
    """Whether the quarter that a document is about has ended before `day`; nobody needs it then."""
    return bool(scope) and periods.parse(text=scope).until <= day


def _months_later(day: date, months: int) -> date:
    first = _first_of_month(day, months)
    last = _first_of_month(day, months + 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _first_of_month(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
