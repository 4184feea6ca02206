"""What criteria may ask of a deal, and of the deals of a contact or a company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import LiteralString

from entente.kit.criteria.meaning.facts import Asked, Seen
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.sql.history import as_of
from entente.kit.criteria.sql.vocabulary import FieldSql, RelatedSql, SqlVocabulary
from entente.kit.criteria.tree import Amount
from entente.kit.criteria.vocabulary import FieldSpec, Option, RelatedSpec, Vocabulary
from entente.people.facts import Column, custom
from entente.pipeline.models import Deal, DealStage
from entente.workspace.models import Member

CHANGED_BY = frozenset(
    {
        *("deal.opened", "deal.changed", "deal.owner_changed", "deal.stage_entered"),
        *("deal.won", "deal.lost", "deal.reopened", "deal.contact_added", "deal.contact_left"),
        *("deal.deleted", "deal.restored"),
    }
)
OUTCOMES = (Option("open", "open"), Option("won", "won"), Option("lost", "lost"))


def _column(
    key: str, name: str, type_: Type, column: LiteralString, get: Callable[[Deal], Seen]
) -> Column:
    return Column(
        spec=FieldSpec(key, name, type_),
        field=key,
        sql=lambda _table: Fragment(column),
        get=get,
    )


def _money(key: str, name: str) -> Column:
    column = f"pipeline_deal.{key}"

    def get(row: Deal) -> Seen:
        amount: Decimal | None = getattr(row, key)
        return Amount(amount, row.currency) if amount is not None and row.currency else None

    return Column(
        spec=FieldSpec(key, name, Type.MONEY),
        field=key,
        sql=lambda _table: Fragment(column),
        get=get,
        currency=lambda _table: Fragment("pipeline_deal.currency"),
    )


KEPT = (
    _column("name", "deal name", Type.TEXT, "pipeline_deal.name_key", lambda row: row.name or None),
    _money("amount", "deal amount"),
    _money("margin", "deal margin"),
    _column("owner", "deal owner", Type.MEMBER, "pipeline_deal.owner_id", lambda row: row.owner_id),
    _column(
        "expected_close",
        "expected close",
        Type.DATE,
        "pipeline_deal.expected_close",
        lambda row: row.expected_close,
    ),
    _column(
        "next_step_on",
        "next step on",
        Type.DATE,
        "pipeline_deal.next_step_on",
        lambda row: row.next_step_on,
    ),
)
FOR_EVER = (
    _column(
        "opened_at", "opened", Type.MOMENT, "pipeline_deal.opened_at", lambda row: row.opened_at
    ),
)


def _changes(field: str) -> Fragment:
    return sql(
        "from pipeline_dealchange change where change.deal_id = pipeline_deal.id "
        "and change.field = {}",
        bound(field, "text"),
    )


def _kept(column: Column) -> FieldSql:
    type_ = column.spec.type
    # The amount and its currency are two fields; each has a history of its own.
    inner = Type.NUMBER if type_ is Type.MONEY and not column.spec.key.startswith("cf_") else type_

    def value(asked: Asked) -> Fragment:
        current = column.sql("pipeline_deal")
        return as_of(changes=_changes(column.field), type=inner, current=current, asked=asked)

    def currency(asked: Asked) -> Fragment:
        current = column.currency("pipeline_deal") if column.currency else Fragment("null::text")
        if inner is Type.NUMBER:
            return as_of(
                changes=_changes("currency"), type=Type.CHOICE, current=current, asked=asked
            )
        return as_of(
            changes=_changes(column.field), type=type_, current=current, asked=asked, currency=True
        )

    return FieldSql(value=value, currency=currency if column.currency else None)


def _stage(asked: Asked) -> Fragment:
    if asked.present:
        return Fragment("pipeline_deal.stage_id::text")
    at = bound(asked.at, "timestamptz")
    return sql(
        "(select stay.stage_id::text from pipeline_dealstay stay "
        "where stay.deal_id = pipeline_deal.id and stay.entered_at <= {} "
        "and (stay.left_at is null or stay.left_at > {}) "
        "order by stay.entered_at desc, stay.id desc limit 1)",
        at,
        at,
    )


def _outcome(asked: Asked) -> Fragment:
    if asked.present:
        return Fragment("coalesce(nullif(pipeline_deal.outcome, ''), 'open')")
    at = bound(asked.at, "timestamptz")
    return sql(
        "(select stage.kind from pipeline_dealstay stay "
        "join pipeline_dealstage stage on stage.id = stay.stage_id "
        "where stay.deal_id = pipeline_deal.id and stay.entered_at <= {} "
        "and (stay.left_at is null or stay.left_at > {}) "
        "order by stay.entered_at desc, stay.id desc limit 1)",
        at,
        at,
    )


# The moment of a close is where the stay in a closed stage began; a last one is told by the row.
_CLOSED = """
(select case when stage.kind = 'open' then null
             when stay.left_at is null then pipeline_deal.closed_at else stay.entered_at end
 from pipeline_dealstay stay join pipeline_dealstage stage on stage.id = stay.stage_id
 where stay.deal_id = pipeline_deal.id and stay.entered_at <= {}
   and (stay.left_at is null or stay.left_at > {})
 order by stay.entered_at desc, stay.id desc limit 1)
