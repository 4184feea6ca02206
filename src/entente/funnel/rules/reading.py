"""A rate against its plan, in one of five readings: what the interval allows us to say."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from entente.kit.statistics.proportions import Interval, Rate, normal_quantile, wilson

PROBABLY = 0.80
"""Below plan at this certainty, though not at the usual one, is called probable."""

FEW = 10
"""With fewer cases we never call a rate on plan."""


class Against(StrEnum):
    """How a rate stands against its plan."""

    ON = "on_plan"
    BELOW = "below_plan"
    PROBABLY_BELOW = "probably_below"
    ABOVE = "above_plan"
    TOO_EARLY = "too_early"
    NO_PLAN = "no_plan"


WORDS = {
    Against.ON: "On plan",
    Against.BELOW: "Below plan",
    Against.PROBABLY_BELOW: "Probably below",
    Against.ABOVE: "Above plan",
    Against.TOO_EARLY: "Too early to say",
    Against.NO_PLAN: "No plan",
}
ASSUMED = WORDS | {
    Against.ON: "As assumed",
    Against.BELOW: "Below assumed",
    Against.ABOVE: "Above assumed",
    Against.NO_PLAN: "Nothing assumed",
}
"""The same while nobody has signed a plan."""


@dataclass(frozen=True)
class Reading:
    """The reading, and how many cases it takes to tell half the plan from the plan."""

    against: Against
    needed: int | None


def cases_needed(*, plan: float) -> int:
    """So many cases make the 95% interval reach half the plan to either side."""
    z = normal_quantile(share=0.975)
    return max(FEW, ceil(4 * z * z * (1 - plan) / plan))


def read(*, rate: Rate, plan: float | None, hoped: Fraction | float = 0) -> Reading:
    """How the rate stands against the plan.

    On plan means that the interval covers it. So many are `hoped` to move on yet of the young open
    cases: who is below only without them, or whose cases are too few, is too early to judge.
    """
    if plan is None:
        return Reading(Against.NO_PLAN, None)
    needed = cases_needed(plan=plan)
    interval = wilson(rate=rate)
    grown = Rate(min(rate.of, rate.met + ceil(hoped)), rate.of)
    answers = (
        (interval.low > plan, Against.ABOVE),
        (wilson(rate=grown).high < plan, Against.BELOW),
        (rate.of < needed, Against.TOO_EARLY),
        (wilson(rate=grown, certainty=PROBABLY).high < plan, Against.PROBABLY_BELOW),
        (interval.high < plan, Against.TOO_EARLY),
    )
    return Reading(next((answer for holds, answer in answers if holds), Against.ON), needed)


def shortfall(*, rate: Rate, plan: float, hoped: float = 0.0) -> tuple[float, Interval]:
    """How many fewer moved on than the plan wanted, and between what bounds; below zero is more.

    Young open cases are `hoped` to move on as planned.
    """
    interval = wilson(rate=rate)
    missing = plan * rate.of - rate.met - hoped
    return missing, Interval(
        (plan - interval.high) * rate.of - hoped, (plan - interval.low) * rate.of - hoped
    )
