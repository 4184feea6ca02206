"""The goal of a quarter as pages show it: verdict, pace chart, what each stage owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.urls import reverse

from entente.kit import periods, show, wording
from entente.plan import operations, queries
from entente.plan.accord import entered
from entente.plan.counted import beside_in_force
from entente.plan.outlook import PlanToday, StageToday
from entente.plan.queries import BandMade, Made
from entente.plan.revenue import revenue_by_moment
from entente.plan.rules.window import source
from entente.plan.steps import APPOINTMENTS, VISITS
from entente.web.parts import Chart
from entente.web.room import drawing, plotting
from entente.web.room.drawing import Course
from entente.workspace import queries as workspace

HOLE = Decimal("0.06")  # so much below its pace, and a stage is called short


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    name: str
    url: str
    owner: str
    how: str
    needed: str
    value: float
    due: float
    state: str
    label: str
    so_far: str
    gap: str
    gap_tone: str
    worth: str
    hole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Everything about one quarter's goal."""

    verdict: str
    chance: str
    rest: str
    won: str
    to_go: str
    lede: str
    chart: Chart
    rows: tuple[StageRow, ...]
    note: str
    beside_signed: str
    other_funnel: str
    version: str
    plan_url: str
    document_url: str
    funnel_url: str
    unknown: str


def goal(*, today: PlanToday, at: datetime) -> Goal:
    """The goal with its forecast, drawn now when the last one is older than an hour."""
    made = queries.made(operations.forecast_now(today=today, at=at))
    before = queries.week_ago(quarter=today.quarter, at=at)
    currency, revenue = today.currency, today.revenue
    last = wording.day(today.period.last, today=today.period.start)
    behind = f"{reverse('funnel')}?entered={today.quarter}"
    goal_words = wording.money_short(revenue.goal, currency)
    return Goal(
        verdict=_verdict(made.chance),
        chance=show.likely(probability=made.chance),
        rest=f"to reach {goal_words} by {last}.",
        won=wording.money_short(revenue.won, currency),
        to_go=wording.money_short(revenue.to_go, currency),
        lede=_lede(today, made, before.chance if before else None),
        chart=_chart(today, made, at),
        rows=(
            _revenue_row(today),
            *(
                _row(stage, today, behind, stuck=any(map(_short, today.stages[:place])))
                for place, stage in enumerate(today.stages)
            ),
        ),
        note=_note(today),
        beside_signed=_beside_signed(today),
        other_funnel=beside_in_force(plan=today.plan, at=at),
        version=today.version.name,
        plan_url=reverse("plan_of", args=[today.quarter]),
        document_url=f"/accord/goal-plan/{today.quarter}/",
        funnel_url=behind,
        unknown=_unknown(today),
    )


def _verdict(chance: float) -> str:
    if chance >= 0.9:
        return "We will make it:"
    if chance >= 0.6:
        return "We will probably make it:"
    if chance >= 0.4:
        return "It is open:"
    return "We will probably not make it:" if chance >= 0.1 else "We will not make it like this:"


def _lede(today: PlanToday, made: Made, before: float | None) -> str:
    days = wording.counted(today.working_days_left, "working day")
    said = f"{days} left."
    if before is None:
        return said
    change = made.chance - before
    if abs(change) < 0.02:
        return f"{said} A week ago it was much the same."
    return f"{said} A week ago it was {wording.percent_said(before)}."


def _unknown(today: PlanToday) -> str:
    """Which won deals add nothing to the revenue; "" where all do."""
    said = []
    if today.unknown_amounts:
        deals = wording.counted(today.unknown_amounts, "won deal has", "won deals have")
        said.append(f"{deals} no known amount: nothing of it is counted here.")
    if today.elsewhere:
        deals = wording.counted(today.elsewhere, "won deal is", "won deals are")
        said.append(f"{deals} in another currency: nothing of it is counted here.")
    return " ".join(said)


def _revenue_row(today: PlanToday) -> StageRow:
    revenue, currency = today.revenue, today.currency
    short = revenue.today > 0 and revenue.gap < -revenue.today * HOLE
    won, goal = (wording.money_short(one, currency) for one in (revenue.won, revenue.goal))
    return StageRow(
        name="Revenue",
        url=reverse("attribution"),
        owner="",
        how="both teams",
        needed=goal,
        value=float(100 * revenue.won / revenue.goal),
        due=float(100 * revenue.today / revenue.goal),
        state="short" if short else "",
        label=f"{won} of {goal}; today needs {wording.money_short(revenue.today, currency)}",
        so_far=won,
        gap=show.money_gap(amount=revenue.gap, currency=currency),
        gap_tone="warn" if short else "good" if revenue.gap >= 0 else "",
        worth=show.money_gap(amount=revenue.gap, currency=currency),
        hole=False,
    )


def _short(stage: StageToday) -> bool:
    return stage.gap < -float(HOLE) * stage.today and stage.today >= 1


def _row(stage: StageToday, today: PlanToday, behind: str, *, stuck: bool) -> StageRow:
    """A stage against its pace. Where a later one is short, a surplus is `stuck`: no good news."""
    short = _short(stage)
    return StageRow(
        name=stage.name,
        url=behind if stage.key else "",
        owner=stage.owner,
        how=_how(stage, today),
        needed=wording.number(stage.shown),
        value=100 * stage.so_far / stage.needed if stage.needed else 0.0,
        due=100 * stage.today / stage.needed if stage.needed else 0.0,
        state="short" if short else "",
        label=(
            f"{wording.number(stage.so_far)} of {wording.number(stage.shown)}; "
            f"today needs {wording.number(round(stage.today))}"
        ),
        so_far=wording.number(stage.so_far),
        gap=wording.signed(round(stage.gap)),
        gap_tone="warn" if short else "good" if stage.gap >= 0 and not stuck else "",
        worth=show.money_gap(amount=stage.worth, currency=today.currency),
        hole=short,
    )


