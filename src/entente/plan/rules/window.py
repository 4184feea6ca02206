"""The one stretch of own history that a plan listens to: for rates, days and deal sizes alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MONTHS = 24
"""So far back from today, or from the end of a quarter that is over."""

ENOUGH_CASES = 30  # fewer matured cases than this say nothing about a rate
ENOUGH_WINS = 15  # fewer wins than this say nothing about how long a win takes
ENOUGH_DEALS = 10  # fewer won deals than this say nothing about how large deals are

PATIENCE = 3  # a cohort has matured after so many times the days that the plan assumes
YOUNGEST = 14  # and not before so many days
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Window:
    """The moments [start, until) whose entries, wins and deals speak; older ones do not."""

    start: datetime
    until: datetime

    def matured(self, *, days: int) -> "Matured":
        """The entries of a stage that had time to move on, where that takes so many days."""
        ripe = self.until - timedelta(days=max(days * PATIENCE, YOUNGEST))
        return Matured(
            start=self.start,
            year=max(ripe - YEAR, self.start),
            ripe=max(ripe, self.start),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matured:
    """The last year of matured entries is [year, ripe), what the window holds before it
    [start, year); from `ripe` on they are too young to tell.
    """

    start: datetime
    year: datetime
    ripe: datetime


def window(*, until: datetime) -> Window:
    """The stretch that ends at a moment."""
    return Window(until - YEAR * MONTHS / 12, until)


def months_told(*, window: Window, first: datetime | None) -> int | None:
    """Of how many months own history tells: of the window, or since its first fact.

    None where there is none.
    """
    if first is None or first >= window.until:
        return None
    return min(MONTHS, round((window.until - first) / (YEAR / 12)))


def source(*, is_own: bool) -> str:
    """Where a number came from, in the words that stand beside it."""
    return "in our own history" if is_own else "assumed in the plan"
