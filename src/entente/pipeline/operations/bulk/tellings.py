"""The entries, stays and history of many deals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from entente.ledger import operations as ledger
from entente.ledger.events import ENTRY_RETRACTED, Entry, Kind, NewEntry, Precision
from entente.people.operations.bulk.copying import as_json, copy_in
from entente.people.rules.changes import Change, told
from entente.people.rules.fields import folded, stored
from entente.pipeline import events
from entente.pipeline.models import Deal, DealStage
from entente.pipeline.operations.bulk.whose import Teams, teams
from entente.pipeline.operations.saving import Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """What all entries of one deal name."""

    deal_id: int
    contact_id: int | None
    company_id: int | None
    amount: Any
    currency: str
    team: str
    precision: Precision = "moment"


def telling(*, kind: Kind, of: Of, doing: Doing, occurred_at: datetime, **told_as: Any) -> NewEntry:
    """An entry about a deal of many."""
    return NewEntry(
        kind=kind.name,
        occurred_at=occurred_at,
        source=doing.source,
        contact=of.contact_id,
        company=of.company_id,
        deal=of.deal_id,
        cause=doing.cause,
        batch=doing.batch,
        **{
            "team": of.team,
            "actor": doing.by.member_id,
            "precision": of.precision,
            **told_as,
        },
    )


def taken_back(*, entry: Entry, doing: Doing) -> NewEntry:
    """The entry that takes another one about a deal back."""
    return NewEntry(
        kind=ENTRY_RETRACTED.name,
        occurred_at=doing.at,
        source=doing.source,
        message_id=f"retracts:{entry.position}",
        actor=doing.by.member_id,
        contact=entry.contact,
        company=entry.company,
        deal=entry.deal,
        corrects=entry.position,
        batch=doing.batch,
        properties={"reason": "a file tells it otherwise", "kind": entry.kind},
    )


def closing(
    *,
    of: Of,
    stage: DealStage,
    doing: Doing,
    closed_at: datetime,
    closed_by: int | None,
    reason: str,
    left: str,
) -> Iterator[NewEntry]:
    """The entries of a deal that closes in a stage won or lost; `left` names the one before."""
    if stage.kind == "lost":
        yield telling(
            kind=events.DEAL_LOST,
            of=of,
            doing=doing,
            occurred_at=closed_at,
            properties={"reason": reason, "stage": left},
        )
        return
    yield telling(
        kind=events.DEAL_WON,
        of=of,
        doing=doing,
        occurred_at=closed_at,
        properties={"pipeline": stage.pipeline.name},
        value=of.amount,
        currency=of.currency if of.amount is not None else "",
    )
    if closed_by is not None:
        yield telling(
            kind=events.CLOSE_MADE,
            of=of,
            doing=doing,
            occurred_at=closed_at,
            actor=closed_by,
            team="sales",
        )


def tell_new(
    *,
    ids: Sequence[int],
    new: Sequence[Any],  # NewDeal, which imports this module
    made: Sequence[Mapping[str, Any]],
    stages: Mapping[int, DealStage],
    doing: Doing,
) -> None:
    """Entries of the opening and, of closed deals, of the close; and where each deal stands."""
    entries: list[NewEntry] = []
    stands = []
    whose = teams(owners={columns.get("owner_id") for columns in made}, doing=doing)
    for deal_id, one, columns in zip(ids, new, made, strict=True):
        stage = stages[one.stage_id]
        of = Of(
            deal_id=deal_id,
            contact_id=one.contacts[0].contact_id if one.contacts else None,
            company_id=columns.get("company_id"),
            amount=columns.get("amount"),
            currency=columns.get("currency", ""),
            team=whose[columns.get("owner_id")],
            precision=one.precision,
        )
        entries += _beginning(of, one, stage, doing)
        is_open = stage.kind == "open"
        entered = one.opened_at if is_open else one.closed_at or one.opened_at
        told_by = len(entries) - (2 if stage.kind == "won" and one.closed_by is not None else 1)
        stands.append((deal_id, stage.id, entered, told_by))
    positions = ledger.record_bulk(entries=entries, at=doing.at)
    write_stays(
        stands=[(deal, stage, entered, positions[n]) for deal, stage, entered, n in stands],
        doing=doing,
    )


def _beginning(of: Of, one: Any, stage: DealStage, doing: Doing) -> Iterator[NewEntry]:
    yield telling(
        kind=events.DEAL_OPENED,
        of=of,
        doing=doing,
        occurred_at=one.opened_at,
        value=of.amount,
        currency=of.currency if of.amount is not None else "",
        properties={"pipeline": stage.pipeline.name, "stage": stage.name},
    )
    if stage.kind != "open":
        yield from closing(
            of=of,
            stage=stage,
            doing=doing,
            closed_at=one.closed_at or one.opened_at,
            closed_by=one.closed_by,
            reason=one.loss_reason,
            left="",
        )


def write_stays(*, stands: Sequence[tuple[int, int, datetime, int]], doing: Doing) -> None:
    """Where deals stand from now on: deal, stage, entered at, position of the entry."""
    copy_in(
        table="pipeline_dealstay",
        columns=("deal_id", "stage_id", "entered_at", "position", "batch_id"),
        rows=((*stand, doing.batch) for stand in stands),
    )


def tell_changes(*, changed: Sequence[tuple[Deal, list[Change]]], doing: Doing) -> list[int]:
    """Entries and history of changes that the rows have taken; wins told again with new amounts.

    Gives the positions of the changes.
    """
    firsts = first_contacts(ids=[row.id for row, changes in changed if changes])
    whose = teams(owners={row.owner_id for row, _ in changed}, doing=doing)
    told_changes: list[tuple[int, Sequence[Change]]] = []
    entries: list[NewEntry] = []
    for row, changes in changed:
        of = of_row(row=row, contact_id=firsts.get(row.id), whose=whose)
        for some in (
            [change for change in changes if change.field.name != "owner"],
            [change for change in changes if change.field.name == "owner"],
        ):
            if some:
                told_changes.append((row.id, some))
                entries.append(_change_entry(of, some, doing))
    positions = ledger.record_bulk(entries=entries, at=doing.at) if entries else []
    copy_in(
        table="pipeline_dealchange",
        columns=("deal_id", "field", "at", "position", "old", "old_key", "batch_id"),
        rows=(
            (
                *(deal_id, change.field.name, doing.occurred_at, position),
                *(as_json(stored(change.old)), folded(change.old), doing.batch),
            )
            for (deal_id, some), position in zip(told_changes, positions, strict=True)
            for change in some
        ),
    )
    _correct_wins(changed, firsts, whose, doing)
    return positions


def of_row(*, row: Deal, contact_id: int | None, whose: Teams) -> Of:
    """What entries of a deal that is here name. `whose` is of `teams`."""
    return Of(
        deal_id=row.id,
        contact_id=contact_id,
        company_id=row.company_id,
        amount=row.amount,
        currency=row.currency,
        team=whose[row.owner_id],
    )


def _change_entry(of: Of, changes: Sequence[Change], doing: Doing) -> NewEntry:
    kind = events.DEAL_OWNER_CHANGED
    properties: dict[str, Any] = {"from": changes[0].old, "to": changes[0].new}
    personal: dict[str, Any] = {}
    if changes[0].field.name != "owner":
        kind = events.DEAL_CHANGED
        properties, personal = told(changes)
    return telling(
        kind=kind,
        of=of,
        doing=doing,
        occurred_at=doing.occurred_at,
        properties=properties,
        personal=personal,
    )


def first_contacts(*, ids: Sequence[int]) -> dict[int, int]:
    """By deal, the contact that its entries name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (deal_id) deal_id, contact_id from pipeline_dealcontact "
            "where deal_id = any(%s) order by deal_id, since, id",
            [list(ids)],
        )
        return dict(cursor.fetchall())


