"""The life of a version: proposed, signed by three seats, in force from a moment, superseded."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
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
    NEVER = "never"  # signed by all; another took its place before it began


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Moments in force, half-open; None is for ever in that direction. Empty: never came to be."""

    since: datetime | None = None
    until: datetime | None = None
    empty: bool = False


def state(*, declined: bool, withdrawn: bool, in_force: Span | None, at: datetime) -> State:
    """The state of a version at a moment, from the rows about it."""
    if declined:
        return State.DECLINED
    if withdrawn:
        return State.WITHDRAWN
    return State.PROPOSED if in_force is None else _held(in_force, at)


def _held(span: Span, at: datetime) -> State:
    if span.empty:
        return State.NEVER
    if span.until is not None and span.until <= at:
        return State.SUPERSEDED
    if span.since is not None and span.since > at:
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
    """The day on which a version begins whose last signature falls today."""
    return max(agreed, today)


def begins(*, day_begins: datetime, signed_at: datetime) -> datetime:
    """From when a version holds: the start of its first day, never before its last signature.

    Nobody is judged by what was not yet signed.
    """
    return max(day_begins, signed_at)


def scope_words(scope: str) -> str:
    """The scope as people say it: 2026-q4 is Q4 2026."""
    year, quarter, number = scope.partition("-q")
    return f"Q{number} {year}" if quarter else scope
