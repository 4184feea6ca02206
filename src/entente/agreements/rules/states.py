"""A document's draft and versions as pages are given them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entente.agreements.rules import life


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureGiven:
    """One seat's signature. `words`: Noor Leads, head of marketing and head of sales."""

    seat: str
    member_id: int
    words: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    seat: str
    words: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftState:
    """What is being written. `origin` says what it was begun from."""

    content: Mapping[str, Any]
    from_day: date
    review: str
    baseline: bool
    origin: str
    edited_by: str
    edited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionState:
    """A proposed version and all that became of it.

    `content` is as it was written, `closed` with all that it refers to. `span` is None before
    everybody signed, its moments are in the workspace's zone; `since_day` is then the first day by
    signature.
    """

    id: int
    number: int
    content: Mapping[str, Any]
    closed: Mapping[str, Any]
    text: str
    digest: str
    from_day: date
    review: str
    baseline: bool
    drafted_by: str
    drafted_at: datetime
    proposed_by: str
    proposed_at: datetime
    signatures: tuple[SignatureGiven, ...]
    declined: Declined | None
    taken_back: TakenBack | None
    span: life.Span | None
    since_day: date | None
    state: life.State

    @property
    def missing(self) -> tuple[str, ...]:
        """The seats that have not signed, in their order."""
        return life.missing_seats(signed={one.seat for one in self.signatures})
