"""When many deals opened and closed and why they were lost, where a file knows better."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection

from entente.ledger import operations as ledger
from entente.ledger.events import Entry, NewEntry, Precision
from entente.people.operations.bulk.copying import as_json, copy_in, update_rows
from entente.people.rules.fields import Field, folded, stored
from entente.pipeline.models import Deal
from entente.pipeline.operations.saving import Doing, doubt
from entente.pipeline.queries.won import of_close, tellings_of

# Nobody enters them as fields; what they held is kept so that undoing an import finds it again.
KEPT: Final = {
    field.name: field
    for field in (
        Field(name="opened", label="Opened", type="moment"),
        Field(name="closed", label="Closed", type="moment"),
        Field(name="loss_reason", label="Loss reason", type="text"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is known now of a deal's opening, or of the close of one that stays closed."""

    deal_id: int
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    loss_reason: str = ""
    opened_precision: Precision = "moment"
    closed_precision: Precision = "moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a deal held of KEPT until an entry told otherwise; without one the position is 0."""

    deal_id: int
    name: str
    old: Any
    position: int


def correct_deals(*, corrections: Sequence[Correction], doing: Doing) -> dict[int, list[str]]:
    """Take corrections in, one a deal; gives for each deal which of KEPT changed.

    The entries that tell of it, and what followed from a close, are told again as it is known now.
    """
    wanted = {one.deal_id: one for one in corrections}
    live = Deal.objects.select_for_update().filter(id__in=list(wanted), deleted_at=None)
    changed = [
        (row, new)
        for row in live.defer("words").order_by("id")
        if (new := _differing(row, wanted[row.id]))
    ]
    if not changed:
        return {}
    told = tellings_of(deals=[row.id for row, _ in changed])
    entries: list[NewEntry] = []
    numbered: list[tuple[int, str, Any, int]] = []
    for row, new in changed:
        numbered += [(row.id, name, getattr(row, _COLUMNS[name]), len(entries)) for name in new]
        entries += _again(row, new, wanted[row.id], told.get(row.id, []), doing)
        for name, value in new.items():
            setattr(row, _COLUMNS[name], value)
        doubt(row=row, at=doing.at)
    positions = [*(ledger.record_bulk(entries=entries, at=doing.at) if entries else []), 0]
    keep(
        held=[
            Held(deal_id=id_, name=name, old=old, position=positions[number])
            for id_, name, old, number in numbered
        ],
        doing=doing,
    )
    _write([row for row, _ in changed])
    return {row.id: list(new) for row, new in changed}


_COLUMNS: Final = {"opened": "opened_at", "closed": "closed_at", "loss_reason": "loss_reason"}


def _differing(row: Deal, wanted: Correction) -> dict[str, Any]:
    new: dict[str, Any] = {}
    if wanted.opened_at is not None and wanted.opened_at != row.opened_at:
        new["opened"] = wanted.opened_at
    if wanted.closed_at is not None and row.outcome and wanted.closed_at != row.closed_at:
        new["closed"] = wanted.closed_at
    if wanted.loss_reason and row.outcome == "lost" and wanted.loss_reason != row.loss_reason:
        new["loss_reason"] = wanted.loss_reason
    return new


def _write(rows: Sequence[Deal]) -> None:
    update_rows(
        table="pipeline_deal",
        columns=("opened_at", "closed_at", "loss_reason", "loss_reason_key", "warnings"),
        rows=[
            (
                *(row.id, row.opened_at, row.closed_at, row.loss_reason),
                *(row.loss_reason.casefold(), as_json(row.warnings)),
            )
            for row in rows
        ],
    )
    settle_stays(deals=[row.id for row in rows])


def _again(
    row: Deal, new: Mapping[str, Any], wanted: Correction, told: Sequence[Entry], doing: Doing
) -> Iterator[NewEntry]:
    if "opened" in new:
        for one in [one for one in told if one.kind == "deal.opened"][-1:]:
            yield _told_again(one, new["opened"], wanted.opened_precision, doing)
    if new.keys() & {"closed", "loss_reason"}:
        for one in of_close(told=told, outcome=row.outcome):
            at = new.get("closed", one.occurred_at)
            precision = wanted.closed_precision if "closed" in new else one.precision
            again = _told_again(one, at, precision, doing)
            if one.kind == "deal.lost" and "loss_reason" in new:
                reason = {**one.properties, "reason": new["loss_reason"]}
                again = replace(again, properties=reason)
            yield again


def _told_again(one: Entry, at: datetime, precision: Precision, doing: Doing) -> NewEntry:
    return NewEntry(
        kind=one.kind,
        occurred_at=at,
        precision=precision,
        source=doing.source,
        team=one.team,
        actor=one.actor,
        contact=one.contact,
        company=one.company,
        deal=one.deal,
        channel=one.channel,
        campaign=one.campaign,
        asset=one.asset,
        value=one.value,
        currency=one.currency,
        cause=one.cause,
        corrects=one.position,
        batch=doing.batch,
        properties=one.properties,
    )


def keep(*, held: Iterable[Held], doing: Doing) -> None:
    """Remember what deals held until now."""
    copy_in(
        table="pipeline_dealchange",
        columns=("deal_id", "field", "at", "position", "old", "old_key", "batch_id"),
        rows=(
            (
                *(one.deal_id, one.name, doing.occurred_at, one.position),
                *(as_json(stored(one.old)), folded(one.old), doing.batch),
            )
            for one in held
        ),
    )


# A deal that opened stands in its first stage from then on, a closed one in its last from its close
# on, and each stay ends where the next begins.
_SETTLE = """
with stays as (
    select s.id, s.deal_id, s.entered_at, t.kind, d.opened_at, d.closed_at,
           row_number() over deal as place, lag(s.entered_at) over deal as before,
           lead(s.entered_at) over deal as next
    from pipeline_dealstay s
    join pipeline_dealstage t on t.id = s.stage_id
    join pipeline_deal d on d.id = s.deal_id
    where s.deal_id = any(%(deals)s)
    window deal as (partition by s.deal_id order by s.entered_at, s.id)),
begun as (
    select id, deal_id, place, next,
           case when next is null and kind <> 'open' and closed_at is not null
                then greatest(closed_at, before)
                when place = 1 and kind = 'open' then least(opened_at, next)
                else entered_at end as began
    from stays),
ended as (select *, lead(began) over (partition by deal_id order by place) as ends from begun),
moved as (
    update pipeline_dealstay s set entered_at = e.began, left_at = e.ends
    from ended e
    where e.id = s.id and (s.entered_at, s.left_at) is distinct from (e.began, e.ends))
update pipeline_deal d set stage_since = e.began
from ended e where e.deal_id = d.id and e.next is null and d.stage_since <> e.began
"""


def settle_stays(*, deals: Iterable[int]) -> None:
    """Let the stays of these deals begin and end as their dates say. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"deals": sorted(deals)})
