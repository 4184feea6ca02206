"""Who moves on further than the next stage at once: worth as many who take one stage at a time.

A step is judged by how far it brought people. By the plan 0.75 · 0.50 · 0.25 of those who enter SQL
are won: who goes from MQL to the won deal at once is worth ten and two thirds who enter SQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from entente.funnel.rules.cases import Cases
from entente.funnel.rules.shape import Stage
from entente.kit.statistics.proportions import Rate


@dataclass(frozen=True)
class Reached:
    """How far people came, as a rate: so many moved on, each worth `each` who enter the next stage.

    `each` is 1 while nobody skips a stage. Where some do and some do not, the rate counts fewer
    than moved on: as many as would make the sum as uncertain as it is (Kish, 1965). So many of
    them went `further` than the next stage.
    """

    rate: Rate
    each: float = 1.0
    further: int = 0

    @property
    def worth(self) -> float:
        """How many who enter the next stage they all are worth."""
        return self.rate.met * self.each

    def plan(self, *, of: float) -> float:
        """What the rate is held against, of the planned share that is to enter the next stage."""
        return of / self.each


def onward(*, cases: Cases, later: int) -> tuple[int, ...]:
    """How many moved on to the next stage, to the one after it, and so on: to `later` stages."""
    away = cases.onto[cases.moved_on] - cases.place - 1
    return tuple(np.bincount(away, minlength=later).tolist())


def steps(*, beyond: Sequence[Stage], won: int | None = None) -> list[float]:
    """How many who enter the first of these stages one is worth who enters each of them.

    `won` of them lead to a won deal, all unless told; what comes after it is worth no more. A stage
    without a plan is worth what the one before it is: nobody said how many come through.
    """
    end = len(beyond) if won is None else won
    worth = [Fraction(1)]
    for place, stage in enumerate(beyond[:-1]):
        plan = Fraction(stage.plan) if stage.plan and place < end else Fraction(1)
        worth.append(worth[-1] / plan)
    return [float(one) for one in worth]


def seen(*, steps: Sequence[float], worth: Sequence[Decimal]) -> list[float]:
    """The steps, none worth more than the expected revenue that was seen makes it.

    Where more is won of those who enter the next stage than was planned, who skips it is ahead of
    them by less. Where less is, we keep to the plan: perhaps they are only not won yet.
    """
    if not worth or not worth[0]:
        return list(steps)
    return [min(step, float(one / worth[0])) for step, one in zip(steps, worth, strict=True)]


def reached(*, of: int, onward: Sequence[int], steps: Sequence[float]) -> Reached:
    """The rate of so many `of` whom some moved on, by how far each of them went."""
    moved = sum(onward)
    skipped = sum(onward[1:])
    if not skipped:
        return Reached(Rate(moved, of))
    worth = np.array(steps[: len(onward)])
    whole, squares = float(worth @ onward), float((worth * worth) @ onward)
    counted = max(1, round(whole * whole / squares))
    return Reached(Rate(counted, of), whole / counted, skipped)
