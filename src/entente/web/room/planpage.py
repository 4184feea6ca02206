"""What the page of a quarter's plan shows: needs, beliefs, levers, other quarters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from entente.insights.plan import basis, cases, history
from entente.kit import show, wording
from entente.plan import operations, outlook, queries
from entente.plan.believing import Believed
from entente.plan.counted import beside_in_force
from entente.plan.outlook import NoGoal, PlanToday, StageToday
from entente.plan.queries import QuarterPast
from entente.plan.rules.window import ENOUGH_DEALS, MONTHS, source
from entente.web.parts import Chart
from entente.web.room import looking_back
from entente.web.room.goal import signed
from entente.web.room.looking_back import PastRow, called
from entente.workspace import queries as workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class BeliefRow:
    name: str
    owner: str
    needed: str
    signed: str
    rate: str
    likely: str
    basis: str
    days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverRow:
    stage: str
    gain: str
    money: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    words: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    finding: str
    lede: str
    quarter: str
    quarters: tuple[Quarter, ...]
    document_url: str
    earlier: tuple[PastRow, ...]
    foresight: str = ""
    rows: tuple[BeliefRow, ...] = ()
    levers: tuple[LeverRow, ...] = ()
    pieces: str = ""
    size: str = ""
    history: str = ""
    has_assumed_days: bool = False
    tells_signed: bool = False
    version: str = ""
    other_funnel: str = ""
    chart: Chart | None = None
    is_over: bool = False
    empty: bool = True


def page(*, quarter: str, at: datetime) -> PlanPage:
    """The plan of a quarter; says so where none is in force."""
    over = queries.past(at=at)
    past = next((one for one in over if one.quarter == quarter), None)
    others = [one for one in over if one.quarter != quarter]
    earlier = looking_back.rows(past=others, currency=workspace.current().currency)
    shell = PlanPage(
        finding=f"No goal is agreed for {called(quarter=quarter)} yet.",
        lede="A goal plan says what both teams want to win, and is worked back from there.",
        quarter=called(quarter=quarter),
        quarters=_quarters(quarter),
        document_url=f"/accord/goal-plan/{quarter}/",
        earlier=earlier,
        foresight=looking_back.how_seen(past=others),
    )
    try:
        today = outlook.today(quarter=quarter, at=at)
    except NoGoal:
        return shell
    return _filled(shell, today, past, at)


def _quarters(quarter: str) -> tuple[Quarter, ...]:
    return tuple(
        Quarter(
            words=called(quarter=one), url=reverse("plan_of", args=[one]), current=one == quarter
        )
        for one in sorted({*queries.quarters(), quarter})
    )


def _filled(shell: PlanPage, today: PlanToday, past: QuarterPast | None, at: datetime) -> PlanPage:
    currency = today.currency
    levers: list[tuple[str, float, float]] = []
    if past is None:
        made = queries.made(operations.forecast_now(today=today, at=at))
        levers = sorted(made.levers, key=lambda one: (-one[1], -one[2]))
    return replace(
        shell,
        finding=looking_back.ended(past=past, currency=currency)
        if past
        else _finding(today, levers),
        lede=_lede(today),
        is_over=past is not None,
        rows=tuple(_row(stage, stage.how, today) for stage in today.stages if stage.how),
        tells_signed=any(one.how and one.shown != one.signed for one in today.stages),
        levers=tuple(
            LeverRow(
                stage=stage,
                gain=show.points_gap(points=gain),
                money=show.money_gap(amount=Decimal(str(round(money))), currency=currency),
            )
            for stage, gain, money in levers
        ),
        pieces=wording.counted(
            today.pieces,
            "piece of content brings its part",
            "pieces of content bring their part",
        ),
        size=wording.money_short(today.deal_size, currency),
        history=f"{history(found=today)}; where it says too little, what the plan assumes",
        has_assumed_days=any(one.how and not one.how.days_are_own for one in today.stages),
        version=today.version.name,
        other_funnel="" if past else beside_in_force(plan=today.plan, at=at),
        chart=looking_back.chart(quarter=today.quarter, at=at, past=past),
        empty=False,
    )


def _finding(today: PlanToday, levers: list[tuple[str, float, float]]) -> str:
    if not levers or levers[0][1] <= 0.001:
        goal = wording.money_short(today.revenue.goal, today.currency)
        return f"{goal} takes {wording.counted(today.stages[0].shown, 'won deal')}."
    return f"One point more at {levers[0][0]} moves the goal most."


def _lede(today: PlanToday) -> str:
    size = wording.money_short(today.deal_size, today.currency)
    assumed = "" if today.size_is_own else f" ({source(is_own=False)}{_why_assumed(today)})"
    first = [stage for stage in today.stages if stage.how][-1]
    goal = wording.money_short(today.revenue.goal, today.currency)
    return (
        f"{goal} in deals of {size} each{assumed} takes "
        f"{wording.counted(today.stages[0].shown, 'won deal')}, and "
        f"{wording.counted(first.shown, first.name)} at the rates below."
    )


def _why_assumed(today: PlanToday) -> str:
    return (
        f": fewer than {ENOUGH_DEALS} deals with an amount in {today.currency} were won in the "
        f"last {MONTHS} months"
    )


def _row(stage: StageToday, how: Believed, today: PlanToday) -> BeliefRow:
    interval = how.belief.interval(certainty=0.95)
    days = wording.counted(how.days, "day") if how.days is not None else "–"
    return BeliefRow(
        name=how.name,
        owner=how.owner,
        needed=wording.number(stage.shown),
        signed=signed(stage=stage, today=today),
        rate=wording.percent(how.belief.mean),
        likely=show.percent_range(low=interval.low, high=interval.high),
        basis=cases(how=how) if how.rate_is_own else basis(how=how),
        days=days if how.days_are_own else f"{days}, assumed",
    )
