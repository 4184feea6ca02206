"""Hand-overs of the past, many at once: rows and entries as if they had been lived through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from entente.handoff import events
from entente.handoff.models import AttemptNoted, Handover, Offer, Verdict
from entente.handoff.rules.standing import Status
from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAttempt:
    """An attempt of the past: the entry of its call or meeting, and when it counts."""

    position: int
    at: datetime
    means: str
    connected: bool
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastHandover:
    """A hand-over of the past with its verdict; `cause` is the entry into the stage."""

    contact: int
    company: int | None
    cause: int
    clause: str
    definition: int | None
    created_at: datetime
    owner: int
    owner_name: str
    first_offered_at: datetime
    status: Status
    decided_at: datetime | None = None
    reason: str = ""
    reason_label: str = ""
    sort: str = ""
    wake_on: date | None = None
    moves: tuple[int, ...] = ()
    attempts: tuple[PastAttempt, ...] = field(default=())
    fit: Decimal | None = None
    interest: Decimal | None = None
    lacks: tuple[str, ...] = ()


def write_past(*, past: Sequence[PastHandover], at: datetime) -> list[int]:
    """Write hand-overs that are over (or accepted); starts no clock, tells nobody. Gives ids.

    At most a ledger's chunk of entries: some 4,000 hand-overs.
    """
    with transaction.atomic():
        rows = Handover.objects.bulk_create([_row(one) for one in past])
        Offer.objects.bulk_create(
            [
                Offer(
                    handover=row,
                    member_id=one.owner,
                    offered_at=one.first_offered_at,
                    why="their turn",
                )
                for row, one in zip(rows, past, strict=True)
            ]
        )
        AttemptNoted.objects.bulk_create(
            [
                AttemptNoted(
                    handover=row,
                    position=attempt.position,
                    at=attempt.at,
                    means=attempt.means,
                    connected=attempt.connected,
                    by_id=attempt.by,
                )
                for row, one in zip(rows, past, strict=True)
                for attempt in one.attempts
            ]
        )
        told = [entry for row, one in zip(rows, past, strict=True) for entry in _told(row, one)]
        positions = ledger.record_bulk(entries=told, at=at)
        verdicts = {
            entry.properties["handover"]: position
            for entry, position in zip(told, positions, strict=True)
            if entry.kind in _DECISIONS.values()
        }
        Verdict.objects.bulk_create(
            [
                _verdict(row, one, verdicts.get(row.id))
                for row, one in zip(rows, past, strict=True)
                if one.decided_at is not None
            ]
        )
    return [row.id for row in rows]


_DECISIONS = {
    Status.ACCEPTED: events.ACCEPTED.name,
    Status.CONVERTED: events.ACCEPTED.name,
    Status.REJECTED: events.REJECTED.name,
    Status.RECYCLED: events.RECYCLED.name,
}


def _row(one: PastHandover) -> Handover:
    touched = [attempt.at for attempt in one.attempts]
    reached = [attempt.at for attempt in one.attempts if attempt.connected]
    return Handover(
        contact_id=one.contact,
        cause=one.cause,
        clause=one.clause,
        definition=one.definition,
        created_at=one.created_at,
        status=one.status,
        owner_id=one.owner,
        first_offered_at=one.first_offered_at,
        offered_at=one.first_offered_at,
        first_touch_at=min(touched, default=None),
        attempts=len(one.attempts),
        connected_at=min(reached, default=None),
        decided_at=one.decided_at,
        wake_on=one.wake_on,
        fit=one.fit,
        interest=one.interest,
        lacks=list(one.lacks),
    )


def _verdict(row: Handover, one: PastHandover, entry: int | None) -> Verdict:
    decision = "accepted" if one.status is Status.CONVERTED else str(one.status)
    return Verdict(
        handover=row,
        decision=decision,
        reason=one.reason,
        sort=one.sort,
        by_id=one.owner,
        at=one.decided_at,
        entry=entry,
        moves=list(one.moves),
        was_owner_id=one.owner,
    )


def _told(row: Handover, one: PastHandover) -> list[NewEntry]:
    def entry(kind: Kind, when: datetime, team: str, **properties: object) -> NewEntry:
        return NewEntry(
            kind=kind.name,
            occurred_at=when,
            actor=one.owner if team == "sales" else None,
            team=team,
            contact=one.contact,
            company=one.company,
            cause=one.cause,
            properties={"handover": row.id, **properties},
        )

    found = [
        entry(events.HANDED_OVER, one.created_at, "marketing", clause=one.clause),
        entry(
            events.OFFERED,
            one.first_offered_at,
            "shared",
            to=one.owner,
            to_name=one.owner_name,
            why="their turn",
        ),
    ]
    if one.decided_at is None:
        return found
    kind = {
        Status.REJECTED: events.REJECTED,
        Status.RECYCLED: events.RECYCLED,
    }.get(one.status, events.ACCEPTED)
    why: dict[str, object] = {}
    if kind is not events.ACCEPTED:
        why = {"reason": one.reason, "reason_label": one.reason_label, "sort": one.sort}
    if kind is events.RECYCLED:
        why["until"] = one.wake_on.isoformat() if one.wake_on else "we hear more"
    return [*found, entry(kind, one.decided_at, "sales", **why)]
