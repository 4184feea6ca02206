"""The points card: fit and interest apart, interest fading with time. Pure.

A deed of `points` that happened `age` days ago is worth points·2^(−age/half-life) today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

PRECISION = 6  # decimals to which points are kept, so that two engines agree on a threshold

State = Literal["met", "missed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPoints:
    """One line of fit: what was seen, what was wanted, what it gives."""

    label: str
    state: State
    points: float
    most: float
    seen: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestPoints:
    """One line of interest: how many deeds, when last, of what, what they are worth today."""

    label: str
    points: float
    most: float
    ages: tuple[float, ...]  # days, youngest first
    things: tuple[str, ...] = ()  # each once, youngest first: what was downloaded, visited, sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Fit and interest with the reasons for each; the total is their sum."""

    fit: tuple[FitPoints, ...]
    interest: tuple[InterestPoints, ...]
    most_fit: float
    most_interest: float

    @property
    def fit_points(self) -> float:
        return round(sum(line.points for line in self.fit), PRECISION)

    @property
    def interest_points(self) -> float:
        return round(sum(line.points for line in self.interest), PRECISION)

    @property
    def total(self) -> float:
        return round(self.fit_points + self.interest_points, PRECISION)

    @property
    def unknown(self) -> tuple[FitPoints, ...]:
        """What to ask on the call."""
        return tuple(line for line in self.fit if line.state == "unknown")


def faded(*, points: float, age_days: float, half_life_days: float) -> float:
    """What a deed is worth after `age_days`; one of the future is worth nothing yet."""
    if age_days < 0:
        return 0.0
    return float(points * 2.0 ** (-age_days / half_life_days))


def interest(
    *,
    label: str,
    points: float,
    ages: Iterable[float],
    half_life_days: float,
    most: float,
    things: Iterable[str] = (),
) -> InterestPoints:
    """All deeds of one line: their faded points added up, at most `most` in either direction."""
    known = tuple(sorted(age for age in ages if age >= 0))
    worth = sum(faded(points=points, age_days=age, half_life_days=half_life_days) for age in known)
    held = max(-most, min(most, worth))
    return InterestPoints(
        label=label, points=round(held, PRECISION), most=most, ages=known, things=tuple(things)
    )


def fit(*, label: str, points: float, state: State, seen: str = "", wanted: str = "") -> FitPoints:
    """One line of fit: its points where met; an unknown gives none and says so."""
    return FitPoints(
        label=label,
        state=state,
        points=float(points) if state == "met" else 0.0,
        most=max(0.0, float(points)),
        seen=seen,
        wanted=wanted,
    )


def score(*, fits: Sequence[FitPoints], interests: Sequence[InterestPoints]) -> Score:
    """Both sides of the card together."""
    return Score(
        fit=tuple(fits),
        interest=tuple(interests),
        most_fit=sum(line.most for line in fits),
        most_interest=sum(line.most for line in interests if line.most > 0),
    )
