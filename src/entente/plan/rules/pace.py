"""Plan against actual: where we should be today, how far we are from it, and what that is worth."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from entente.plan.rules.backward import Need

CENT = Decimal("0.01")


@dataclass(frozen=True)
class StagePace:
    """A stage against its pace: needed by the end, so far, what today needs, the gap, its worth."""

    name: str
    needed: float
    so_far: int
    today: float
    gap: float
    worth: Decimal


@dataclass(frozen=True)
class RevenuePace:
    """Revenue against its pace, exact."""

    goal: Decimal
    won: Decimal
    today: Decimal

    @property
    def gap(self) -> Decimal:
        """Above zero is ahead."""
        return self.won - self.today

    @property
    def to_go(self) -> Decimal:
        """What is missing to the goal; zero when it is reached."""
        return max(self.goal - self.won, Decimal(0))


def by_working_days(*, passed: int, whole: int) -> Fraction:
    """The share of the plan that is due after so many of the period's working days."""
    return Fraction(min(passed, whole), whole) if whole else Fraction(1)


def revenue_pace(*, goal: Decimal, won: Decimal, share: float | Fraction) -> RevenuePace:
    """Where revenue should be when this share of the plan is due."""
    return RevenuePace(goal, won, (goal * _decimal(share)).quantize(CENT))


def stage_pace(*, need: Need, so_far: int, share: float | Fraction) -> StagePace:
    """Where a stage should be when this share of its need is due, and what the gap is worth."""
    today = need.needed * float(share)
    gap = so_far - today
    worth = (Decimal(repr(gap)) * need.each).quantize(CENT)
    return StagePace(need.name, need.needed, so_far, today, gap, worth)


def _decimal(share: float | Fraction) -> Decimal:
    if isinstance(share, Fraction):
        return Decimal(share.numerator) / Decimal(share.denominator)
    return Decimal(repr(share))
