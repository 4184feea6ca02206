"""What every change of a deal shares: loading, its entries and its history, in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry
from entente.people.operations.contacts import Gone, check_member, company_key
from entente.people.rules import rows
from entente.people.rules.changes import Change, told
from entente.people.rules.fields import folded, stored
from entente.pipeline import events
from entente.pipeline.models import Deal, DealChange, DealContact, DealStage
from entente.pipeline.rules.fields import doubts
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something when, through what and because of what; `occurred_at` may lie before."""

    by: Viewer
    at: datetime
    occurred_at: datetime
    source: str = "app"
    batch: int | None = None
    cause: int | None = None


def locked(*, deal_id: int) -> Deal:
    """The live row, held until the transaction ends. Raises Gone."""
    row = Deal.objects.select_for_update().filter(id=deal_id, deleted_at=None).first()
    if row is None:
        raise Gone(f"There is no deal {deal_id} (any more).")
    return row


def stage_of(*, stage_id: int) -> DealStage:
    """A stage in use. Raises Gone."""
    row = DealStage.objects.select_related("pipeline").filter(id=stage_id, retired_at=None).first()
    if row is None:
        raise Gone(f"There is no stage {stage_id} (any more).")
    return row


def first_contact(*, deal_id: int) -> int | None:
    """The contact that entries of the deal name: who has been in it longest."""
    rows = DealContact.objects.filter(deal_id=deal_id).order_by("since", "id")
    return rows.values_list("contact_id", flat=True).first()


def entry(*, kind: Kind, row: Deal, doing: Doing, **told_as: Any) -> NewEntry:
    """An entry about this deal, naming its company and its first contact."""
    return NewEntry(
        kind=kind.name,
        source=doing.source,
        cause=doing.cause,
        batch=doing.batch,
        **{
            "occurred_at": doing.occurred_at,
            "team": doing.by.team,
            "actor": doing.by.member_id,
            "contact": first_contact(deal_id=row.id),
            "company": row.company_id,
            "deal": row.id,
            **told_as,
        },
    )


def take(*, row: Deal, values: Mapping[str, Any], at: datetime) -> None:
    """Let the row, unsaved, bear these values. Raises UnableToSave."""
    for column, value in rows.columns(values=values).items():
        setattr(row, column, value)
    row.custom, row.custom_key = rows.custom_columns(
        custom=row.custom, custom_key=row.custom_key, values=values
    )
    if "company" in values:
        row.company_key = company_key(company_id=values["company"])
    check_member(member_id=values.get("owner"))
    doubt(row=row, at=at)


def doubt(*, row: Deal, at: datetime) -> None:
    """Note what is odd about the row, unsaved."""
    row.warnings = doubts(
        amount=row.amount,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        expected_close=row.expected_close,
        at=at,
    )


def record_changes(*, row: Deal, changes: Sequence[Change], doing: Doing) -> None:
    """Write the entries and the history of changes that the row has taken already."""
    of_owner = [change for change in changes if change.field.name == "owner"]
    others = [change for change in changes if change.field.name != "owner"]
    entries, remembered = [], []
    if others:
        properties, personal = told(others)
        entries.append(
            entry(
                kind=events.DEAL_CHANGED,
                row=row,
                doing=doing,
                properties=properties,
                personal=personal,
            )
        )
        remembered.append(others)
    if of_owner:
        given = {"from": of_owner[0].old, "to": of_owner[0].new}
        entries.append(
            entry(kind=events.DEAL_OWNER_CHANGED, row=row, doing=doing, properties=given)
        )
        remembered.append(of_owner)
    positions = ledger.record(entries=entries, at=doing.at)
    for position, some in zip(positions, remembered, strict=True):
        remember(deal_id=row.id, changes=some, position=position, doing=doing)


def remember(*, deal_id: int, changes: Sequence[Change], position: int, doing: Doing) -> None:
    """Keep what the fields held, for questions as of a moment."""
    DealChange.objects.bulk_create(
        DealChange(
            deal_id=deal_id,
            field=change.field.name,
            at=doing.occurred_at,
            position=position,
            old=stored(change.old),
            old_key=folded(change.old),
            batch_id=doing.batch,
        )
        for change in changes
    )
