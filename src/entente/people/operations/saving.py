"""What every change of a contact or company shares: its entries and its history, in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry
from entente.people import events
from entente.people.models import Company, Contact, FieldChange
from entente.people.rules.changes import Change, told
from entente.people.rules.fields import folded, stored
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    created: Kind
    changed: Kind
    owner_changed: Kind
    merged: Kind
    unmerged: Kind
    deleted: Kind
    restored: Kind


KINDS = {
    "contact": Kinds(
        created=events.CONTACT_CREATED,
        changed=events.CONTACT_CHANGED,
        owner_changed=events.CONTACT_OWNER_CHANGED,
        merged=events.CONTACT_MERGED,
        unmerged=events.CONTACT_UNMERGED,
        deleted=events.CONTACT_DELETED,
        restored=events.CONTACT_RESTORED,
    ),
    "company": Kinds(
        created=events.COMPANY_CREATED,
        changed=events.COMPANY_CHANGED,
        owner_changed=events.COMPANY_OWNER_CHANGED,
        merged=events.COMPANY_MERGED,
        unmerged=events.COMPANY_UNMERGED,
        deleted=events.COMPANY_DELETED,
        restored=events.COMPANY_RESTORED,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something when, through what and because of what."""

    by: Viewer
    at: datetime
    source: str = "app"
    batch: int | None = None
    cause: int | None = None


def record_of(row: Contact | Company) -> str:
    return "contact" if isinstance(row, Contact) else "company"


def entry(*, kind: Kind, row: Contact | Company, doing: Doing, **told_as: Any) -> NewEntry:
    """An entry about this contact or company."""
    is_contact = isinstance(row, Contact)
    return NewEntry(
        kind=kind.name,
        occurred_at=doing.at,
        source=doing.source,
        team=doing.by.team,
        actor=doing.by.member_id,
        contact=row.id if is_contact else None,
        company=row.company_id if is_contact else row.id,
        cause=doing.cause,
        batch=doing.batch,
        **told_as,
    )


def record_changes(*, row: Contact | Company, changes: Sequence[Change], doing: Doing) -> list[int]:
    """Write the entries and the history of changes that the row has taken already."""
    kinds = KINDS[record_of(row)]
    of_owner = [change for change in changes if change.field.name == "owner"]
    others = [change for change in changes if change.field.name != "owner"]
    entries = []
    if others:
        properties, personal = told(others)
        entries.append(
            entry(
                kind=kinds.changed, row=row, doing=doing, properties=properties, personal=personal
            )
        )
    entries += [
        entry(
            kind=kinds.owner_changed,
            row=row,
            doing=doing,
            properties={"from": change.old, "to": change.new},
        )
        for change in of_owner
    ]
    positions = ledger.record(entries=entries, at=doing.at)
    remember(row=row, changes=others, position=positions[0] if others else 0, doing=doing)
    remember(row=row, changes=of_owner, position=positions[-1] if of_owner else 0, doing=doing)
    return positions


def remember(
    *, row: Contact | Company, changes: Sequence[Change], position: int, doing: Doing
) -> None:
    """Keep what the fields held, for questions as of a moment."""
    FieldChange.objects.bulk_create(
        FieldChange(
            record=record_of(row),
            record_id=row.id,
            field=change.field.name,
            at=doing.at,
            position=position,
            old=stored(change.old),
            old_key=folded(change.old),
            batch_id=doing.batch,
        )
        for change in changes
    )
