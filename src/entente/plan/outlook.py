"""What a quarter's plan asks of every stage today, and how the quarter may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import connection
from django.db.models import Q

from entente.agreements import queries as agreements
from entente.agreements.queries import VersionInForce
from entente.kit import periods
from entente.kit.periods import Period
from entente.pipeline.models import Deal
from entente.plan import history
from entente.plan.believing import Believed, believed, sizes
from entente.plan.history import History
from entente.plan.revenue import Revenue, revenue
from entente.plan.rules import pace
from entente.plan.rules.backward import Need, by_stream, shown, together
from entente.plan.rules.document import GoalPlan, read
from entente.plan.rules.forecast import OpenDeal, Outlook, StageAhead
from entente.plan.rules.window import Window, months_told, window
from entente.plan.steps import APPOINTMENTS, VISITS, WON, as_signed, pieces, streams
from entente.sla import books
from entente.workspace import queries as workspace

RECENT = 90  # days over which arrivals are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class StageToday:
    """A stage of the plan today: what it owes, how far it is, what the gap is worth.

    `signed` is what it owes at the rates and the deal size of the plan itself.
    """

    name: str
    key: str
    owner: str
    needed: float
    shown: int
    signed: int
    so_far: int
    today: float
    gap: float
    worth: Decimal
    each: Decimal
    how: Believed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanToday:
    """A quarter's plan as it stands at a moment."""

    version: VersionInForce
    plan: GoalPlan
    quarter: str
    period: Period
    revenue: pace.RevenuePace
    unknown_amounts: int
    elsewhere: int
    won_deals: int
    deal_size: Decimal
    size_is_own: bool
    stages: tuple[StageToday, ...]
    months: int | None
    pieces: int
    share: Fraction
    days_left: int
    working_days_left: int
    is_over: bool
    outlook: Outlook
    currency: str


_COUNTED = """
select kind, count(*) from ledger_fact
where occurred_at >= %s and occurred_at < %s
  and (kind = 'visit.made' or kind = 'meeting.held' and properties->>'place' = 'offline')
group by kind
"""


class NoGoal(Exception):
    """No goal plan is in force for that quarter."""


def quarter_of(*, at: datetime) -> str:
    """The quarter of a moment in the workspace's zone, as 2026-q4."""
    day = periods.day_of(at=at, zone=workspace.current().timezone)
    return periods.slug(period=periods.around(day=day, kind="quarter"))


def today(*, quarter: str, at: datetime) -> PlanToday:
    """The plan of a quarter at a moment (the end of the quarter once it is over). Raises NoGoal.

    Own history of one window, else what the plan assumes; working days as signed. Ten queries.
    """
    info, period = workspace.current(), periods.parse(text=quarter)
    start, until = periods.moments(period=period, zone=info.timezone)
    moment = min(at, until)
    version, plan = _signed(quarter, at=at, until=until)
    keys = [stage.key for stage in plan.funnel.stages]
    past, speaks = history.load(stages=keys, won=_won_key(plan), at=moment), window(until=moment)
    stages = [believed(plan=plan, past=past, place=n, window=speaks) for n in range(len(keys))]
    money = revenue(start=start, until=moment, currency=info.currency)
    drawn, size, own = sizes(plan=plan, window=speaks, currency=info.currency)
    ways = streams(plan=plan, rates={one.key: one.belief.mean for one in stages})
    needs = by_stream(goal=plan.goal, deal=size, streams=ways, won=WON)
    over, workdays = _workdays(period, moment)
    share = pace.by_working_days(passed=over, whole=workdays)
    counts = _counts(past, keys, start, moment)
    ahead = _days(start, until, moment)
    return PlanToday(
        version=version,
        plan=plan,
        quarter=quarter,
        period=period,
        revenue=pace.revenue_pace(goal=plan.goal, won=money.won, share=share),
        unknown_amounts=money.unknown,
        elsewhere=money.elsewhere,
        won_deals=money.deals,
        deal_size=size,
        size_is_own=own,
        stages=tuple(_stages(plan, needs, stages, counts, money, share)),
        months=months_told(window=speaks, first=past.first),
        pieces=pieces(plan=plan, visits=needs[VISITS][0].needed),
        share=share,
        days_left=ahead.left,
        working_days_left=workdays - over,
        is_over=at >= until,
        outlook=Outlook(
            goal=float(plan.goal),
            won=float(money.won),
            days=ahead.days,
            wait=ahead.wait,
            part=ahead.part,
            stages=_stages_ahead(stages, past, speaks, ahead.wait + ahead.days),
            deals=_open_deals(moment, len(keys) - 1, info.currency),
            sizes=drawn,
        ),
        currency=info.currency,
    )


