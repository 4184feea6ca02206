"""What was planned for a cohort: each entry by the version that was in force when it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from entente.funnel.rules.cases import Cases
from entente.funnel.rules.passages import Flags, instant
from entente.funnel.rules.shape import Shape, Stage

A_YEAR = 365.0
"""The days after which nobody is expected whom no plan and nobody before them says how long for."""


@dataclass(frozen=True)
class Agreed:
    """The stages of one version, by which everybody is judged who enters from a moment on."""

    since: datetime | None
    shape: Shape


@dataclass(frozen=True)
class Terms:
    """The plans of one stage, in order, and for each case the number of the one it is under."""

    plans: tuple[Stage | None, ...]
    under: NDArray[np.integer]

    def patience(self, *, otherwise: float | None) -> NDArray[np.float64]:
        """How many days each case may take; `otherwise` where its version names none, and a year
        where that is not known either."""
        known = otherwise or A_YEAR
        days = [(one.plan_days if one else None) or known for one in self.plans]
        patience: NDArray[np.float64] = np.array(days, np.float64)[self.under]
        return patience

    def has_plan(self) -> Flags:
        """Which cases entered under a version that plans a rate for the stage."""
        known = [one is not None and one.plan is not None for one in self.plans]
        under_one: Flags = np.array(known, np.bool_)[self.under]
        return under_one

    def expected(self, *, of: Flags) -> Fraction:
        """How many of these cases were planned to move on."""
        counts = np.bincount(self.under[of], minlength=len(self.plans)).tolist()
        rates = [one.plan if one and one.plan else 0 for one in self.plans]
        return sum((Fraction(r) * n for r, n in zip(rates, counts, strict=True)), Fraction(0))


def terms(*, stage: Stage, cases: Cases, agreed: Sequence[Agreed] = ()) -> Terms:
    """By what each case is judged; the first given judges what came before it too.

    Where nothing was agreed before, stages without plans come first. Without versions everybody is
    under the plan of the stage itself.
    """
    if not agreed:
        return Terms((stage,), np.zeros(len(cases), np.int64))
    since = [instant(at=one.since) for one in agreed[1:] if one.since]
    plans = tuple(one.shape.find(key=stage.key) for one in agreed)
    return Terms(plans, np.searchsorted(np.array(since, np.int64), cases.entered, "right"))
