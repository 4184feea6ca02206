"""What a document may refer to: a version of another one, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from entente.agreements.models import InForce, Version
from entente.agreements.rules import life
from entente.agreements.rules.life import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """A proposed version with its closed content, and how it stands at a moment."""

    number: int
    content: Mapping[str, Any]
    state: State


_COUNTS: Final = (State.IN_FORCE, State.AGREED, State.PROPOSED)


def counting(*, kind: str, scope: str = "", at: datetime) -> Referred | None:
    """The version that will rule: the one in force, else the one agreed, else the one proposed.

    Of several that are agreed the first to begin. One query.
    """
    found = _versions(kind, scope, at)
    return next((one for state in _COUNTS for one in found if one.state is state), None)


def state_of(*, kind: str, scope: str = "", number: int, at: datetime) -> State | None:
    """How the version of that number stands; None where there is none. One query."""
    found = _versions(kind, scope, at)
    return next((one.state for one in found if one.number == number), None)


def _versions(kind: str, scope: str, at: datetime) -> list[Referred]:
    """All versions, by when they begin to hold; those that never did by their number."""
    rows = Version.objects.filter(document__kind=kind, document__scope=scope)
    rows = rows.select_related("decline", "withdrawal", "in_force").order_by(
        "in_force__span", "number"
    )
    return [Referred(number=row.number, content=row.closed, state=_state(row, at)) for row in rows]


def _state(row: Version, at: datetime) -> State:
    held = getattr(row, "in_force", None)
    return life.state(
        declined=hasattr(row, "decline"),
        withdrawn=hasattr(row, "withdrawal"),
        in_force=held and _span(held),
        at=at,
    )


def _span(row: InForce) -> life.Span:
    return life.Span(since=row.span.lower, until=row.span.upper, empty=row.span.isempty)