def _signed(quarter: str, *, at: datetime, until: datetime) -> tuple[VersionInForce, GoalPlan]:
    """The version that rules a quarter until that moment. Raises NoGoal.

    Once the quarter is over, the last one in force in it; one signed afterwards where none was.
    Until the first one begins, that one: it is agreed.
    """
    last = min(at, until - timedelta(microseconds=1))
    version = (
        agreements.in_force(kind="goal_plan", scope=quarter, at=last)
        or agreements.in_force(kind="goal_plan", scope=quarter, at=at)
        or next(iter(agreements.history(kind="goal_plan", scope=quarter)), None)
    )
    if version is None:
        raise NoGoal(quarter)
    plan = read(dict(version.content))
    if plan.funnel is None:
        raise NoGoal(quarter)
    return version, plan


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The days until a quarter begins and those of it that are still to come; then what a forecast
    counts: a last day that has begun as well, and how much of it is left."""

    wait: int
    left: int
    days: int
    part: float


def _days(start: datetime, until: datetime, at: datetime) -> _Ahead:
    wait = max(0, (start - at).days)
    left = max(0, (until - at).days - wait)
    if left:
        return _Ahead(wait, left, left, 1.0)
    return _Ahead(wait, 0, int(at < until), (until - at) / timedelta(days=1))


def _won_key(plan: GoalPlan) -> str:
    """The key of the stage that a won deal leads to, in the funnel the plan was signed with."""
    return plan.funnel.won_key if plan.funnel else "customer"


def _workdays(period: Period, at: datetime) -> tuple[int, int]:
    """How many working days of the period are over, and how many it has."""
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    days = books.workdays(period=period, at=at)
    return sum(day < today for day in days), len(days)


def _counts(past: History, keys: list[str], start: datetime, until: datetime) -> dict[str, int]:
    counts = {key: past.entries(place, start=start, until=until) for place, key in enumerate(keys)}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [start, until])
        kinds = dict(cursor.fetchall())
    counts[VISITS] = kinds.get("visit.made", 0)
    counts[APPOINTMENTS] = kinds.get("meeting.held", 0)
    return counts


def _stages(
    plan: GoalPlan,
    needs: Mapping[str, list[Need]],
    believed: list[Believed],
    counts: Mapping[str, int],
    money: Revenue,
    share: Fraction,
) -> list[StageToday]:
    """Won first, then back through the stages to visits and appointments."""
    whole, signed = together(needs=dict(needs)), as_signed(plan=plan)
    each = {need.name: need.each for stream in needs.values() for need in stream}
    by_name = {one.name: one for one in believed}
    counts = {**counts, WON: money.deals}
    order = [WON, *(one.name for one in reversed(believed)), VISITS, APPOINTMENTS]
    found = []
    for name in order:
        if name not in whole:
            continue
        how = by_name.get(name)
        key = how.key if how else name
        need = Need(name, whole[name], each[name], None)
        paced = pace.stage_pace(need=need, so_far=counts.get(key, 0), share=share)
        found.append(
            StageToday(
                name=name,
                key=how.key if how else "",
                owner=how.owner if how else ("sales" if name == WON else "marketing"),
                needed=need.needed,
                shown=need.shown,
                signed=shown(needed=signed[name]),
                so_far=paced.so_far,
                today=paced.today,
                gap=paced.gap,
                worth=paced.worth,
                each=need.each,
                how=how,
            )
        )
    return found


def _stages_ahead(
    believed: list[Believed], past: History, window: Window, days: int
) -> tuple[StageAhead, ...]:
    return tuple(
        StageAhead(
            name=one.name,
            belief=one.belief,
            lag=one.lag,
            entries=(past.arrivals(place, days=RECENT),) * days,
            open_ages=past.open_ages(place),
            stay=past.stay(place, since=window.start),
        )
        for place, one in enumerate(believed)
    )


def _open_deals(at: datetime, stage: int, currency: str) -> tuple[OpenDeal, ...]:
    rows = Deal.objects.filter(
        Q(closed_at=None) | Q(closed_at__gt=at), deleted_at=None, opened_at__lte=at
    ).filter(Q(currency=currency) | Q(amount=None))
    return tuple(
        OpenDeal(stage, max(0, (at - opened).days), None if amount is None else float(amount))
        for opened, amount in rows.values_list("opened_at", "amount")
    )
