"""Beta distributions: what we believe about a rate, and about counts that follow from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from entente.kit.statistics.proportions import CERTAINTY, Interval, Rate

TINY = 1e-15
STEPS = 4001


@dataclass(frozen=True)
class Beta:
    """What we believe about a rate: as if `a` had met it and `b` had not."""

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (self.a > 0 and self.b > 0):
            raise ValueError(f"Beta({self.a}, {self.b}) is no distribution")

    @property
    def mean(self) -> float:
        """The expected rate."""
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """The standard deviation of the rate."""
        whole = self.a + self.b
        return float(np.sqrt(self.a * self.b / (whole * whole * (whole + 1))))

    @property
    def trials_per_success(self) -> float:
        """E[1/rate], which is more than 1/E[rate]; infinite when `a` is 1 or less."""
        return (self.a + self.b - 1) / (self.a - 1) if self.a > 1 else float("inf")

    def quantile(self, share: float) -> float:
        """The rate below which this share of our belief lies."""
        return float(special.betaincinv(self.a, self.b, share))

    def interval(self, certainty: float = CERTAINTY) -> Interval:
        """The middle part of our belief, as much left out on either side."""
        tail = (1 - certainty) / 2
        return Interval(self.quantile(tail), self.quantile(1 - tail))

    def above(self, rate: float) -> float:
        """How likely the rate is to lie above this one."""
        return float(special.betaincc(self.a, self.b, rate))


UNIFORM = Beta(1.0, 1.0)
JEFFREYS = Beta(0.5, 0.5)


def posterior(*, prior: Beta, rate: Rate) -> Beta:
    """What we believe after we saw the rate."""
    return Beta(prior.a + rate.met, prior.b + rate.of - rate.met)


def discounted(*, belief: Beta, worth: float) -> Beta:
    """The same mean, worth at most so many cases: how the past becomes a prior."""
    held = belief.a + belief.b
    scale = min(1.0, worth / held)
    return Beta(belief.a * scale, belief.b * scale)


def less(*, first: Beta, second: Beta) -> float:
    """How likely the first rate is to be below the second, both drawn from what we believe.

    Summed over the log-odds of the first, where the density is smooth and falls off on both
    sides, so that the plain sum is exact to about ten digits.
    """
    odds = np.linspace(*_odds_range(first), STEPS)
    rates = special.expit(odds)
    logs = first.a * special.log_expit(odds) + first.b * special.log_expit(-odds)
    density = np.exp(logs - logs.max())
    return float((density * special.betaincc(second.a, second.b, rates)).sum() / density.sum())


def at_least(*, successes: int, trials: int, belief: Beta) -> float:
    """How likely so many trials bring at least so many successes (beta-binomial tail)."""
    if successes <= 0:
        return 1.0
    if successes > trials:
        return 0.0
    return float(_chances(np.arange(successes, trials + 1), trials, belief).sum())


def at_least_known(*, successes: int, trials: int, rate: float) -> float:
    """The same where the rate itself is known (binomial tail)."""
    if successes <= 0:
        return 1.0
    return 0.0 if successes > trials else float(special.bdtrc(successes - 1, trials, rate))


def _chances(counts: NDArray[np.int64], trials: int, belief: Beta) -> NDArray[np.float64]:
    logs = (
        special.gammaln(trials + 1)
        - special.gammaln(counts + 1)
        - special.gammaln(trials - counts + 1)
        + special.betaln(belief.a + counts, belief.b + trials - counts)
        - special.betaln(belief.a, belief.b)
    )
    chances: NDArray[np.float64] = np.exp(logs)
    return chances


def _odds_range(belief: Beta) -> tuple[float, float]:
    """Log-odds between which all but a thousand-million-millionth of the belief lies.

    Far out the density falls as exp(a·odds) to the left and exp(−b·odds) to the right.
    """
    low = special.betaincinv(belief.a, belief.b, TINY)
    high = special.betainccinv(belief.a, belief.b, TINY)
    left = np.log(TINY) / belief.a if low <= 0 else special.logit(low)
    right = -np.log(TINY) / belief.b if high >= 1 else special.logit(high)
    return float(left), float(right)
