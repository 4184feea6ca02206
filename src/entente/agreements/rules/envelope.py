"""What every document says of itself beside its content: from when, how often reviewed. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from entente.agreements.rules import life, reviews
from entente.agreements.rules.content import Path, Problem
from entente.kit import wording

PLACE: Final = "envelope"  # where its problems lie: ("envelope", "from_day")
FARTHEST: Final = timedelta(days=731)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A day in the workspace's zone; a baseline judges what happened before it too."""

    from_day: date
    review: str
    baseline: bool = False

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


def problems(*, envelope: Envelope, today: date, ever_signed: bool) -> list[Problem]:
    """What keeps these terms from being agreed on that day."""
    found = []
    if envelope.from_day < today:
        found.append(_problem("from_day", f"Choose {wording.day(today, today=today)} or later"))
    if envelope.from_day > today + FARTHEST:
        found.append(_problem("from_day", "Choose a day within the next two years"))
    if envelope.review not in reviews.MONTHS:
        found.append(_problem("review", "Choose every month or every quarter"))
    if envelope.baseline and ever_signed:
        words = "Only the first version can judge earlier facts; a version is signed already"
        found.append(_problem("baseline", words))
    return found


def _problem(name: str, message: str) -> Problem:
    path: Path = (PLACE, name)
    return Problem(path, message)


def heading(*, title: str, scope: str, number: int, envelope: Envelope) -> str:
    """The first line of the signed text: which version, from when, how often reviewed."""
    since = wording.day(envelope.from_day, today=date.min)
    lines = [
        f"{titled(title=title, scope=scope)}, version {number}.",
        f"In force from {since}, or from the last signature if that falls later.",
    ]
    if envelope.baseline:
        lines.append("Baseline: it also judges what happened before that.")
    lines.append(f"Reviewed {reviews.WORDS[envelope.review]}.")
    return " ".join(lines)


def titled(*, title: str, scope: str) -> str:
    """Goal plan for Q4 2026; without a scope just the title."""
    return f"{title} for {life.scope_words(scope)}" if scope else title
