"""The deals and all touches that may have led to them, out of the ledger by one query each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
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
        ("until", MOMENT),
        ("converted", pa.bool_()),
        ("lead_at", MOMENT),
        ("opened_at", MOMENT),
        ("lesson", pa.int32()),
        ("asked", pa.bool_()),
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
    """What the models read: columns as `bulk.credit` takes them, the deals asked about first.

    `aside` are deals whose money does not go with their currency: here their amounts are unknown.
    """

    deals: pa.Table
    touches: pa.Table
    refunds: pa.Table
    rules: TouchRules
    aside: frozenset[int] = frozenset()

    def asked(self) -> list[dict[str, Any]]:  # rows of the engine
        """The deals asked about, without those that only teach."""
        return self.deals.filter(self.deals["asked"]).to_pylist()

    def touches_of(self, *, deal_id: int) -> list[dict[str, Any]]:  # rows of the engine
        """Every touch that may have led to this deal."""
        return self.touches.filter(pc.equal(self.touches["deal_id"], deal_id)).to_pylist()


def rules() -> TouchRules:
    """What a touch is: half a year back, colleagues of the buyer's company count, direct yields."""
    return TouchRules(zone=workspace.current().timezone)


def _lasting(moment: str) -> str:
    """All of the day of a moment that is known by its day alone."""
    day = f"date_trunc('day', {moment} at time zone %(zone)s)"
    return f"({day} + interval '1 day') at time zone %(zone)s - interval '1 microsecond'"


def _told(moment: str, kinds: str, otherwise: str) -> str:
    """A moment of the deal `d`, until the day is over where its fact knows only the day."""
    return f"""
case when exists (
    select 1 from ledger_fact f
    where f.deal_id = d.id and f.kind in ({kinds}) and f.precision = 'day'
      and f.occurred_at = {moment})
then {_lasting(moment)} else {otherwise} end
"""  # noqa: S608  constants of ours


