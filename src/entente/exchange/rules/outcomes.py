"""What became of a row: one of five, with a reason where it was not taken. Pure."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Outcome = Literal["created", "updated", "unchanged", "skipped", "rejected"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("created", "updated", "unchanged", "skipped", "rejected")

_UNKNOWN: Final = "There is no "
_LONGEST: Final = 400  # letters of a reason


class Fate(NamedTuple):
    """Why a row was skipped or rejected: `problem` groups rows, `reason` tells of this one."""

    outcome: Outcome
    problem: str
    reason: str


def unknown(*, record: str, named: str) -> Fate:
    """Why a row ends that only updates, of a record that is not here yet."""
    return skipped(f"{_UNKNOWN}{record} with this {named}.")


def awaits_record(*, problem: str) -> bool:
    """Whether rows that ended so come in once the records that they speak of are here."""
    return problem.startswith(_UNKNOWN)


def rejected(problem: str, reason: str = "") -> Fate:
    return Fate("rejected", problem[:200], (reason or problem)[:_LONGEST])


def also(fate: Fate, reason: str) -> Fate:
    """The same with one more reason, as far as there is room for it."""
    both = f"{fate.reason} {reason}"
    return fate._replace(reason=both) if len(both) <= _LONGEST else fate


def skipped(problem: str, reason: str = "") -> Fate:
    return Fate("skipped", problem[:200], (reason or problem)[:_LONGEST])
