"""The board of a pipeline: sums and counts of every stage in one query, the cards in another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, OuterRef

from entente.kit.criteria.sql.fragment import TRUE, Fragment, bound, joined, sql
from entente.people.access import visible
from entente.people.queries.lines import firm
from entente.people.queries.paging import run
from entente.people.rules import rows
from entente.pipeline.models import OPEN, Deal, Pipeline
from entente.pipeline.queries.known import PipelineInfo, StageInfo, pipelines
from entente.pipeline.rules.fields import DOUBTS
from entente.pipeline.rules.stages import is_stuck
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

STAYS: Final = 500  # latest stays of a stage whose median is the usual one
FEWEST: Final = 3  # fewer stays do not make anything usual
CLOSED_FOR: Final = timedelta(days=30)  # closed deals leave the board after that


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What the known amounts of one currency in a stage add up to."""

    currency: str
    amount: Decimal
    deals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One deal on the board, in its stage `since` then; `stuck` over twice the usual."""

    id: int
    called: str
    company: str
    company_id: int | None
    amount: Decimal | None
    currency: str
    owner: str
    owner_id: int | None
    expected_close: date | None
    next_step: str
    next_step_on: date | None
    since: datetime
    stuck: bool
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardStage:
    """One column: all its deals counted, known amounts summed per currency, the first cards."""

    stage: StageInfo
    deals: int
    unknown_amounts: int
    sums: tuple[Sum, ...]
    usual: timedelta | None
    cards: tuple[Card, ...]

    @property
    def more(self) -> int:
        return self.deals - len(self.cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    pipeline: PipelineInfo
    stages: tuple[BoardStage, ...]


def in_use(*, viewer: Viewer) -> int | None:
    """The first pipeline in which this person sees an open deal; None where none is. One query."""
    opened = scope(Deal.objects.filter(OPEN), viewer=viewer, record="deal")
    found = Pipeline.objects.filter(Exists(opened.filter(pipeline_id=OuterRef("id"))))
    first = found.filter(retired_at=None).order_by("position", "id").first()
    return first.id if first else None


def board(
    *,
    viewer: Viewer,
    at: datetime,
    pipeline_id: int | None = None,
    owner_id: int | None = None,
    criterion: Fragment | None = None,
    cards: int = 20,
) -> Board:
    """The board of a pipeline, the first unless told, for this person; of one owner if told.

    Open deals, and those that closed within 30 days. Cards by expected close, unknown last. Five
    queries whatever the number of deals. Raises LookupError where there is no such pipeline.
    """
    of = next((one for one in pipelines() if pipeline_id in (None, one.id)), None)
    if of is None:
        raise LookupError(pipeline_id)
    where = _where(viewer, owner_id, criterion)
    since = at - CLOSED_FOR
    sums = _sums(of.id, where, since)
    usual = usual_stays(stage_ids=[stage.id for stage in of.stages if stage.kind == "open"])
    by_stage = _cards(of, where, since, cards)
    return Board(
        pipeline=of,
        stages=tuple(
            _column(stage, sums.get(stage.id, []), usual.get(stage.id), by_stage, at)
            for stage in of.stages
        ),
    )


def owners() -> list[tuple[int, str]]:
    """Who has an open deal, by name. One query."""
    held = Deal.objects.filter(OPEN, owner__isnull=False)
    return list(held.values_list("owner_id", "owner__name").distinct().order_by("owner__name"))


def _where(viewer: Viewer, owner_id: int | None, criterion: Fragment | None) -> Fragment:
    mine = visible(viewer=viewer, record="deal", owner="pipeline_deal.owner_id")
    owner = TRUE
    if owner_id is not None:
        owner = sql("pipeline_deal.owner_id = {}", bound(owner_id, "bigint"))
    return joined(" and ", [mine, owner, criterion or TRUE])


# The open deals by the index deal_sums alone, the few closed ones by deal_by_close.
_SUMS = """
select stage_id, currency, count(*), count(amount), sum(amount)
from pipeline_deal
where pipeline_id = {} and deleted_at is null and outcome = '' and {}
group by stage_id, currency
union all
select stage_id, currency, count(*), count(amount), sum(amount)
from pipeline_deal
where pipeline_id = {} and deleted_at is null and outcome <> '' and closed_at >= {} and {}
group by stage_id, currency
"""


def _sums(pipeline_id: int, where: Fragment, since: datetime) -> dict[int, list[tuple[Any, ...]]]:
    of = bound(pipeline_id, "bigint")
    query = sql(_SUMS, of, where, of, bound(since, "timestamptz"), where)
    by_stage: dict[int, list[tuple[Any, ...]]] = {}
    for stage_id, *row in run(query):
        by_stage.setdefault(stage_id, []).append(tuple(row))
    return by_stage


_CARDS = """
select card.* from unnest({}) as wanted(id) cross join lateral (
    select pipeline_deal.stage_id, pipeline_deal.id, pipeline_deal.name, co.name,
           pipeline_deal.company_id, pipeline_deal.amount, pipeline_deal.currency, ow.name,
           pipeline_deal.owner_id, pipeline_deal.expected_close, pipeline_deal.next_step,
           pipeline_deal.next_step_on, pipeline_deal.stage_since, pipeline_deal.warnings,
           co.domain, co.keys_text
    from pipeline_deal
    left join people_company co on co.id = pipeline_deal.company_id
    left join workspace_member ow on ow.id = pipeline_deal.owner_id
    where pipeline_deal.stage_id = wanted.id and pipeline_deal.deleted_at is null and {} and {}
    order by {} limit {}) card
