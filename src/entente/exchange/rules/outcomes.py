"""What became of a row: one of five, with a reason where it was not taken. Pure."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Outcome = Literal["created", "updated", "unchanged", "skipped", "rejected"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("created", "updated", "unchanged", "skipped", "rejected")


class Fate(NamedTuple):
    """Why a row was skipped or rejected: `problem` groups rows, `reason` tells of this one."""

    outcome: Outcome
    problem: str
    reason: str


def rejected(problem: str, reason: str = "") -> Fate:
    return Fate("rejected", problem[:200], (reason or problem)[:400])


def skipped(problem: str, reason: str = "") -> Fate:
    return Fate("skipped", problem[:200], (reason or problem)[:400])
