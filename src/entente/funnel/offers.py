"""What higher rooms tell the funnel: what follows from a hand-over, and what the clauses ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from entente.kit.criteria.tree import Criterion

Clauses = Callable[[datetime], Mapping[str, Sequence[Criterion]]]

_follow: set[str] = set()
_clauses: list[Clauses] = []


def follows_handing_over(*kinds: str) -> None:
    """These kinds of entry are told by themselves once the stage of the hand-over is entered."""
    _follow.update(kinds)


def told_by_handing_over() -> frozenset[str]:
    """The kinds of entry that follow by themselves from entering the stage of the hand-over."""
    return frozenset(_follow)


def offer_clauses(clauses: Clauses) -> None:
    """Let the funnel know what the clauses in force at a moment ask, their points included."""
    _clauses[:] = [clauses]


def clauses_asked(*, at: datetime) -> Mapping[str, Sequence[Criterion]]:
    """By clause, the criteria that decide on it; nothing while none is in force."""
    return _clauses[0](at) if _clauses else {}
