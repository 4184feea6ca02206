"""How a hand-over stands, and what may be done to it then. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """The status belongs to one hand-over; the stage (the furthest point) to the contact."""

    NEW = "new"
    ATTEMPTING = "attempting"
    CONNECTED = "connected"
    ACCEPTED = "accepted"
    CONVERTED = "converted"
    REJECTED = "rejected"
    RECYCLED = "recycled"
    ENDED = "ended"  # without a verdict; Why says why


OPEN: Final = frozenset({Status.NEW, Status.ATTEMPTING, Status.CONNECTED})
WORDS: Final = {
    Status.NEW: "New",
    Status.ATTEMPTING: "Attempting",
    Status.CONNECTED: "Connected",
    Status.ACCEPTED: "Accepted",
    Status.CONVERTED: "Converted",
    Status.REJECTED: "Rejected",
    Status.RECYCLED: "Recycled",
    Status.ENDED: "Ended",
}


class Why(StrEnum):
    """Why a hand-over ended without a verdict."""

    JOINED = "joined"
    VOID = "void"
    ERASED = "erased"


WHY: Final = {
    Why.JOINED: "two contacts turned out to be one",
    Why.VOID: "what brought the contact here was taken back",
    Why.ERASED: "the person was erased",
}
_FAR: Final = {Status.NEW: 0, Status.ATTEMPTING: 1, Status.CONNECTED: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open hand-over as the choice between two of one person sees it."""

    handover: int
    status: Status
    since: datetime


def goes_on(*, one: Waiting, other: Waiting) -> int:
    """Which of two open hand-overs of one person goes on: the one further along, else the older."""
    return min(one, other, key=lambda row: (-_FAR[row.status], row.since, row.handover)).handover


def undecided(*, attempts: int, connected: bool) -> Status:
    """How a hand-over stands without a verdict, or after its verdict was undone."""
    if connected:
        return Status.CONNECTED
    return Status.ATTEMPTING if attempts else Status.NEW
