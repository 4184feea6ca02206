"""When the end of a quarter could be seen: from which week on its forecasts said what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

LIKELY = 0.6
UNLIKELY = 0.4
WEEK = 7 * 86_400  # seconds


@dataclass(frozen=True)
class Thought:
    """How likely the goal seemed at a moment."""

    at: datetime
    chance: float


@dataclass(frozen=True)
class Seen:
    """The first forecast from which on all of them said what came, and in which week it was."""

    at: datetime
    chance: float
    week: int


def seen(*, thoughts: Sequence[Thought], start: datetime, is_made: bool) -> Seen | None:
    """When the end could be seen; None where the last forecast still said otherwise.

    `thoughts` are in order. A missed goal is seen once it stays at most two in five likely, a made
    one once it stays at least three in five likely.
    """
    found: Thought | None = None
    for thought in thoughts:
        told = thought.chance >= LIKELY if is_made else thought.chance <= UNLIKELY
        found = (found or thought) if told else None
    if found is None:
        return None
    return Seen(found.at, found.chance, week_of(at=found.at, start=start))


def week_of(*, at: datetime, start: datetime) -> int:
    """The week of the quarter that a moment lies in or ends, from 1: day 35 ends the fifth."""
    return max(1, -int(-(at - start).total_seconds() // WEEK))
