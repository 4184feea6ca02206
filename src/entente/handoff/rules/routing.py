"""Who gets a lead: the owner of the open deal, else the one whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Why = Literal["owns the open deal", "their turn", "head, because nobody is free", "nobody is there"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person of sales as routing sees them. `capacity` is how many open leads they take on."""

    member_id: int
    capacity: int
    open_leads: int
    away: bool
    last_offered_at: datetime | None

    @property
    def is_free(self) -> bool:
        return not self.away and self.open_leads < self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whom routing chose and why; nobody when there is nobody to choose."""

    member_id: int | None
    why: Why


def choose(
    *, deal_owner: int | None, candidates: Sequence[Candidate], heads: Sequence[int]
) -> Choice:
    """The owner of the contact's open deal (even when away: the lead is theirs), else round robin.

    Whoever waited longest since their last offer and is free is next; somebody never offered
    anything comes first, ties go to the lower id. Somebody back from an absence does not get the
    missed ones at once: they are merely next. When nobody is free the head gets it.
    """
    if deal_owner is not None:
        return Choice(member_id=deal_owner, why="owns the open deal")
    free = [candidate for candidate in candidates if candidate.is_free]
    if free:
        turn = min(
            free,
            key=lambda one: (
                one.last_offered_at is not None,
                one.last_offered_at.timestamp() if one.last_offered_at else 0.0,
                one.member_id,
            ),
        )
        return Choice(member_id=turn.member_id, why="their turn")
    if heads:
        return Choice(member_id=heads[0], why="head, because nobody is free")
    return Choice(member_id=None, why="nobody is there")
