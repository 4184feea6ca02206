"""Many deeds at once, by COPY, for imports and made-up companies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entente.activities import events
from entente.activities.rules import About
from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry, Precision
from entente.people.operations.bulk.copying import copy_in, next_ids

KINDS: dict[str, Kind] = {
    "call": events.CALL_LOGGED,
    "meeting": events.MEETING_HELD,
    "note": events.NOTE_WRITTEN,
    "task": events.TASK_SET,
}
COLUMNS = (
    *("id", "kind", "contact_id", "company_id", "deal_id", "by_id", "at", "logged_at", "position"),
    *("outcome", "direction", "place", "minutes", "subject", "assignee_id", "due_on", "done_at"),
    *("done_by_id", "done_position", "batch_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDeed:
    """A call, meeting, note or task of one of our people, as one by one; nothing is checked."""

    kind: str
    about: About
    by_id: int | None
    team: str
    occurred_at: datetime
    logged_at: datetime
    text: str = ""  # of a task its subject
    outcome: str = ""
    direction: str = ""
    place: str = ""
    minutes: int | None = None
    assignee_id: int | None = None
    due_on: date | None = None
    done_at: datetime | None = None
    precision: Precision = "moment"
    channel: str = ""


def log_many(
    *, deeds: Sequence[PastDeed], at: datetime, source: str = "app", batch: int | None = None
) -> list[int]:
    """Write up to 10,000 deeds and their entries, each logged when it says; gives their ids."""
    if not deeds:
        return []
    ids = next_ids(table="activities_activity", count=len(deeds))
    done = [number for number, deed in enumerate(deeds) if deed.done_at is not None]
    entries = [_told(deed, source, batch) for deed in deeds]
    entries += [_finished(deeds[number], source, batch) for number in done]
    recorded = [deed.logged_at for deed in deeds]
    recorded += [deeds[number].done_at or at for number in done]
    positions = ledger.record_bulk(entries=entries, at=at, recorded=recorded)
    ends = dict(zip(done, positions[len(deeds) :], strict=True))
    copy_in(
        table="activities_activity",
        columns=COLUMNS,
        rows=(
            _row(ids[number], deed, positions[number], ends.get(number), batch)
            for number, deed in enumerate(deeds)
        ),
    )
    return ids


def _told(deed: PastDeed, source: str, batch: int | None) -> NewEntry:
    properties: dict[str, Any] = {
        "outcome": deed.outcome or None,
        "direction": deed.direction or None,
        "place": deed.place or None,
        "minutes": deed.minutes,
        "due": deed.due_on.isoformat() if deed.due_on else None,
        "assignee": deed.assignee_id,
    }
    return NewEntry(
        kind=KINDS[deed.kind].name,
        occurred_at=deed.occurred_at,
        precision=deed.precision,
        source=source,
        team=deed.team,
        actor=deed.by_id,
        contact=deed.about.contact_id,
        company=deed.about.company_id,
        deal=deed.about.deal_id,
        batch=batch,
        channel=deed.channel or events.CHANNELS.get(KINDS[deed.kind].name, ""),
        properties={name: value for name, value in properties.items() if value is not None},
        personal={"text": deed.text} if deed.text else {},
    )


def _finished(deed: PastDeed, source: str, batch: int | None) -> NewEntry:
    return NewEntry(
        kind=events.TASK_DONE.name,
        occurred_at=deed.done_at or deed.logged_at,
        source=source,
        team=deed.team,
        actor=deed.assignee_id,
        contact=deed.about.contact_id,
        company=deed.about.company_id,
        deal=deed.about.deal_id,
        batch=batch,
        properties={"assignee": deed.assignee_id} if deed.assignee_id else {},
    )


def _row(
    activity_id: int, deed: PastDeed, position: int, end: int | None, batch: int | None
) -> tuple[Any, ...]:
    return (
        *(activity_id, deed.kind, deed.about.contact_id, deed.about.company_id),
        *(deed.about.deal_id, deed.by_id, deed.occurred_at, deed.logged_at, position),
        *(deed.outcome, deed.direction, deed.place, deed.minutes),
        *(deed.text[:200] if deed.kind == "task" else "", deed.assignee_id, deed.due_on),
        *(deed.done_at, deed.assignee_id if deed.done_at else None, end, batch),
    )
