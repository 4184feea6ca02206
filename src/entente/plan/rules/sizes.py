"""How large deals are: drawn from our own won deals, or from a log-normal where there are few."""

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]


class Sizes(Protocol):
    """A distribution of deal sizes in units of the currency."""

    @property
    def mean(self) -> float:
        """The average size."""

    @property
    def sd(self) -> float:
        """The standard deviation."""

    def draw(self, dice: np.random.Generator, shape: tuple[int, ...]) -> Amounts:
        """Sizes by chance."""


@dataclass(frozen=True)
class Bootstrap:
    """Sizes as likely as they were among our won deals."""

    amounts: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.amounts or min(self.amounts) < 0:
            raise ValueError("Deal sizes come from at least one won deal, none below zero")

    @property
    def mean(self) -> float:
        """The average size."""
        return float(np.mean(self.amounts))

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return float(np.std(self.amounts))

    @property
    def typical(self) -> tuple[float, float, float]:
        """One in ten is below the first, half below the second, nine in ten below the third."""
        low, middle, high = np.quantile(self.amounts, (0.1, 0.5, 0.9)).tolist()
        return low, middle, high

    def draw(self, dice: np.random.Generator, shape: tuple[int, ...]) -> Amounts:
        """Sizes by chance, with replacement."""
        return np.asarray(self.amounts)[dice.integers(0, len(self.amounts), shape)]


@dataclass(frozen=True)
class LogNormal:
    """Sizes with a heavy tail upwards: the average, and the spread as a share of it."""

    average: float
    cv: float

    def __post_init__(self) -> None:
        if self.average <= 0 or self.cv < 0:
            raise ValueError("An average deal is above zero and its spread is not below it")

    @property
    def mean(self) -> float:
        """The average size."""
        return self.average

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return self.average * self.cv

    @property
    def typical(self) -> tuple[float, float, float]:
        """One in ten is below the first, half below the second, nine in ten below the third."""
        mu, sigma = self._log()
        return exp(mu - 1.281552 * sigma), exp(mu), exp(mu + 1.281552 * sigma)

    def draw(self, dice: np.random.Generator, shape: tuple[int, ...]) -> Amounts:
        """Sizes by chance."""
        return dice.lognormal(*self._log(), shape)

    def _log(self) -> tuple[float, float]:
        variance = log(1 + self.cv**2)
        return log(self.average) - variance / 2, sqrt(variance)