"""
_OPEN = Fragment("pipeline_deal.outcome = ''")
_BY_CLOSE = Fragment("pipeline_deal.expected_close, pipeline_deal.id")
_LATEST = Fragment("pipeline_deal.closed_at desc, pipeline_deal.id desc")


def _cards(
    of: PipelineInfo, where: Fragment, since: datetime, limit: int
) -> dict[int, list[tuple[Any, ...]]]:
    opened = [stage.id for stage in of.stages if stage.kind == "open"]
    closed = [stage.id for stage in of.stages if stage.kind != "open"]
    lately = sql(
        "pipeline_deal.outcome <> '' and pipeline_deal.closed_at >= {}", bound(since, "timestamptz")
    )
    most = bound(limit, "bigint")
    query = joined(
        " union all ",
        [
            sql(_CARDS, bound(opened, "bigint[]"), _OPEN, where, _BY_CLOSE, most),
            sql(_CARDS, bound(closed, "bigint[]"), lately, where, _LATEST, most),
        ],
    )
    by_stage: dict[int, list[tuple[Any, ...]]] = {}
    for stage_id, *row in run(query):
        by_stage.setdefault(stage_id, []).append(tuple(row))
    return by_stage


def usual_stays(*, stage_ids: Sequence[int]) -> dict[int, timedelta]:
    """By stage, the median of its latest 500 stays that are over; none from fewer than three."""
    query = sql(
        "select wanted.id, percentile_cont(0.5) within group (order by stay.length) "
        "from unnest({}) as wanted(id) cross join lateral ("
        "select left_at - entered_at as length from pipeline_dealstay "
        "where stage_id = wanted.id and left_at is not null order by left_at desc limit {}) stay "
        "group by wanted.id having count(*) >= {}",
        bound(list(stage_ids), "bigint[]"),
        bound(STAYS, "bigint"),
        bound(FEWEST, "bigint"),
    )
    return dict(run(query))


def _column(
    stage: StageInfo,
    sums: Sequence[tuple[Any, ...]],
    usual: timedelta | None,
    by_stage: dict[int, list[tuple[Any, ...]]],
    at: datetime,
) -> BoardStage:
    return BoardStage(
        stage=stage,
        deals=sum(count for _, count, _, _ in sums),
        unknown_amounts=sum(count - known for _, count, known, _ in sums),
        sums=tuple(
            Sum(currency=currency, amount=amount, deals=known)
            for currency, _, known, amount in sorted(sums, key=lambda row: row[0])
            if known
        ),
        usual=usual,
        cards=tuple(_card(row, stage, usual, at) for row in by_stage.get(stage.id, ())),
    )


def _card(row: tuple[Any, ...], stage: StageInfo, usual: timedelta | None, at: datetime) -> Card:
    since = row[11]
    return Card(
        id=row[0],
        called=row[1] or f"Deal {row[0]}",
        company=firm(company_id=row[3], name=row[2], domain=row[13], keys=row[14]),
        company_id=row[3],
        amount=row[4],
        currency=row[5],
        owner=row[6] or "",
        owner_id=row[7],
        expected_close=row[8],
        next_step=row[9],
        next_step_on=row[10],
        since=since,
        stuck=stage.kind == "open" and is_stuck(since=since, at=at, usual=usual),
        doubts=tuple(DOUBTS[code] for code in rows.loaded(row[12])),
    )
