"""Three answers, joined as Kleene (1938) and SQL join true, false and NULL."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"

    @property
    def qualifies(self) -> bool:
        """Unknown never does."""
        return self is Verdict.MET


MET, MISSED, UNKNOWN = Verdict.MET, Verdict.MISSED, Verdict.UNKNOWN


def truth(*, of: bool | None) -> Verdict:
    """The verdict for a truth value; None is unknown."""
    return UNKNOWN if of is None else MET if of else MISSED


def all_met(verdicts: Iterable[Verdict]) -> Verdict:
    """Missed if any is, else unknown if any is, else met."""
    found = set(verdicts)
    return MISSED if MISSED in found else UNKNOWN if UNKNOWN in found else MET


def any_met(verdicts: Iterable[Verdict]) -> Verdict:
    """Met if any is, else unknown if any is, else missed."""
    found = set(verdicts)
    return MET if MET in found else UNKNOWN if UNKNOWN in found else MISSED


def opposite(verdict: Verdict) -> Verdict:
    """Not met, not missed; unknown stays unknown."""
    return {MET: MISSED, MISSED: MET, UNKNOWN: UNKNOWN}[verdict]
