"""Time counts: a lead of today closes later, and one of too late not in this quarter at all.

Ages and horizons are whole calendar days.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from entente.kit.statistics.survival import Curves

WON = 1
LONGEST = 3 * 366

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Lag:
    """From entering a stage to winning, by day.

    `won[k]` is the share of all who enter that has won by day k, `waiting[k]` the share that is
    neither won nor out by then; both start at day 0 and stand still after the last.
    """

    won: Shares
    waiting: Shares

    @property
    def rate(self) -> float:
        """The share that wins in the end, as far as we have seen."""
        return float(self.won[-1])

    def within(self, days: "int | NDArray[np.int64]") -> Shares:
        """Of those who win, the share that has done so by each number of days."""
        if not self.rate:
            return np.zeros(np.shape(days))
        return self._at(self.won, days) / self.rate

    def chance(self, *, age: "int | NDArray[np.int64]", days: "int | NDArray[np.int64]") -> Shares:
        """How likely one who is still open at this age wins within so many more days."""
        still = self._at(self.waiting, age)
        then = np.asarray(days) + np.asarray(age)
        gained = self._at(self.won, then) - self._at(self.won, age)
        none = np.zeros(np.shape(gained))
        return np.clip(np.divide(gained, still, out=none, where=still > 0), 0, 1)

    def mean(self) -> float | None:
        """Days that those who win take on average, a day begun as a whole; None when nobody has."""
        if not self.rate:
            return None
        return float((1 - self.within(np.arange(len(self.won)))).sum())

    def _at(self, shares: Shares, days: "int | NDArray[np.int64]") -> Shares:
        day = np.asarray(days)
        found: Shares = np.where(day < 0, 0.0, shares[np.clip(day, 0, len(shares) - 1)])
        return found


def of_history(*, curves: Curves, longest: int = LONGEST) -> Lag:
    """The lag as our history shows it, open and lost cases counted as what they are."""
    days = np.arange(min(int(curves.followed), longest) + 1)
    place = np.searchsorted(curves.ages, days, "right")  # 0: before anything has ended
    won = np.concatenate([[0.0], curves.ended[WON - 1]])
    waiting = np.concatenate([[1.0], curves.staying])
    return Lag(won[place], waiting[place])


def assumed(*, rate: float, mean_days: float, cv: float = 0.6, longest: int = LONGEST) -> Lag:
    """A stated assumption: so many win, after a gamma-distributed time with this mean and spread.

    Who will be lost is taken to be lost after a time alike.
    """
    shape = 1 / cv**2
    days = np.arange(longest + 1)
    done: Shares = np.ones(longest + 1)
    if mean_days > 0:
        done = special.gammainc(shape, days * shape / mean_days)
    return Lag(rate * done, 1 - done)


def wins_by_day(*, entries: Sequence[float], lag: Lag, days: int) -> Shares:
    """Expected wins on each of the next days from entries on each of them: `Σ leads·p·g`."""
    fresh = np.zeros(days)
    fresh[: min(len(entries), days)] = entries[:days]
    by_day = np.diff(lag.within(np.arange(days)), prepend=0.0) * lag.rate
    return np.convolve(fresh, by_day)[:days]


def wins_from_open(*, ages: Sequence[int], lag: Lag, days: int) -> Shares:
    """Expected wins on each of the next days from those who are open now at these ages."""
    each, many = np.unique(np.asarray(ages, np.int64), return_counts=True)
    by_then = lag.chance(age=each[:, None], days=np.arange(days + 1))
    expected: Shares = many @ np.diff(by_then)
    return expected
