"""The stages of a pipeline, and when a deal stands too long in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from entente.people.rules.changes import UnableToSave

KINDS: Final = ("open", "won", "lost")
STUCK: Final = 2  # times the usual stay


@dataclass(frozen=True, slots=True, kw_only=True)
class StageGiven:
    """A stage as somebody wants it; `id` is None for a new one. `probability` between 0 and 1."""

    name: str
    kind: str = "open"
    probability: Decimal | None = None
    id: int | None = None


DEFAULT_NAME: Final = "New business"
DEFAULT_STAGES: Final = (
    StageGiven(name="Discovery", probability=Decimal("0.1")),
    StageGiven(name="Solution", probability=Decimal("0.25")),
    StageGiven(name="Proposal", probability=Decimal("0.5")),
    StageGiven(name="Commit", probability=Decimal("0.8")),
    StageGiven(name="Won", kind="won", probability=Decimal(1)),
    StageGiven(name="Lost", kind="lost", probability=Decimal(0)),
)


def check_stages(stages: Sequence[StageGiven]) -> None:
    """Raise UnableToSave unless deals can be opened, won and lost in these stages."""
    problems = {}
    names = [stage.name.strip().casefold() for stage in stages]
    if any(not name or len(name) > 80 for name in names):
        problems["stages"] = "Give every stage a name of at most 80 characters."
    elif len(set(names)) < len(names):
        problems["stages"] = "Two stages have one name; rename one."
    for kind, words in (
        ("open", "Keep at least one open stage."),
        ("won", "Keep exactly one stage for deals won."),
        ("lost", "Keep exactly one stage for deals lost."),
    ):
        count = sum(stage.kind == kind for stage in stages)
        if count == 0 or (kind != "open" and count > 1):
            problems[kind] = words
    if any(not 0 <= (stage.probability or 0) <= 1 for stage in stages):
        problems["probability"] = "Enter a probability between 0 and 100 percent."
    if any(stage.kind not in KINDS for stage in stages):
        problems["kind"] = "A stage is open, won or lost."
    if problems:
        raise UnableToSave(problems)


def is_stuck(*, since: datetime, at: datetime, usual: timedelta | None) -> bool:
    """Whether a deal has stood in its stage for over twice the usual stay; unknown is no.

    A usual stay shorter than a day counts as a day.
    """
    if usual is None or usual <= timedelta(0):
        return False
    return at - since > STUCK * max(usual, timedelta(days=1))
