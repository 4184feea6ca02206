"""The one finding of the funnel page, as data: which sentence, and its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from entente.funnel.rules.change import Cause, Comparison
from entente.funnel.rules.figures import StageFigures
from entente.funnel.rules.reading import Against

BELOW = (Against.BELOW, Against.PROBABLY_BELOW)


class Says(StrEnum):
    """Which sentence opens the page."""

    NOBODY = "nobody"
    MIX_ONLY = "mix_only"
    LOSE_MOST = "lose_most"
    WENT_FURTHER = "went_further"
    TOO_EARLY = "too_early"
    ON_PLAN = "on_plan"
    NO_PLAN = "no_plan"


@dataclass(frozen=True)
class Finding:
    """What the page says first.

    `worst` is the stage that the sentence names: where most is lost, where there is too little to
    tell, or above plan by those who went further than the next stage at once. `below` and `on_plan`
    name the other stages read so. `comparison` is set when only the mix has changed.
    """

    says: Says
    worst: StageFigures | None
    below: tuple[StageFigures, ...] = ()
    on_plan: tuple[StageFigures, ...] = ()
    comparison: Comparison | None = None


def finding(
    *,
    figures: Sequence[StageFigures],
    comparison: Comparison | None = None,
    compared: str = "",
) -> Finding:
    """The sentence that the figures allow.

    Where most revenue is lost, else where the rate falls shortest of its plan in proportion; but
    if that stage is the `compared` one and its drop is only a change of mix, or no stage is below
    plan and the drop is one of mix, then this; else that a stage is above plan though fewer moved
    on than planned, for they went further; else that all are on plan; else that it is too early to
    say.
    """
    if not any(stage.entered for stage in figures):
        return Finding(Says.NOBODY, None)
    below = sorted(
        (stage for stage in figures if stage.reading.against in BELOW), key=_loss, reverse=True
    )
    fine = tuple(f for f in figures if f.reading.against in (Against.ON, Against.ABOVE))
    if _only_mix(comparison) and (not below or below[0].stage.key == compared):
        place = next((stage for stage in figures if stage.stage.key == compared), None)
        others = tuple(stage for stage in below if stage.stage.key != compared)
        return Finding(Says.MIX_ONLY, place, others, fine, comparison)
    if below:
        return Finding(Says.LOSE_MOST, below[0], tuple(below[1:]), fine)
    return _without_loss(figures, fine)


def _only_mix(comparison: Comparison | None) -> bool:
    return comparison is not None and comparison.cause is Cause.MIX and comparison.change.total < 0


def _without_loss(figures: Sequence[StageFigures], fine: tuple[StageFigures, ...]) -> Finding:
    ahead = [f for f in fine if f.reading.against is Against.ABOVE and f.by_going_further]
    if ahead:
        best = min(ahead, key=_relative)
        return Finding(Says.WENT_FURTHER, best, (), tuple(f for f in fine if f is not best))
    if fine:
        return Finding(Says.ON_PLAN, None, (), fine)
    early = [stage for stage in figures if stage.reading.against is Against.TOO_EARLY]
    if early:
        return Finding(Says.TOO_EARLY, max(early, key=lambda stage: stage.entered))
    # The last stage has nowhere to move on to.
    on_the_way = figures[:-1] or figures
    return Finding(Says.NO_PLAN, max(on_the_way, key=lambda stage: stage.entered))


def _loss(stage: StageFigures) -> tuple[float, float]:
    money = float(stage.cost.amount) if stage.cost else 0.0
    return money, _relative(stage)


def _relative(stage: StageFigures) -> float:
    share, plan = stage.reached.rate.share, stage.plan
    return 0.0 if share is None or not plan else 1 - share / stage.reached.plan(of=float(plan))
