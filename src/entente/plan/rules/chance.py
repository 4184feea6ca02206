"""How likely a goal is when a known number of leads is all there is: the plain cases."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from entente.kit.statistics.beta import Beta, at_least, at_least_known
from entente.plan.rules.sizes import Sizes

DRAWS = 20_000
SEED = 7


@dataclass(frozen=True)
class Chance:
    """A probability by chance draws, with the standard error of the drawing itself."""

    share: float
    error: float
    mean: float
    sd: float


def chance_of_deals(*, deals: int, leads: int, rate: Beta | float) -> float:
    """How likely so many leads bring so many deals: exact, with a believed or a known rate."""
    if isinstance(rate, Beta):
        return at_least(successes=deals, trials=leads, belief=rate)
    return at_least_known(successes=deals, trials=leads, rate=rate)


def chance_of_revenue(
    *,
    goal: float,
    leads: int,
    rate: Beta | float,
    sizes: Sizes,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Chance:
    """How likely the deals from so many leads sum up to the goal: rate, deals, sizes by chance."""
    dice = np.random.default_rng(seed)
    rates = dice.beta(rate.a, rate.b, draws) if isinstance(rate, Beta) else np.full(draws, rate)
    deals = dice.binomial(leads, rates)
    first = np.concatenate([[0], np.cumsum(deals)])
    sums = np.concatenate([[0.0], np.cumsum(sizes.draw(dice, (int(first[-1]),)))])
    revenue = sums[first[1:]] - sums[first[:-1]]
    share = float((revenue >= goal).mean())
    return Chance(
        share, sqrt(share * (1 - share) / draws), float(revenue.mean()), float(revenue.std())
    )


def spread_of_revenue(
    *, deals: float, deals_sd: float, size: float, size_sd: float
) -> tuple[float, float]:
    """Mean and standard deviation of a sum of deals: `E[N]μ` and `√(E[N]σ² + Var[N]μ²)`."""
    return deals * size, sqrt(deals * size_sd**2 + deals_sd**2 * size**2)
