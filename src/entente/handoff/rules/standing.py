"""How a hand-over stands, and what may be done to it then. Pure."""

from __future__ import annotations

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


OPEN: Final = frozenset({Status.NEW, Status.ATTEMPTING, Status.CONNECTED})
WORDS: Final = {
    Status.NEW: "New",
    Status.ATTEMPTING: "Attempting",
    Status.CONNECTED: "Connected",
    Status.ACCEPTED: "Accepted",
    Status.CONVERTED: "Converted",
    Status.REJECTED: "Rejected",
    Status.RECYCLED: "Recycled",
}


def after_attempt(*, status: Status, connected: bool) -> Status:
    """What an attempt makes of a hand-over; a decided one stays as it is."""
    if status not in OPEN:
        return status
    return Status.CONNECTED if connected or status is Status.CONNECTED else Status.ATTEMPTING


def reopened(*, attempts: int, connected: bool) -> Status:
    """How a hand-over stands again after its verdict was undone."""
    if connected:
        return Status.CONNECTED
    return Status.ATTEMPTING if attempts else Status.NEW