"""


def _closed(asked: Asked) -> Fragment:
    if asked.present:
        return Fragment("pipeline_deal.closed_at")
    at = bound(asked.at, "timestamptz")
    return sql(_CLOSED, at, at)


def stage_options() -> tuple[Option, ...]:
    """The stages of all pipelines, each pipeline's in order."""
    rows = DealStage.objects.select_related("pipeline").order_by(
        "pipeline__position", "pipeline_id", "position", "id"
    )
    return tuple(
        Option(str(row.id), row.name, group=str(row.pipeline_id), retired_at=row.retired_at)
        for row in rows
    )


def deal_fields(at: datetime | None = None) -> list[tuple[FieldSpec, FieldSql]]:
    """All that may be asked of a deal, and where it lies. Two queries."""
    return [
        (FieldSpec("stage", "deal stage", Type.STAGE, stage_options()), FieldSql(value=_stage)),
        (FieldSpec("outcome", "deal outcome", Type.CHOICE, OUTCOMES), FieldSql(value=_outcome)),
        (
            FieldSpec("closed_at", "closed", Type.MOMENT, said="day of closing"),
            FieldSql(value=_closed),
        ),
        *((column.spec, _kept(column)) for column in (*KEPT, *custom("deal", "deal "))),
        *((column.spec, FieldSql(value=_constant(column))) for column in FOR_EVER),
    ]


def _constant(column: Column) -> Callable[[Asked], Fragment]:
    return lambda _asked: column.sql("pipeline_deal")


_OF_CONTACT = (
    "from pipeline_dealcontact part join pipeline_deal on pipeline_deal.id = part.deal_id "
    "where part.contact_id = people_contact.id and pipeline_deal.deleted_at is null "
    "and part.since <= {} and pipeline_deal.opened_at <= {}"
)
_OF_COMPANY = (
    "from pipeline_deal where pipeline_deal.company_id = people_company.id "
    "and pipeline_deal.deleted_at is null and pipeline_deal.opened_at <= {}"
)


def deals_of_contacts() -> tuple[RelatedSpec, RelatedSql]:
    """The deals that a contact takes part in, as related records of a criterion."""
    return _related(lambda asked: sql(_OF_CONTACT, *([bound(asked.at, "timestamptz")] * 2)))


def deals_of_companies() -> tuple[RelatedSpec, RelatedSql]:
    """The deals of a company, as related records of a criterion."""
    return _related(lambda asked: sql(_OF_COMPANY, bound(asked.at, "timestamptz")))


def _related(rows: Callable[[Asked], Fragment]) -> tuple[RelatedSpec, RelatedSql]:
    fields = deal_fields()
    vocabulary = Vocabulary(
        "deal",
        fields=tuple(spec for spec, _ in fields),
        members=tuple(
            Option(str(one.id), one.name, retired_at=one.deactivated_at)
            for one in Member.objects.order_by("name", "id")
        ),
    )
    places = SqlVocabulary(
        Fragment("pipeline_deal.id"), "deal_id", {spec.key: place for spec, place in fields}
    )
    return RelatedSpec("deal", "deal", "deals", vocabulary), RelatedSql(rows, places)
