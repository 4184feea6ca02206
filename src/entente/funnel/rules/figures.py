"""The figures of a funnel: who entered each stage and moved on, how long it took, what it cost.

Each stage has its own cohort: those who entered it within the period, followed until the look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np

from entente.funnel.rules import further, planned
from entente.funnel.rules.cases import Cases
from entente.funnel.rules.further import Reached
from entente.funnel.rules.passages import DAY, Flags, instant
from entente.funnel.rules.planned import Agreed, Terms
from entente.funnel.rules.reading import Against, Reading, read, shortfall
from entente.funnel.rules.shape import Ending, Shape, Stage
from entente.kit.statistics.proportions import Interval, Rate, wilson
from entente.kit.statistics.survival import Curves, aalen_johansen

AGES = (30, 60, 90)
"""Days after entry at which the share that had moved on is told."""

QUARTER_DAYS = 365.25 / 4
ADVANCED = 1
CENT = Decimal("0.01")


@dataclass(frozen=True)
class AtAge:
    """The share that had moved on by an age, and how many were still watched then."""

    days: int
    share: float
    at_risk: int


@dataclass(frozen=True)
class Time:
    """Calendar days in the stage, open cases counted for as long as we have seen them.

    The quantiles are of those who moved on, as far as they were followed; `half_left` is when half
    of all had left, whichever way. None where it has not come to that.
    """

    quarter: float | None
    median: float | None
    three_quarters: float | None
    nine_tenths: float | None
    half_left: float | None
    by_age: tuple[AtAge, ...]


@dataclass(frozen=True)
class Cost:
    """What running below plan cost in expected revenue, with its range; below zero is a gain."""

    amount: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class StageFigures:
    """One stage in the period. The four endings add up to those who entered.

    The plan is the mean of what was planned for each who entered, and `judged` are those for whom
    anything was: nearly always everybody. The reading is by how far they `reached`, not by heads.
    `onward` counts who moved on to the next stage, to the one after it, and so on.
    """

    stage: Stage
    moved: Rate
    plan: Fraction | None
    judged: Rate
    reached: Reached
    onward: tuple[int, ...]
    advanced: int
    lost: int
    recycled: int
    open: int
    came_back: int
    """Moved on after they had been lost or recycled first."""
    young: int
    """Open and not older than the plan, or than nine in ten of those who moved on, or a year."""
    leaked: int
    """Entered, not moved on, and not young: nobody expects them any more."""
    time: Time
    reading: Reading
    cost: Cost | None
    cost_a_quarter: Cost | None
    disordered: int

    @property
    def entered(self) -> int:
        """How many entered in the period."""
        return self.moved.of

    @property
    def interval(self) -> Interval:
        """Between what bounds the rate is likely to lie."""
        return wilson(rate=self.moved)

    @property
    def further(self) -> int:
        """How many of those judged went beyond the next stage at once."""
        return self.reached.further

    @property
    def enough(self) -> float | None:
        """The share that would have been as planned, as far as they went."""
        if self.plan is None or not self.judged.met:
            return None if self.plan is None else float(self.plan)
        return float(self.plan) * self.judged.met / self.reached.worth

    @property
    def by_going_further(self) -> bool:
        """Whether the reading rests on those who skipped a stage: by heads it falls short."""
        share, plan = self.judged.share, self.plan
        return bool(self.further and plan and share is not None and share < plan)


def stage_figures(
    *,
    stage: Stage,
    cases: Cases,
    is_last: bool = False,
    worth: Sequence[Decimal] = (),
    days: float | None = None,
    agreed: Sequence[Agreed] = (),
    steps: Sequence[float] = (1.0,),
) -> StageFigures:
    """The figures of one cohort.

    `worth` is the expected revenue of one more who enters the next stage, the one after it, and so
    on; `days` in how many somebody came, `agreed` the versions in force in it, `steps` what
    entering each later stage is worth by plan, in people who enter the next. The last stage has
    nowhere to move on to and no reading.
    """
    moved = Rate(int(cases.moved_on.sum()), len(cases))
    time = _time(aalen_johansen(ages=cases.days, causes=cases.ended, kinds=3))
    terms = planned.terms(stage=stage, cases=cases, agreed=agreed)
    is_young = _young(cases, terms, time)
    hoped = float(terms.expected(of=is_young))
    plan, judged = (None, moved) if is_last else _planned(stage, cases, terms)
    ways = further.onward(cases=cases.where(terms.has_plan()), later=len(steps))
    reached = further.reached(of=judged.of, onward=ways, steps=steps)
    reading = _reading(reached, plan, hoped)
    earned = further.reached(
        of=judged.of, onward=ways, steps=further.seen(steps=steps, worth=worth)
    )
    cost = _cost(earned, plan, hoped, worth, reading)
    return StageFigures(
        stage=stage,
        moved=moved,
        plan=plan,
        judged=judged,
        reached=reached,
        onward=further.onward(cases=cases, later=len(steps)),
        advanced=cases.count(Ending.ADVANCED),
        lost=cases.count(Ending.LOST),
        recycled=cases.count(Ending.RECYCLED),
        open=cases.count(Ending.OPEN),
        came_back=int((cases.moved_on & (cases.ended != ADVANCED)).sum()),
        young=int(is_young.sum()),
        leaked=0 if is_last else int((~cases.moved_on & ~is_young).sum()),
        time=time,
        reading=reading,
        cost=cost,
        cost_a_quarter=_a_quarter(cost, days),
        disordered=int(cases.disordered.sum()),
    )


def young(*, stage: Stage, cases: Cases, agreed: Sequence[Agreed] = ()) -> Flags:
    """Which of a cohort may still move on, as its figures count them."""
    time = _time(aalen_johansen(ages=cases.days, causes=cases.ended, kinds=3))
    return _young(cases, planned.terms(stage=stage, cases=cases, agreed=agreed), time)


def funnel_figures(
    *,
    shape: Shape,
    cases: Sequence[Cases],
    start: datetime,
    until: datetime,
    worth: Sequence[Decimal] | None = None,
    agreed: Sequence[Agreed] = (),
    won: int | None = None,
) -> list[StageFigures]:
    """The figures of every stage for those who entered it in [start, until).

    `worth[i]` is the expected revenue of one who enters stage i; `agreed` are the versions that
    judge them, the one of the shape alone where none is given; `won` is the stage that a won deal
    leads into, the last when not given.
    """
    days = lively_days(cases=cases, start=start, until=until)
    last = len(shape.stages) - 1
    return [
        stage_figures(
            stage=stage,
            cases=cases[place].within(start=start, until=until),
            is_last=place == last,
            worth=worth[place + 1 :] if worth is not None else (),
            days=days,
            agreed=agreed,
            steps=further.steps(
                beyond=shape.stages[place + 1 :], won=None if won is None else won - place - 1
            ),
        )
        for place, stage in enumerate(shape.stages)
    ]


def lively_days(*, cases: Sequence[Cases], start: datetime, until: datetime) -> float:
    """The days of [start, until) without the stretches of a quarter or more in which nobody came.

    While nobody enters any stage, nothing is lost: years after the last lead would make the loss
    of a quarter look small. A few days in which many came are a quarter's all the same.
    """
    ends = [instant(at=start), instant(at=until)]
    entered = np.concatenate([one.entered for one in cases]) if cases else np.zeros(0, np.int64)
    inside = entered[(entered >= ends[0]) & (entered < ends[1])]
    gaps = np.diff(np.sort(np.append(inside, ends))) / DAY
    whole = (ends[1] - ends[0]) / DAY
    return max(float(gaps[gaps < QUARTER_DAYS].sum()), min(QUARTER_DAYS, whole))


def worth_of_entering(
    *, rates: Sequence[Sequence[float]], deal: Decimal, won: int | None = None
) -> list[Decimal]:
    """The expected revenue of one who enters each stage: later rates times the size of a deal.

    `rates[i]` are the shares that move on from stage i to the next, to the one after it, and so
    on; `won` is the stage that a won deal leads into, the one after the last rates when not given.
    A stage beyond it is worth a further deal.
    """
    end = len(rates) if won is None else won
    worth = [deal] * (len(rates) - end + 1)
    for shares in reversed(rates[:end]):
        ways = zip(shares, worth, strict=False)  # a plan names the next stage alone
        worth.insert(0, sum((to * Decimal(repr(share)) for share, to in ways), Decimal(0)))
    return [amount.quantize(CENT) for amount in worth]


def _young(cases: Cases, terms: Terms, time: Time) -> Flags:
    """Open, and not longer than the plan, or than nine in ten of those who moved on, or a year."""
    flags: Flags = (cases.ended == 0) & (cases.days <= terms.patience(otherwise=time.nine_tenths))
    return flags


def _time(curves: Curves) -> Time:
    def among_advanced(share: float) -> float | None:
        return curves.age_among_ended(share=share, cause=ADVANCED)

    return Time(
        quarter=among_advanced(0.25),
        median=among_advanced(0.5),
        three_quarters=among_advanced(0.75),
        nine_tenths=among_advanced(0.9),
        half_left=curves.age_when_left(share=0.5),
        by_age=tuple(
            AtAge(days, curves.ended_by(age=days, cause=ADVANCED), curves.watched_at(age=days))
            for days in AGES
            if days <= curves.followed
        ),
    )


def _planned(stage: Stage, cases: Cases, terms: Terms) -> tuple[Fraction | None, Rate]:
    """The mean plan of those who entered under one, and how many of them moved on.

    While nobody has entered it is the plan of the stage.
    """
    under = terms.has_plan()
    judged = Rate(int((cases.moved_on & under).sum()), int(under.sum()))
    if judged.of:
        return terms.expected(of=under) / judged.of, judged
    return (None if len(cases) else stage.plan), judged


def _reading(reached: Reached, plan: Fraction | None, hoped: float) -> Reading:
    if plan is None:
        return read(rate=reached.rate, plan=None)
    against = reached.plan(of=float(plan))
    return read(rate=reached.rate, plan=against, hoped=hoped / reached.each)


def _cost(
    earned: Reached, plan: Fraction | None, hoped: float, worth: Sequence[Decimal], reading: Reading
) -> Cost | None:
    below = (Against.BELOW, Against.PROBABLY_BELOW)
    if plan is None or not worth or reading.against not in below:
        return None
    missing, bounds = shortfall(
        rate=earned.rate, plan=earned.plan(of=float(plan)), hoped=hoped / earned.each
    )
    counts = (count * earned.each for count in (missing, bounds.low, bounds.high))
    return Cost(*(_money(count, worth[0]) for count in counts))


def _a_quarter(cost: Cost | None, days: float | None) -> Cost | None:
    if cost is None or not days:
        return None
    scale = QUARTER_DAYS / days
    return Cost(*(_money(scale, amount) for amount in (cost.amount, cost.low, cost.high)))


def _money(count: float, worth: Decimal) -> Decimal:
    return (Decimal(repr(count)) * worth).quantize(CENT)