def _correct_wins(
    changed: Sequence[tuple[Deal, list[Change]]],
    firsts: Mapping[int, int],
    whose: Teams,
    doing: Doing,
) -> None:
    won = {
        row.id: row
        for row, changes in changed
        if row.outcome == "won"
        and any(change.field.name in ("amount", "currency") for change in changes)
    }
    if not won:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (f.deal_id) f.deal_id, f.position, f.precision, p.name "
            "from ledger_fact f join pipeline_deal d on d.id = f.deal_id "
            "join pipeline_pipeline p on p.id = d.pipeline_id "
            "where f.deal_id = any(%s) and f.kind = %s order by f.deal_id, f.position desc",
            [list(won), events.DEAL_WON.name],
        )
        earlier = cursor.fetchall()
    ledger.record_bulk(
        entries=[
            telling(
                kind=events.DEAL_WON,
                of=of_row(row=won[deal_id], contact_id=firsts.get(deal_id), whose=whose),
                doing=doing,
                occurred_at=won[deal_id].closed_at,
                precision=precision,
                corrects=position,
                value=won[deal_id].amount,
                currency=won[deal_id].currency if won[deal_id].amount is not None else "",
                properties={"pipeline": pipeline},
            )
            for deal_id, position, precision, pipeline in earlier
        ],
        at=doing.at,
    )
