"""A lead is judged by the definition that handed it over, also when another one rules now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entente.qualification import queries as qualification
from entente.qualification import scoring
from entente.qualification.queries import DefinitionInForce
from entente.qualification.scoring import Scored


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The points of one lead, and how many there are to have."""

    scored: Scored
    most_fit: int
    most_interest: int


def definition(*, row: Any, at: datetime) -> DefinitionInForce | None:
    """What judged this lead; who came by hand before any was signed is judged by today's."""
    found = qualification.definitions(numbers=[row.definition or 0], at=at)
    return found.get(row.definition) or qualification.definition(at=at)


def points(*, rows: Sequence[Any], at: datetime) -> dict[int, Points]:
    """By hand-over: two of one person may have been judged by two versions.

    One query for each version that judged any of these hand-overs, and two.
    """
    known = qualification.definitions(numbers={row.definition for row in rows}, at=at)
    now = qualification.definition(at=at)
    judged: dict[int | None, list[Any]] = {}
    for row in rows:
        judged.setdefault(row.definition if row.definition in known else None, []).append(row)
    found: dict[int, Points] = {}
    for number, some in judged.items():
        by = known[number] if number is not None else now
        if by is None or not by.document.most_fit + by.document.most_interest:
            continue
        scores = scoring.scores(contacts=[row.contact_id for row in some], at=at, by=by)
        found |= {
            row.id: Points(
                scored=scores[row.contact_id],
                most_fit=by.document.most_fit,
                most_interest=by.document.most_interest,
            )
            for row in some
            if row.contact_id in scores
        }
    return found
