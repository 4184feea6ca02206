"""What we believe about each rate: own history first, a stated assumption where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod, sqrt

from entente.kit.statistics.beta import JEFFREYS, Beta, discounted, posterior
from entente.kit.statistics.proportions import Rate

PRIOR_WORTH = 40.0
"""Our own earlier quarters count as so many cases at most: they were another time."""

ASSUMED_WORTH = 10.0
"""A stated assumption counts as so many cases."""


def belief(*, matured: Rate, earlier: Rate | None = None, assumed: float | None = None) -> Beta:
    """What we believe about a rate after its matured cohorts of late.

    The prior is our earlier quarters, discounted; else a stated assumption; else Jeffreys'.
    """
    prior = JEFFREYS
    if earlier is not None and earlier.of:
        prior = discounted(belief=posterior(prior=JEFFREYS, rate=earlier), worth=PRIOR_WORTH)
    elif assumed is not None:
        prior = Beta(assumed * ASSUMED_WORTH, (1 - assumed) * ASSUMED_WORTH)
    return posterior(prior=prior, rate=matured)


@dataclass(frozen=True)
class Spread:
    """The rate from the first stage to the deal as we know it.

    `doubt` is each stage's share of what we do not know: measure the largest first.
    """

    mean: float
    sd: float
    doubt: tuple[float, ...]

    @property
    def cv(self) -> float:
        """The standard deviation as a share of the mean."""
        return self.sd / self.mean


def through(*, beliefs: Sequence[Beta]) -> Spread:
    """The product of independent rates, exactly: mean, spread, and whose doubt it is."""
    mean = prod(one.mean for one in beliefs)
    square = prod(one.sd**2 + one.mean**2 for one in beliefs)
    shares = [(one.sd / one.mean) ** 2 for one in beliefs]
    whole = sum(shares)
    return Spread(mean, sqrt(square - mean**2), tuple(share / whole for share in shares))
