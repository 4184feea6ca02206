"""The deals and all touches that may have led to them, out of the ledger by one query each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import connection

from entente.attribution.rules.touches import UNPROVEN, TouchRules
from entente.kit.currencies import DECIMALS, fits
from entente.ledger import offers as ledger
from entente.pipeline.models import Deal
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

MOMENT = pa.timestamp("us", "UTC")
MONEY = pa.decimal128(20, 4)
DEALS = pa.schema(
    [
        ("deal_id", pa.int64()),
        ("value", MONEY),
        ("currency", pa.string()),
        ("closed_at", MOMENT),
        ("converted", pa.bool_()),
        ("lead_at", MOMENT),
        ("opened_at", MOMENT),
    ]
)
TOUCHES = pa.schema(
    [
        ("deal_id", pa.int64()),
        ("contact_id", pa.int64()),
        ("position", pa.int64()),
        ("at", MOMENT),
        ("team", pa.string()),
        ("channel", pa.string()),
        ("kind", pa.string()),
        ("campaign", pa.string()),
        ("asset", pa.string()),
        ("person_id", pa.int64()),
        ("colleague", pa.bool_()),
    ]
)
REFUNDS = pa.schema(
    [("deal_id", pa.int64()), ("position", pa.int64()), ("at", MOMENT), ("amount", MONEY)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What the models read: columns as `bulk.credit` takes them.

    `aside` are deals whose money does not go with their currency: here their amounts are unknown.
    """

    deals: pa.Table
    touches: pa.Table
    refunds: pa.Table
    rules: TouchRules
    aside: frozenset[int] = frozenset()


def rules() -> TouchRules:
    """What a touch is: half a year back, colleagues of the buyer's company count, direct yields."""
    return TouchRules(zone=workspace.current().timezone)


# A lead begins when its first person entered the funnel; amounts are those of the win, before
# refunds, which are booked as reversals of their own.
_DEALS = """
select d.id, d.amount, coalesce(nullif(d.currency, ''), %s), coalesce(d.closed_at, %s),
       d.outcome = 'won',
       (select min(p.entered_at) from pipeline_dealcontact c
        join funnel_passage p on p.contact_id = c.contact_id and not p.is_exit
        where c.deal_id = d.id),
       d.opened_at
from pipeline_deal d
where d.id = any(%s)
order by d.id
"""
# A close came through nobody's channel: it is named after what it is, not "not known".
_CHANNEL = "case when f.channel = '' and f.kind = 'close.made' then 'close' else f.channel end"
_TOUCHES = f"""
with deal as (
    select d.id, d.company_id, coalesce(d.closed_at, %s) as until
    from pipeline_deal d where d.id = any(%s)
),
person as (
    select deal.id as deal_id, deal.until, c.contact_id, false as colleague
    from deal join pipeline_dealcontact c on c.deal_id = deal.id
    union all
    select deal.id, deal.until, p.id, true
    from deal join people_contact p on p.company_id = deal.company_id
    where p.deleted_at is null and not exists (
        select 1 from pipeline_dealcontact c where c.deal_id = deal.id and c.contact_id = p.id)
)
select person.deal_id, f.contact_id, f.position, f.occurred_at, f.team, {_CHANNEL}, f.kind,
       f.campaign, f.asset, f.actor_id, person.colleague
from person join ledger_fact f on f.contact_id = person.contact_id
where f.kind = any(%s) and f.precision <> 'unknown'
  and f.occurred_at <= person.until and f.occurred_at >= person.until - %s
  and (f.deal_id is null or f.deal_id = person.deal_id)
union all
select deal.id, f.contact_id, f.position, f.occurred_at, f.team, {_CHANNEL}, f.kind, f.campaign,
       f.asset, f.actor_id, false
from deal join ledger_fact f on f.deal_id = deal.id
where f.kind = any(%s) and f.contact_id is null and f.precision <> 'unknown'
  and f.occurred_at <= deal.until
order by 3
"""  # noqa: S608  a constant of ours
_REFUNDS = """
select f.deal_id, f.position, f.occurred_at, abs(f.value)
from ledger_fact f
where f.kind = 'deal.refunded' and f.deal_id = any(%s) and f.value is not null
order by f.position
"""


def gather(*, deal_ids: Sequence[int], at: datetime) -> Gathered:
    """The touches of these deals, those of colleagues included. Three queries."""
    ids, found = list(deal_ids), rules()
    kinds = sorted(ledger.touch_kinds() - UNPROVEN)
    currency = workspace.current().currency
    deals, refunds = _rows(_DEALS, [currency, at, ids]), _rows(_REFUNDS, [ids])
    aside = _misfits(deals, refunds)
    deals = [
        row
        if row[0] not in aside and row[2] in DECIMALS
        else (row[0], None, row[2] if row[2] in DECIMALS else currency, *row[3:])
        for row in deals
    ]
    touches = _rows(_TOUCHES, [at, ids, kinds, found.look_back, kinds])
    return Gathered(
        deals=_table(deals, DEALS),
        touches=_table(touches, TOUCHES),
        refunds=_table([row for row in refunds if row[0] not in aside], REFUNDS),
        rules=found,
        aside=aside,
    )


def _misfits(deals: list[tuple[Any, ...]], refunds: list[tuple[Any, ...]]) -> frozenset[int]:
    """Deals whose amount or refund cannot be in their currency: no cents of it make them up."""
    currencies = {row[0]: row[2] for row in deals}
    money = [*((row[0], row[1]) for row in deals), *((row[0], row[3]) for row in refunds)]
    return frozenset(
        deal
        for deal, amount in money
        if amount is not None and not fits(amount=amount, currency=currencies[deal])
    )


def _rows(text: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )


def won_deals(*, viewer: Viewer, since: datetime | None, until: datetime | None) -> list[int]:
    """Ids of the deals won or refunded in [since, until) that this person may see."""
    rows = scope(Deal.objects.filter(outcome="won", deleted_at=None), viewer=viewer, record="deal")
    if until is not None:
        rows = rows.filter(closed_at__lt=until)
    if since is not None:
        refunded = rows.filter(refunded__gt=0)
        rows = rows.filter(closed_at__gte=since) | refunded
    return list(rows.order_by("id").values_list("id", flat=True))
