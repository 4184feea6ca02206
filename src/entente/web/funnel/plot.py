"""The rates of the stages against their plans, as places on one axis that all of them fit on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from entente.funnel.rules.figures import StageFigures
from entente.funnel.rules.reading import Against
from entente.kit import show, wording
from entente.kit.statistics.proportions import wilson

STEPS = (0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)  # how far from plan, in parts of the plan
EDGE = 5.0  # percent of the width beyond either end of the axis: room for half a dot
TONE = {
    Against.BELOW: "bad",
    Against.PROBABLY_BELOW: "warn",
    Against.ABOVE: "good",
    Against.ON: "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """From `reach` parts of the plan below it to as many above; no rate lies below −100%."""

    reach: float

    def place(self, rate: float, *, plan: float) -> float:
        """Where a rate lies, in percent of the width; it may lie beyond the ends."""
        return 50 + (50 - EDGE) * (rate / plan - 1) / self.reach

    @property
    def low(self) -> str:
        return f"{wording.MINUS}{wording.percent(min(self.reach, 1.0))}"

    @property
    def low_at(self) -> float:
        return self.place(1 - min(self.reach, 1.0), plan=1)

    @property
    def high(self) -> str:
        return f"+{wording.percent(self.reach)}"

    @property
    def high_at(self) -> float:
        return 100 - EDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A dot and its interval in percent of the width; `cut` names the ends it goes on beyond."""

    low: float
    middle: float
    high: float
    cut: str
    label: str
    state: str


def axis(*, figures: Sequence[StageFigures]) -> Axis:
    """Wide enough for every dot, and for the interval of every stage that has a verdict."""
    far = max((away for figure in figures for away in _away(figure)), default=0.0)
    fitting = (step for step in STEPS if far <= step + 1e-9)
    return Axis(reach=next(fitting, float(ceil(far))))


def _away(figure: StageFigures) -> Iterable[float]:
    share = figure.reached.rate.share
    if not figure.plan or share is None:
        return ()
    plan = figure.reached.plan(of=float(figure.plan))
    interval = wilson(rate=figure.reached.rate)
    sure = figure.reading.against is not Against.TOO_EARLY
    seen = (share, interval.low, interval.high) if sure else (share,)
    return [abs(rate / plan - 1) for rate in seen]


def plot(*, figure: StageFigures, axis: Axis, plan_word: str) -> Plot | None:
    """The rate of those who entered under a plan, on the axis; None where there is no such rate.

    Who went further than the next stage at once lies as far on as that is worth.
    """
    share = figure.reached.rate.share
    if not figure.plan or share is None:
        return None
    plan = figure.reached.plan(of=float(figure.plan))
    interval = wilson(rate=figure.reached.rate)
    low, high = (axis.place(rate, plan=plan) for rate in (interval.low, interval.high))
    cut = [name for name, beyond in (("low", low < EDGE), ("high", high > 100 - EDGE)) if beyond]
    return Plot(
        low=max(low, EDGE),
        middle=axis.place(share, plan=plan),
        high=min(high, 100 - EDGE),
        cut=" ".join(cut),
        label=_label(figure, plan_word),
        state=TONE.get(figure.reading.against, ""),
    )


def _label(figure: StageFigures, plan_word: str) -> str:
    interval = wilson(rate=figure.judged)
    likely = show.percent_range(low=interval.low, high=interval.high)
    plan = wording.percent(float(figure.plan or 0))
    said = f"{wording.percent(figure.judged.share)}, likely {likely}; {plan_word} {plan}"
    if not figure.further:
        return said
    return f"{said}, or {wording.percent(figure.enough)} as far as they went"