_UNTIL = _told("d.closed_at", "'deal.won', 'deal.lost'", "coalesce(d.closed_at, %(at)s)")
_OPENED = _told("d.opened_at", "'deal.opened'", "d.opened_at")
_ENTERED = f"case when p.precision = 'day' then {_lasting('p.entered_at')} else p.entered_at end"
# A month of the workspace's calendar. A deal is shared by what was known when its month was over,
# so that no later deal changes a month that is closed, and a refund takes back what was given.
_LESSON = """
(extract(year from coalesce(d.closed_at, %(at)s) at time zone %(zone)s) * 12
 + extract(month from coalesce(d.closed_at, %(at)s) at time zone %(zone)s))::int
"""
# A lead begins when its first person entered the funnel; amounts are those of the win, before
# refunds, which are booked as reversals of their own.
_DEALS = f"""
select d.id, d.amount, coalesce(nullif(d.currency, ''), %(currency)s),
       coalesce(d.closed_at, %(at)s), {_UNTIL}, d.outcome = 'won',
       (select min({_ENTERED}) from pipeline_dealcontact c
        join funnel_passage p on p.contact_id = c.contact_id and not p.is_exit
        where c.deal_id = d.id),
       {_OPENED}, {_LESSON}, true
from pipeline_deal d
where d.id = any(%(ids)s)
order by d.id
"""  # noqa: S608  a constant of ours
# Everybody's, whoever asks: what a channel is worth is a figure of all deals.
_TEACHING = f"""
select d.id, null::numeric, %(currency)s, d.closed_at, {_UNTIL}, d.outcome = 'won',
       null::timestamptz, null::timestamptz, {_LESSON}, false
from pipeline_deal d
where d.deleted_at is null and d.outcome in ('won', 'lost') and d.closed_at <= %(at)s
  and {_LESSON} <= %(latest)s and not d.id = any(%(ids)s)
order by d.id
"""  # noqa: S608  constants of ours
# A close came through nobody's channel: it is named after what it is, not "not known".
_CHANNEL = "case when f.channel = '' and f.kind = 'close.made' then 'close' else f.channel end"
# As whole microseconds since 1970, which Arrow takes as they are: to read moments one by one costs
# as much as the whole query.
_MICROS = "(extract(epoch from f.occurred_at) * 1000000)::bigint"
# `former` is where contacts worked until they changed company; a company that became known only
# later was theirs before, and one that was merged since goes by what it became.
_TOUCHES = f"""
with recursive deal as (
    select d.id, d.company_id, coalesce(d.closed_at, %(at)s) as closed_at, {_UNTIL} as until
    from pipeline_deal d where d.id = any(%(ids)s)
),
former as (
    select c.record_id as contact_id, (c.old #>> '{{}}')::bigint as company_id, c.at as until,
           lag(c.at) over (partition by c.record_id order by c.at, c.position) as since
    from people_fieldchange c
    where c.record = 'contact' and c.field = 'company' and jsonb_typeof(c.old) = 'number'
),
became (was, company_id) as (
    select company_id, company_id from former
    union
    select became.was, c.merged_into_id
    from became join people_company c on c.id = became.company_id
    where c.merged_into_id is not null
),
colleague as (
    select deal.id as deal_id, former.contact_id
    from deal
    join became on became.company_id = deal.company_id
    join former on former.company_id = became.was
    where former.until > deal.closed_at
      and (former.since is null or former.since <= deal.closed_at)
    union
    select deal.id, p.id
    from deal join people_contact p on p.company_id = deal.company_id
    where not exists (
        select 1 from former f where f.contact_id = p.id and f.until > deal.closed_at)
),
person as (
    select deal.id as deal_id, c.contact_id, false as colleague
    from deal join pipeline_dealcontact c on c.deal_id = deal.id
    union all
    select one.deal_id, p.id, true
    from colleague one
    join deal on deal.id = one.deal_id
    join people_contact p on p.id = one.contact_id
    where (p.deleted_at is null or p.deleted_at > deal.closed_at) and not exists (
        select 1 from pipeline_dealcontact c where c.deal_id = deal.id and c.contact_id = p.id)
),
met as (
    select person.deal_id as met_for, person.colleague, f.*
    from person join ledger_fact f on f.contact_id = person.contact_id and f.deal_id is null
    union all
    select deal.id, false, f.*
    from deal join ledger_fact f on f.deal_id = deal.id
)
select f.met_for, f.contact_id, f.position, {_MICROS}, f.team, {_CHANNEL}, f.kind,
       f.campaign, f.asset, f.actor_id, f.colleague
from met f join deal on deal.id = f.met_for
where f.kind = any(%(kinds)s) and f.precision <> 'unknown'
  and f.occurred_at <= deal.until and f.occurred_at >= deal.closed_at - %(look_back)s
order by f.position
"""  # noqa: S608  a constant of ours
_REFUNDS = """
select f.deal_id, f.position, f.occurred_at, abs(f.value)
from ledger_fact f
where f.kind = 'deal.refunded' and f.deal_id = any(%(ids)s) and f.value is not null
order by f.position
"""


def gather(*, deal_ids: Sequence[int], at: datetime, learning: bool = False) -> Gathered:
    """The touches of these deals, those of colleagues included. Three queries.

    With `learning` also all others, won and lost, that were closed by the end of the month of the
    latest of these: they teach the Markov models and earn nothing. One query more.
    """
    found, currency = rules(), workspace.current().currency
    asked = {
        "ids": list(deal_ids),
        "at": at,
        "zone": found.zone.key,
        "currency": currency,
        "kinds": sorted(ledger.touch_kinds() - UNPROVEN),
        "look_back": found.look_back,
    }
    deals, refunds = _rows(_DEALS, asked), _rows(_REFUNDS, asked)
    aside = _misfits(deals, refunds)
    deals = [
        row
        if row[0] not in aside and row[2] in DECIMALS
        else (row[0], None, row[2] if row[2] in DECIMALS else currency, *row[3:])
        for row in deals
    ]
    teaching = []
    if learning and deals:
        teaching = _rows(_TEACHING, asked | {"latest": max(row[8] for row in deals)})
    touches = _rows(_TOUCHES, asked | {"ids": [row[0] for row in (*deals, *teaching)]})
    return Gathered(
        deals=_table([*deals, *teaching], DEALS),
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


def _rows(text: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
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
