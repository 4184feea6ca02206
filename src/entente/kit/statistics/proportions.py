"""Rates that keep their numerator and denominator, their intervals and their tests."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

CERTAINTY = 0.95


@dataclass(frozen=True)
class Interval:
    """A range of plausible values, both ends included."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        """From one end to the other."""
        return self.high - self.low


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    met: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.of:
            raise ValueError(f"{self.met} of {self.of} is no rate")

    @property
    def share(self) -> float | None:
        """The rate as a number from 0 to 1; None of nothing."""
        return self.met / self.of if self.of else None


@dataclass(frozen=True)
class Tested:
    """How far apart two rates are in standard errors, and how often chance alone does that."""

    z: float
    p: float


def normal_quantile(*, share: float) -> float:
    """The value below which this share of a standard normal distribution lies."""
    return float(special.ndtri(share))


def wilson(*, rate: Rate, certainty: float = CERTAINTY) -> Interval:
    """The score interval of a rate (Wilson, 1927); from 0 to 1 where nothing was counted."""
    if not rate.of:
        return Interval(0.0, 1.0)
    z = normal_quantile(share=(1 + certainty) / 2)
    share, n = rate.met / rate.of, rate.of
    middle = share + z * z / (2 * n)
    half = z * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    whole = 1 + z * z / n
    low = 0.0 if rate.met == 0 else (middle - half) / whole
    high = 1.0 if rate.met == rate.of else (middle + half) / whole
    return Interval(low, high)


def difference(*, first: Rate, second: Rate, certainty: float = CERTAINTY) -> Interval:
    """The interval of first minus second, from their score intervals (Newcombe, 1998, method 10).

    From −1 to 1 where either counts nothing.
    """
    if first.share is None or second.share is None:
        return Interval(-1.0, 1.0)
    one, other = wilson(rate=first, certainty=certainty), wilson(rate=second, certainty=certainty)
    gap = first.share - second.share
    below = np.hypot(first.share - one.low, other.high - second.share)
    above = np.hypot(one.high - first.share, second.share - other.low)
    return Interval(float(gap - below), float(gap + above))


def z_test(*, first: Rate, second: Rate) -> Tested:
    """The two-sided test of equal rates with a pooled standard error; p is 1 without any data."""
    if first.share is None or second.share is None:
        return Tested(0.0, 1.0)
    pooled = (first.met + second.met) / (first.of + second.of)
    error = np.sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
    z = float((first.share - second.share) / error) if error else 0.0
    return Tested(z, float(2 * special.ndtr(-abs(z))))


def fisher(*, first: Rate, second: Rate) -> float:
    """The exact two-sided p of equal rates (Fisher, 1935): all tables no likelier than this one."""
    met, whole = first.met + second.met, first.of + second.of
    possible = np.arange(max(0, met - second.of), min(first.of, met) + 1)
    logs = _log_choose(first.of, possible) + _log_choose(second.of, met - possible)
    chances = np.exp(logs - _log_choose(whole, np.array([met])))
    seen = chances[first.met - possible[0]]
    return min(1.0, float(chances[chances <= seen * (1 + 1e-9)].sum()))


def control_limits(*, usual: float, of: int, sigmas: float = 3.0) -> Interval:
    """Between these a rate of so many moves by chance alone (Shewhart's p-chart)."""
    half = sigmas * float(np.sqrt(usual * (1 - usual) / of))
    return Interval(max(0.0, usual - half), min(1.0, usual + half))


def control_distance(*, rate: Rate, usual: float) -> float:
    """How many standard errors the rate lies from the usual one; 0 of nothing."""
    error = np.sqrt(usual * (1 - usual) / rate.of) if rate.of else 0.0
    return float((rate.met / rate.of - usual) / error) if error else 0.0


def _log_choose(n: int, k: NDArray[np.int64]) -> NDArray[np.float64]:
    logs: NDArray[np.float64] = (
        special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    )
    return logs
