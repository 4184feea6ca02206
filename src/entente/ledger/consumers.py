"""Letting readers apply each entry exactly once, and replaying the ones that may be replayed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from entente.ledger import gate, queries
from entente.ledger.events import Consumer
from entente.ledger.models import Cursor

BATCH = 2_000


class NotReplayable(Exception):
    """Only projections that can be emptied may be replayed; reactions act once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    applied: int
    position: int
    more: bool


def register(*, consumer: Consumer, at: datetime) -> None:
    """Make the cursor of a consumer: a projection reads from the start, a reaction from now."""
    start = 0 if consumer.sort == "projection" else gate.horizon()
    Cursor.objects.get_or_create(name=consumer.name, defaults={"position": start, "moved_at": at})


def advance(*, consumer: Consumer, at: datetime, limit: int = BATCH, wait: bool = False) -> Advance:
    """Apply the next entries and move the cursor in one transaction.

    Another process that is at it holds the cursor; then nothing is applied here, unless one waits.
    """
    with transaction.atomic():
        held = Cursor.objects.select_for_update(skip_locked=not wait)
        cursor = held.filter(name=consumer.name).first()
        if cursor is None:
            return Advance(applied=0, position=-1, more=False)
        until = gate.horizon()
        if until <= cursor.position:
            return Advance(applied=0, position=cursor.position, more=False)
        entries = queries.facts(
            after=cursor.position,
            until=until,
            kinds=sorted(consumer.reads),
            limit=limit,
            imported=consumer.sort == "projection",
        )
        if entries:
            consumer.handle(entries, at)
        more = len(entries) == limit
        position = entries[-1].position if more else until
        Cursor.objects.filter(name=consumer.name).update(
            position=position, moved_at=at, failing_since=None, failure=""
        )
    return Advance(applied=len(entries), position=position, more=more)


def begin_here(*, consumer: Consumer, at: datetime) -> None:
    """Let a consumer begin at the end: whoever wrote the history brought its projection along."""
    register(consumer=consumer, at=at)
    Cursor.objects.filter(name=consumer.name).update(position=gate.horizon(), moved_at=at)


def catch_up(*, consumer: Consumer, at: datetime) -> int:
    """Apply everything that there is; gives how many entries. Waits for another who is at it."""
    applied = 0
    while True:
        step = advance(consumer=consumer, at=at, wait=True)
        applied += step.applied
        if not step.more:
            return applied


def replay(*, consumer: Consumer, at: datetime) -> int:
    """Empty a projection and build it from the first entry on, to the same state."""
    if consumer.sort != "projection":
        raise NotReplayable(f"{consumer.name} acts once and is never replayed.")
    if consumer.reset is None:
        raise NotReplayable(f"{consumer.name} names no way to be emptied, so it is never replayed.")
    with transaction.atomic():
        Cursor.objects.select_for_update().get(name=consumer.name)
        consumer.reset()
        Cursor.objects.filter(name=consumer.name).update(position=0, moved_at=at)
    return catch_up(consumer=consumer, at=at)


def note_failure(*, consumer: Consumer, error: Exception, at: datetime) -> None:
    """Remember that a consumer stands still, for the health page; no personal data in it."""
    Cursor.objects.filter(name=consumer.name, failing_since=None).update(failing_since=at)
    Cursor.objects.filter(name=consumer.name).update(failure=type(error).__name__)
