"""The entries and the history of many changes, by COPY."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations.bulk.copying import as_json, copy_in
from entente.people.operations.saving import KINDS, Doing
from entente.people.rules.changes import Change, told
from entente.people.rules.fields import folded, stored
from entente.workspace import queries as workspace

COLUMNS = ("record", "record_id", "field", "at", "position", "old", "old_key", "batch_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A contact or company that changed, and how."""

    id: int
    company_id: int | None
    changes: Sequence[Change]


def write_changes(*, record: str, touched: Sequence[Touched], doing: Doing) -> list[int]:
    """Tell and remember changes that the rows have taken already; gives the entries' positions."""
    told_changes: list[tuple[Touched, Sequence[Change]]] = []
    entries = []
    whose = _teams(touched, doing)
    for one in touched:
        of_owner = [change for change in one.changes if change.field.name == "owner"]
        others = [change for change in one.changes if change.field.name != "owner"]
        for changes in (others, of_owner):
            if changes:
                told_changes.append((one, changes))
                entries.append(_entry(record, one, changes, whose, doing))
    positions = ledger.record_bulk(entries=entries, at=doing.at) if entries else []
    copy_in(
        table="people_fieldchange",
        columns=COLUMNS,
        rows=(
            _remembered(record, one.id, change, position, doing)
            for (one, changes), position in zip(told_changes, positions, strict=True)
            for change in changes
        ),
    )
    return positions


def _teams(touched: Sequence[Touched], doing: Doing) -> dict[int, str] | None:
    """By new owner, the team to which a file gives records; None where a person does."""
    if doing.batch is None:
        return None
    owners = {
        change.new
        for one in touched
        for change in one.changes
        if change.field.name == "owner" and change.new is not None
    }
    return workspace.teams_of(ids=owners, at=doing.at)


def _entry(
    record: str,
    one: Touched,
    changes: Sequence[Change],
    whose: Mapping[int, str] | None,
    doing: Doing,
) -> NewEntry:
    kinds = KINDS[record]
    team = doing.by.team
    if changes[0].field.name == "owner":
        kind, personal = kinds.owner_changed, {}
        properties: dict[str, Any] = {"from": changes[0].old, "to": changes[0].new}
        team = team if whose is None else whose.get(changes[0].new, "")
    else:
        kind = kinds.changed
        properties, personal = told(changes)
    return NewEntry(
        kind=kind.name,
        occurred_at=doing.at,
        source=doing.source,
        team=team,
        actor=doing.by.member_id,
        contact=one.id if record == "contact" else None,
        company=one.company_id,
        cause=doing.cause,
        batch=doing.batch,
        properties=properties,
        personal=personal,
    )


def _remembered(
    record: str, record_id: int, change: Change, position: int, doing: Doing
) -> tuple[Any, ...]:
    return (
        record,
        record_id,
        change.field.name,
        doing.at,
        position,
        as_json(stored(change.old)),
        folded(change.old),
        doing.batch,
    )
