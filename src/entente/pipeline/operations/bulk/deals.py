"""Opening and changing many deals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from entente.ledger.events import Precision
from entente.people.models import Company
from entente.people.operations.bulk.copying import as_json, copy_in, next_ids, update_rows
from entente.people.rules import rows
from entente.people.rules.changes import Change, difference
from entente.people.rules.keys import KeyGiven
from entente.pipeline.models import Deal, DealStage
from entente.pipeline.operations.bulk import tellings
from entente.pipeline.operations.deals import with_currency
from entente.pipeline.operations.saving import Doing
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.queries.known import fields
from entente.pipeline.rules.fields import doubts

VALUES = (
    *("name", "name_key", "company_id", "company_key", "amount", "currency", "margin"),
    *("expected_close", "owner_id", "next_step", "next_step_on"),
)
EMPTY = dict.fromkeys(("name", "name_key", "company_key", "currency", "next_step"), "")
CUSTOM = ("custom", "custom_key", "warnings")
STANDING = (
    *("pipeline_id", "stage_id", "stage_since", "opened_at", "closed_at", "outcome"),
    *("loss_reason", "loss_reason_key"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeal:
    """A deal that is not here yet. The stage tells the outcome; a closed one says when.

    `closed_by` is the member whose close is a touch; None invents none.
    """

    values: Mapping[str, Any]
    stage_id: int
    opened_at: datetime
    closed_at: datetime | None = None
    loss_reason: str = ""
    closed_by: int | None = None
    precision: Precision = "moment"
    keys: tuple[KeyGiven, ...] = field(default=())
    contacts: tuple[ContactInDeal, ...] = field(default=())


def create_deals(*, new: Sequence[NewDeal], doing: Doing) -> list[int]:
    """Write new deals with keys, contacts, stays and entries; gives their ids in order.

    Contacts are live ones; no two deals of a call share a key.
    """
    if not new:
        return []
    ids = next_ids(table="pipeline_deal", count=len(new))
    made = [_columns(one.values) for one in new]
    name_companies(made)
    stages = {row.id: row for row in DealStage.objects.select_related("pipeline")}
    copy_in(
        table="pipeline_deal",
        columns=(
            "id",
            *VALUES,
            *CUSTOM,
            *STANDING,
            "keys_text",
            "refunded",
            "created_at",
            "batch_id",
        ),
        rows=(
            (
                deal_id,
                *(columns.get(name, EMPTY.get(name)) for name in VALUES),
                *_custom({}, {}, one.values),
                as_json(_doubts(columns, one.opened_at, one.closed_at, doing.at)),
                *_standing(one, stages[one.stage_id]),
                " ".join(key.key.lower() for key in one.keys),
                *(0, doing.at, doing.batch),
            )
            for deal_id, one, columns in zip(ids, new, made, strict=True)
        ),
    )
    _write_keys(ids, new, doing)
    _write_parts(ids, new, doing)
    tellings.tell_new(ids=ids, new=new, made=made, stages=stages, doing=doing)
    return ids


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return rows.columns(values=values)


def _custom(
    custom: Mapping[str, Any], custom_key: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[str, str]:
    after, keys = rows.custom_columns(custom=custom, custom_key=custom_key, values=values)
    return as_json(after), as_json(keys)


def _doubts(
    columns: Mapping[str, Any], opened_at: datetime, closed_at: datetime | None, at: datetime
) -> list[str]:
    return doubts(
        amount=columns.get("amount"),
        opened_at=opened_at,
        closed_at=closed_at,
        expected_close=columns.get("expected_close"),
        at=at,
    )


def _standing(one: NewDeal, stage: DealStage) -> tuple[Any, ...]:
    is_open = stage.kind == "open"
    closed_at = None if is_open else one.closed_at or one.opened_at
    return (
        stage.pipeline_id,
        stage.id,
        closed_at or one.opened_at,
        one.opened_at,
        closed_at,
        "" if is_open else stage.kind,
        one.loss_reason,
        one.loss_reason.casefold(),
    )


def name_companies(made: Sequence[dict[str, Any]]) -> None:
    """Fill in the folded names of the companies that these columns refer to. One query."""
    ids = {columns["company_id"] for columns in made if columns.get("company_id")}
    names = dict(Company.objects.filter(id__in=ids).values_list("id", "name_key")) if ids else {}
    for columns in made:
        if "company_id" in columns:
            columns["company_key"] = names.get(columns["company_id"], "")


def _write_keys(ids: Sequence[int], new: Sequence[NewDeal], doing: Doing) -> None:
    copy_in(
        table="pipeline_dealkey",
        columns=("deal_id", "system", "key", "batch_id"),
        rows=(
            (deal_id, key.system, key.key, doing.batch)
            for deal_id, one in zip(ids, new, strict=True)
            for key in one.keys
        ),
    )


def _write_parts(ids: Sequence[int], new: Sequence[NewDeal], doing: Doing) -> None:
    copy_in(
        table="pipeline_dealcontact",
        columns=("deal_id", "contact_id", "role", "since", "batch_id"),
        rows=(
            (deal_id, part.contact_id, part.role, one.opened_at, doing.batch)
            for deal_id, one in zip(ids, new, strict=True)
            for part in one.contacts
        ),
    )


def update_deals(*, given: Mapping[int, Mapping[str, Any]], doing: Doing) -> dict[int, list[str]]:
    """Give deals, by id, new values; gives for each the names of the fields that changed.

    Another amount of a deal won corrects the entry that told of the win.
    """
    changed = rewrite_deals(given=given, at=doing.at)
    tellings.tell_changes(changed=changed, doing=doing)
    return {row.id: [change.field.name for change in changes] for row, changes in changed}


def rewrite_deals(
    *, given: Mapping[int, Mapping[str, Any]], at: datetime
) -> list[tuple[Deal, list[Change]]]:
    """Only the rows, no entry and no history: for `update_deals` and for undoing an import."""
    known = fields()
    answer, staged = [], []
    live = Deal.objects.select_for_update().filter(id__in=list(given), deleted_at=None)
    for row in live.defer("words").order_by("id"):
        after = with_currency(values=given[row.id], currency_now=row.currency)
        before = rows.values_of(row=row, known=known)
        changes = difference(known=known, before=before, after=after)
        answer.append((row, changes))
        if changes:
            values = {change.field.name: change.new for change in changes}
            staged.append((row, values, _columns(values)))
    name_companies([columns for _, _, columns in staged])
    for row, _, columns in staged:
        for name, value in columns.items():
            setattr(row, name, value)
    update_rows(
        table="pipeline_deal",
        columns=(*VALUES, *CUSTOM),
        rows=[
            (
                row.id,
                *(getattr(row, name) for name in VALUES),
                *_custom(row.custom, row.custom_key, values),
                as_json(_doubts(vars(row), row.opened_at, row.closed_at, at)),
            )
            for row, values, _ in staged
        ],
    )
    return answer
