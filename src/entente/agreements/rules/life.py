"""The life of a version: proposed, signed by three seats, in force from a day, superseded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from entente.kit import wording

SEATS: Final = ("marketing", "sales", "sponsor")
SEAT_WORDS: Final = {
    "marketing": "head of marketing",
    "sales": "head of sales",
    "sponsor": "sponsor",
}


class State(StrEnum):
    """Where a proposed version stands; before that it is a draft and has no number."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    AGREED = "agreed"  # signed by all; its first day is still to come
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days in force, half-open; None is for ever in that direction. Empty: never came to be."""

    since: date | None = None
    until: date | None = None
    empty: bool = False


def state(*, declined: bool, withdrawn: bool, in_force: Days | None, today: date) -> State:
    """The state of a version on a day, from the rows about it."""
    if declined:
        return State.DECLINED
    if withdrawn:
        return State.WITHDRAWN
    if in_force is None:
        return State.PROPOSED
    if in_force.empty or (in_force.until is not None and in_force.until <= today):
        return State.SUPERSEDED
    if in_force.since is not None and in_force.since > today:
        return State.AGREED
    return State.IN_FORCE


def missing_seats(*, signed: Collection[str]) -> tuple[str, ...]:
    """The seats that have not signed yet, in their order."""
    return tuple(seat for seat in SEATS if seat not in signed)


def signed_by(*, name: str, held: Iterable[str]) -> str:
    """Who signed, with every signing seat they held then: one person may hold several."""
    seats = [SEAT_WORDS[seat] for seat in SEATS if seat in set(held)]
    return f"{name}, {wording.listed(seats)}"


def first_day(*, agreed: date, today: date) -> date:
    """From when a version holds whose last signature falls today: its day, or today if passed."""
    return max(agreed, today)


def scope_words(scope: str) -> str:
    """The scope as people say it: 2026-q4 is Q4 2026."""
    year, quarter, number = scope.partition("-q")
    return f"Q{number} {year}" if quarter else scope