def _how(stage: StageToday, today: PlanToday) -> str:
    """The rate of a stage, of the visits and appointments too; of won deals what one is worth."""
    plan = today.plan
    if stage.name == VISITS:
        return f"{wording.percent_said(plan.digital.rate)} leave details, assumed"
    if stage.name == APPOINTMENTS:
        return f"{wording.percent_said(plan.offline.rate)} become {entered(plan)}, assumed"
    if stage.how is None:
        return f"worth {wording.money_short(stage.each, today.currency)} each"
    assumed = "" if stage.how.rate_is_own else ", assumed"
    return f"{wording.percent(stage.how.belief.mean)} move on{assumed}"


def _note(today: PlanToday) -> str:
    if not today.revenue.to_go:
        return "The goal is reached; what a stage is short of now is missing in the next quarter."
    holes = [stage for stage in today.stages if _short(stage)]
    if not holes:
        return "No stage is short of what today needs."
    worst = min(holes, key=lambda stage: stage.worth)
    worth = wording.money_short(abs(worst.worth), today.currency)
    said = f"Most is missing at {worst.name}: about {worth} of the goal.{_stuck(today, worst)}"
    first = next(stage.how for stage in reversed(today.stages) if stage.how)
    if first.days is None:
        return said
    takes = (
        f"{wording.several(first.name)} take {wording.counted(first.days, 'day')} on average to "
        f"become revenue ({source(is_own=first.days_are_own)})"
    )
    if first.days > today.days_left:
        return (
            f"{said} {takes}, so those who enter from now on count for the next quarter."
            f"{_still(today)}"
        )
    return f"{said} {takes}: there is time to act."


def _still(today: PlanToday) -> str:
    """Which stage is the first from which this quarter's revenue can still come, if one is."""
    near = [
        one.how
        for one in today.stages
        if one.how and one.how.days is not None and one.how.days <= today.days_left
    ]
    if not near:
        return " Only deals that are open already can still change this one."
    days = wording.counted(near[-1].days or 0, "day")
    return f" Who enters {near[-1].name} now, {days} from revenue, can still change this one."


def _stuck(today: PlanToday, worst: StageToday) -> str:
    """That the stage before the worst one is ahead of its pace, and what that is worth."""
    before = [one for one in today.stages if one.how]
    names = [one.name for one in before]
    if worst.name not in names[:-1]:
        return ""
    ahead = before[names.index(worst.name) + 1]
    if ahead.gap < 1:
        return ""
    return (
        f" {ahead.name} is ahead, yet too little of it arrives there: at this rate its surplus is "
        "worth less than the table says."
    )


def _beside_signed(today: PlanToday) -> str:
    """That own history took the place of what was signed, by the stage next to the deal; "" where
    every stage owes what was signed.
    """
    moved = [one for one in today.stages if one.how and one.shown != one.signed]
    if not moved:
        return ""
    first = moved[0]
    return (
        "What is needed follows our own history where that says enough, as the plan has it. "
        f"Signed for {first.name}: {signed(stage=first, today=today)}."
    )


def signed(*, stage: StageToday, today: PlanToday) -> str:
    """What a stage owes as it was signed: 128 at 31%."""
    assumed = today.plan.of(stage.key)
    at = f" at {wording.percent(assumed.rate)}" if assumed else ""
    return f"{wording.number(stage.signed)}{at}"


def _chart(today: PlanToday, made: Made, at: datetime) -> Chart:
    """Won so far in steps, the pace that the plan needs, and where we may end."""
    zone = workspace.current().timezone
    start, until = periods.moments(period=today.period, zone=zone)
    wins = revenue_by_moment(start=start, until=min(at, until), currency=today.currency)
    course = Course(
        period=today.period,
        at=min(at, until),
        goal=float(today.revenue.goal),
        wins=tuple((when, float(amount)) for when, amount in wins),
        bands=tuple((min(made.at + timedelta(days=band.day), until), band) for band in made.bands),
        currency=today.currency,
        zone=zone,
    )
    end = made.bands[-1]
    return Chart(
        finding=(
            f"We are {_beside_pace(today)} the pace the plan needs today. Eight in ten simulated "
            f"quarters {_end(end, today.currency)}."
        ),
        **plotting.in_sizes(lambda width: drawing.svg(course=course, width=width)),
        head=("By", "Forecast, 80% range"),
        rows=tuple(
            (
                wording.day(_last_day(when, zone), today=today.period.start),
                " – ".join(
                    wording.money_short(Decimal(str(round(one))), today.currency)
                    for one in (band.low80, band.high80)
                ),
            )
            for when, band in course.bands
        ),
    )


def _end(end: BandMade, currency: str) -> str:
    """Where eight in ten quarters end: between two amounts, at one, or without a deal."""
    low, high = (
        wording.money_short(Decimal(str(round(one))), currency) for one in (end.low80, end.high80)
    )
    if not round(end.high80):
        return "win nothing"
    return f"end at {low}" if low == high else f"end between {low} and {high}"


def _beside_pace(today: PlanToday) -> str:
    gap = today.revenue.gap
    if not round(gap):
        return "on"
    return f"{wording.money_short(abs(gap), today.currency)} {'ahead of' if gap > 0 else 'behind'}"


def _last_day(until: datetime, zone: ZoneInfo) -> date:
    """The last day before a moment: a quarter that ends at midnight ends the day before."""
    return periods.day_of(at=until - timedelta(microseconds=1), zone=zone)
