"""Opening and changing a deal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.ledger import operations as ledger
from entente.people.rules import rows
from entente.people.rules.changes import Change, UnableToSave, difference, read_all
from entente.people.rules.keys import KeyGiven
from entente.pipeline import events
from entente.pipeline.models import Deal, DealStay
from entente.pipeline.operations import keys as outside
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.pipeline.operations.saving import (
    Doing,
    entry,
    locked,
    record_changes,
    stage_of,
    take,
)
from entente.pipeline.operations.taking_part import ContactInDeal, put_in
from entente.pipeline.operations.winning import correct_won
from entente.pipeline.queries.known import fields
from entente.pipeline.rules.fields import against_refunds, checked, misfit
from entente.workspace import queries as workspace
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def open_deal(
    *,
    values: Mapping[str, Any],
    by: Viewer,
    at: datetime,
    contacts: Sequence[ContactInDeal] = (),
    stage_id: int | None = None,
    keys: Sequence[KeyGiven] = (),
    opened_at: datetime | None = None,
    source: str = "app",
    batch: int | None = None,
) -> int:
    """A new deal in an open stage, the first of the first pipeline unless told; gives its id.

    An amount that is left out is unknown; one without a currency is in the workspace's. Raises
    UnableToSave, Refused, Gone.
    """
    given = as_new(values=values)
    require(viewer=by, record="deal", action="change", owner_id=given.get("owner") or by.member_id)
    opened = opened_at or at
    doing = Doing(by=by, at=at, occurred_at=opened, source=source, batch=batch)
    with transaction.atomic():
        if stage_id is None:
            stage_id = set_up_pipeline(at=at).first().id
        stage = stage_of(stage_id=stage_id)
        row = Deal(pipeline=stage.pipeline, stage=stage, stage_since=opened, opened_at=opened)
        row.created_at, row.batch_id = at, batch
        take(row=row, values=given, at=at)
        row.save()
        put_in(deal_id=row.id, contacts=contacts, doing=doing)
        told = entry(
            kind=events.DEAL_OPENED,
            row=row,
            doing=doing,
            value=row.amount,
            currency=row.currency if row.amount is not None else "",
            properties={"pipeline": stage.pipeline.name, "stage": stage.name},
        )
        position = ledger.record(entries=[told], at=at)[0]
        DealStay.objects.create(
            deal=row, stage=stage, entered_at=opened, position=position, batch_id=batch
        )
        outside.add_keys(deal_id=row.id, keys=keys, batch=batch)
    return row.id


def as_new(*, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a new deal bears them. Raises UnableToSave."""
    given = with_currency(values=checked(read_all(known=fields(), given=values)), currency_now="")
    if problems := misfit(amount=given.get("amount"), currency=given.get("currency") or ""):
        raise UnableToSave(problems)
    return given


def change_deal(
    *,
    deal_id: int,
    values: Mapping[str, Any],
    by: Viewer,
    at: datetime,
    source: str = "app",
    batch: int | None = None,
    cause: int | None = None,
) -> list[str]:
    """Give fields new values; gives the names of those that changed.

    Another amount of a deal won corrects the entry that told of the win. Stage, outcome and loss
    reason change by their own deeds. Raises UnableToSave, Refused, Gone.
    """
    known = fields()
    given = checked(read_all(known=known, given=values))
    doing = Doing(by=by, at=at, occurred_at=at, source=source, batch=batch, cause=cause)
    with transaction.atomic():
        row = locked(deal_id=deal_id)
        require(viewer=by, record="deal", action="change", owner_id=row.owner_id)
        given = with_currency(values=given, currency_now=row.currency)
        before = rows.values_of(row=row, known=known)
        changes = difference(known=known, before=before, after=given)
        if not changes:
            return []
        _check_money(row, changes)
        names = [change.field.name for change in changes]
        take(row=row, values={change.field.name: change.new for change in changes}, at=at)
        row.save()
        record_changes(row=row, changes=changes, doing=doing)
        if row.outcome == "won" and {"amount", "currency"} & set(names):
            correct_won(row=row, doing=doing)
    return names


def _check_money(row: Deal, changes: Sequence[Change]) -> None:
    """Another amount or currency goes with the other, and with what was paid back already."""
    new = {one.field.name: one.new for one in changes if one.field.name in ("amount", "currency")}
    if not new:
        return
    amount, currency = new.get("amount", row.amount), new.get("currency", row.currency)
    problems = against_refunds(
        refunded=row.refunded, currency_then=row.currency, amount=amount, currency=currency
    ) or misfit(amount=amount, currency=currency)
    if problems:
        raise UnableToSave(problems)


def with_currency(*, values: Mapping[str, Any], currency_now: str) -> dict[str, Any]:
    """The values, with the workspace's currency where an amount has none."""
    bare = values.get("amount") is not None and not values.get("currency", currency_now)
    return {**values, "currency": workspace.current().currency} if bare else dict(values)
