"""How the quarter may end: many quarters by chance, each with its own rates, wins and sizes.

What is won is won. Open deals win as often as deals of their age have. Leads still to come arrive
by chance (Poisson); of those who are here already never more win than there are (binomial). All win
in time as their lag allows. What closes before the quarter begins counts for an earlier one. All
rates of one quarter share a shock: good quarters are good at several stages at once. The same
chance is used for every what-if, so that two forecasts differ only in what was changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special

from entente.kit.statistics.beta import Beta
from entente.plan.rules import luck as chances
from entente.plan.rules.lag import Lag, wins_by_day, wins_from_open
from entente.plan.rules.sizes import Sizes

DRAWS = 20_000
SEED = 7
CHUNK = 5_000
NEVER = 1e-12
DRAWN_ONE_BY_ONE = 256
"""Deals of a quarter beyond so many are summed up by their mean and spread."""

Draws = NDArray[np.float64]


@dataclass(frozen=True)
class StageAhead:
    """A stage as the forecast sees it.

    `belief` is about the rate to the next stage (of the last stage: to winning), `lag` from
    entering this stage to winning, `stay` from entering it to moving on: who is still here is
    slower than all who ever came, and is judged by it. `entries` are expected from outside on
    each day from today on, before the period too; `open_ages` are the days that those who are here
    have been here, without those who have an open deal. `lift` is added to the rate: for what-ifs.
    """

    name: str
    belief: Beta
    lag: Lag
    entries: tuple[float, ...] = ()
    open_ages: tuple[int, ...] = ()
    lift: float = 0.0
    stay: Lag | None = None


@dataclass(frozen=True)
class OpenDeal:
    """A deal in the pipeline: its stage (from 0), its days there, its amount if known."""

    stage: int
    age: int
    amount: float | None


@dataclass(frozen=True)
class Shock:
    """How much the rates (on log-odds) and the sizes (on logs) of one quarter move together."""

    rates: float = 0.10
    sizes: float = 0.05


@dataclass(frozen=True)
class Outlook:
    """All that a forecast needs: money in units of the currency, time in days.

    `days` are those of the period that are still to come, none once it is over; `wait` are the
    days from today until it begins, none once it has. Where only a `part` of one day is left, so
    much less is won in it.
    """

    goal: float
    won: float
    days: int
    stages: tuple[StageAhead, ...]
    deals: tuple[OpenDeal, ...]
    sizes: Sizes
    shock: Shock = field(default_factory=Shock)
    draws: int = DRAWS
    seed: int = SEED
    wait: int = 0
    part: float = 1.0

    @cached_property
    def wins_at_full_rate(self) -> list[Draws]:
        """Wins of each stage by the end of each day, summed up, if everybody won in the end.

        From 0, which is the moment the period begins or today; what was won before is left out.
        """
        return [
            self._in_time(stage, partial(_from_outside, stage)) + here
            for stage, here in zip(self.stages, self.wins_of_those_here, strict=True)
        ]

    @cached_property
    def wins_of_those_here(self) -> list[Draws]:
        """The same, of those who are in each stage now."""
        after = [*(stage.lag for stage in self.stages[1:]), None]
        return [
            self._in_time(stage, partial(_from_here, stage, following))
            for stage, following in zip(self.stages, after, strict=True)
        ]

    def _in_time(self, stage: StageAhead, by_day: Callable[[int], Draws]) -> Draws:
        """Wins on so many days from today on: at full rate, summed up within the period."""
        if not stage.lag.rate or not self.days:
            return np.zeros(self.days + 1)
        wins = by_day(self.wait + self.days)
        summed: Draws = np.cumsum([0.0, *wins[self.wait :]]) / stage.lag.rate
        return summed * self.part


@dataclass(frozen=True)
class Band:
    """Revenue by the end of a day: half of all draws lie in the inner range, 80% in the outer.

    Days are counted as the outlook counts them, within the period.
    """

    day: int
    low80: float
    low50: float
    middle: float
    high50: float
    high80: float


@dataclass(frozen=True)
class Forecast:
    """How likely the goal is, with the standard error of the drawing, and where we may end."""

    chance: float
    error: float
    mean: float
    end: Band
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Effect:
    """What a change does to the chance of the goal, by the same draws with and without it."""

    gain: float
    error: float
    money: float


def forecast(*, outlook: Outlook, days: Sequence[int] = ()) -> Forecast:
    """The forecast for the last day, and bands for the end of it and of these days (1 is today)."""
    wanted = sorted({*(day for day in days if 0 < day < outlook.days), outlook.days})
    revenue = revenues(outlook=outlook, days=wanted)
    ends = revenue[:, -1]
    share = float((ends >= outlook.goal).mean())
    bands = tuple(_band(day, column) for day, column in zip(wanted, revenue.T, strict=True))
    return Forecast(
        chance=share,
        error=sqrt(share * (1 - share) / outlook.draws),
        mean=float(ends.mean()),
        end=bands[-1],
        bands=bands,
    )


def effect(*, goal: float, before: Draws, after: Draws) -> Effect:
    """What a change does: the same draws with and without it, so that their noise cancels."""
    gained = (after >= goal).astype(np.float64) - (before >= goal)
    return Effect(
        gain=float(gained.mean()),
        error=float(gained.std()) / sqrt(len(gained)),
        money=float((after - before).mean()),
    )


def with_lift(*, outlook: Outlook, stage: int, lift: float) -> Outlook:
    """The outlook with the rate of one stage moved by so much (0.01 is one percentage point)."""
    stages = list(outlook.stages)
    stages[stage] = replace(stages[stage], lift=lift)
    return replace(outlook, stages=tuple(stages))


def revenues(*, outlook: Outlook, days: Sequence[int]) -> Draws:
    """Revenue of the period by the end of each of the days (columns), in each draw (rows)."""
    parts = []
    for number, first in enumerate(range(0, outlook.draws, CHUNK)):
        size = min(CHUNK, outlook.draws - first)
        parts.append(_chunk(outlook, np.asarray(days), size, (outlook.seed, number)))
    return np.concatenate(parts)


def _chunk(outlook: Outlook, days: NDArray[np.int64], size: int, seed: tuple[int, int]) -> Draws:
    """One lot of draws. Each part has its own dice, so that a change in one moves no other."""
    shocks, rates, arrivals, sizes, deals, unknown = (
        np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(6)
    )
    shock = shocks.standard_normal(size)
    through = _rates_to_win(outlook, rates, shock)
    grown = np.exp(outlook.shock.sizes * shock - outlook.shock.sizes**2 / 2)
    fresh = _from_leads(outlook, days, through, arrivals, sizes) * grown[:, None]
    closed: Draws = _from_deals(outlook, days, through, deals, unknown, grown)
    revenue: Draws = outlook.won + fresh + closed
    return revenue


def _rates_to_win(outlook: Outlook, dice: np.random.Generator, shock: Draws) -> Draws:
    """For each draw and stage the share that wins in the end: the rates from there on, multiplied.

    The shock is the quarter's own: it moves the log-odds of all rates together.
    """
    drawn: Draws = np.empty((len(shock), len(outlook.stages)))
    for place, stage in enumerate(outlook.stages):
        odds = special.logit(dice.beta(stage.belief.a, stage.belief.b, len(shock)))
        rate = special.expit(odds + outlook.shock.rates * shock) + stage.lift
        drawn[:, place] = np.clip(rate, NEVER, 1 - NEVER)
    through: Draws = np.cumprod(drawn[:, ::-1], axis=1, dtype=np.float64)[:, ::-1]
    return through


def _from_leads(
    outlook: Outlook,
    days: NDArray[np.int64],
    through: Draws,
    arrivals: np.random.Generator,
    sizes: np.random.Generator,
) -> Draws:
    """Revenue from leads that are open or still to come, by the end of each day.

    Only as many sizes are drawn as deals are won in any draw, the first of all draws first: the
    same sizes, however many follow.
    """
    luck = arrivals.random(len(through))
    rest = arrivals.standard_normal(len(through))
    at_full_rate = np.array(outlook.wins_at_full_rate)
    spared = _spared(outlook, through)
    won = [
        chances.wins(luck=luck, expected=expected, each=expected * spared)
        for expected in (through @ at_full_rate[:, day] for day in days)
    ]
    most = min(max(int(column.max()) for column in won), DRAWN_ONE_BY_ONE)
    drawn = outlook.sizes.draw(sizes, (most, len(through)))
    sums = np.concatenate([np.zeros((1, len(through))), np.cumsum(drawn, axis=0)])
    revenue = np.empty((len(through), len(days)))
    for column, wins in enumerate(won):
        beyond = np.maximum(wins - DRAWN_ONE_BY_ONE, 0)
        first = np.minimum(wins, DRAWN_ONE_BY_ONE)
        more = beyond * outlook.sizes.mean + np.sqrt(beyond) * outlook.sizes.sd * rest
        revenue[:, column] = np.take_along_axis(sums, first[None, :], axis=0)[0] + more
    return revenue


def _spared(outlook: Outlook, through: Draws) -> Draws:
    """For each draw how much less the wins spread than Poisson's, as a share of their square.

    Each of `n` who are here wins with a chance of `p`, which takes `n·p²` from the variance by the
    end of the period. Those of one stage are taken to be equally likely: it spreads a little more.
    """
    whole = through @ np.array([wins[-1] for wins in outlook.wins_at_full_rate])
    taken = np.zeros(len(through))
    for place, stage in enumerate(outlook.stages):
        if stage.open_ages:
            here = through[:, place] * outlook.wins_of_those_here[place][-1]
            taken += here**2 / len(stage.open_ages)
    spared: Draws = np.zeros(len(through))
    np.divide(taken, whole**2, out=spared, where=whole > NEVER)
    return spared


def _from_deals(
    outlook: Outlook,
    days: NDArray[np.int64],
    through: Draws,
    dice: np.random.Generator,
    unknown: np.random.Generator,
    grown: Draws,
) -> Draws:
    """Revenue from open deals by the end of each day: each is won as often as its age allows."""
    revenue = np.zeros((len(through), len(days)))
    for deal in outlook.deals:
        luck = dice.random(len(through))
        lag = outlook.stages[deal.stage].lag
        chances = lag.chance(age=deal.age, days=days + outlook.wait)
        if not chances[-1]:
            continue
        before = lag.chance(age=deal.age, days=outlook.wait)
        odds = special.logit(chances[-1]) - special.logit(min(lag.rate, 1 - NEVER))
        in_the_end = special.expit(odds + special.logit(through[:, deal.stage]))
        early = luck < in_the_end * (before / chances[-1])
        in_time = in_the_end[:, None] * (chances / chances[-1]) * outlook.part
        won = (luck[:, None] < in_time) & ~early[:, None]
        if deal.amount is None:
            revenue += won * (outlook.sizes.draw(unknown, (len(through),)) * grown)[:, None]
        else:
            revenue += won * deal.amount
    return revenue


def _from_outside(stage: StageAhead, days: int) -> Draws:
    """Wins of those who are still to come."""
    return wins_by_day(entries=stage.entries, lag=stage.lag, days=days)


def _from_here(stage: StageAhead, following: Lag | None, days: int) -> Draws:
    """Wins of those who are here now: first they move on, as people of their age here do."""
    if stage.stay is None or following is None:
        return wins_from_open(ages=stage.open_ages, lag=stage.lag, days=days)
    moving = wins_from_open(ages=stage.open_ages, lag=stage.stay, days=days)
    return wins_by_day(entries=moving.tolist(), lag=following, days=days)


def _band(day: int, revenue: Draws) -> Band:
    return Band(day, *np.quantile(revenue, (0.1, 0.25, 0.5, 0.75, 0.9)).tolist())
