"""The plan of a quarter as a report: what each stage owes, how far it is, what the gap is worth."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from entente.insights.table import Column, Table
from entente.kit import periods, show, wording
from entente.kit.currencies import decimals
from entente.kit.periods import Period, UnreadablePeriod
from entente.plan import operations, outlook
from entente.plan.believing import Believed
from entente.plan.counted import beside_in_force
from entente.plan.models import ForecastMade
from entente.plan.outlook import NoGoal, PlanToday, StageToday
from entente.plan.rules.window import ENOUGH_CASES, MONTHS, source
from entente.workspace.rules import Viewer

COLUMNS = (
    Column(key="stage", title="Stage"),
    Column(key="owner", title="Owner"),
    Column(key="needed", title="Needed", number=True),
    Column(key="so_far", title="So far", number=True),
    Column(key="needed_today", title="Today needs", number=True),
    Column(key="gap", title="Gap", number=True),
    Column(key="worth", title="Worth", number=True),
    Column(key="rate", title="Moves on", number=True),
    Column(key="own_cases", title="Own cases", number=True),
    Column(key="basis", title="Rate from"),
    Column(key="days_to_revenue", title="Days to revenue on average", number=True),
    Column(key="days_basis", title="Days from"),
)


def table(
    *, viewer: Viewer, at: datetime, period: Period | None = None, by: str | None = None
) -> Table:
    """What the revenue room shows of the plan, as a table: of the quarter that holds the period.

    Raises UnreadablePeriod where none does.
    """
    quarter = _quarter(period) if period else outlook.quarter_of(at=at)
    try:
        found = outlook.today(quarter=quarter, at=at)
    except NoGoal:
        return Table(
            name="plan",
            finding=f"No goal plan is agreed for {quarter}: sign one first.",
            columns=COLUMNS,
            rows=(),
        )
    made = None if found.is_over else operations.forecast_now(today=found, at=at)
    return Table(
        name="plan",
        finding=sentence(today=found, made=made),
        columns=COLUMNS,
        rows=tuple(_row(stage) for stage in found.stages),
        notes=(
            f"By {found.version.name}.",
            *filter(None, [_other_funnel(found, at)]),
            f"{history(found=found)}.",
            _size(found),
            wording.counted(
                found.pieces,
                "piece of content brings its part of the visits.",
                "pieces of content bring their part of the visits.",
            ),
        ),
        facts={
            "quarter": quarter,
            "goal": found.revenue.goal,
            "won": _exact(found.revenue.won, found.currency),
            "needed_today": _exact(found.revenue.today, found.currency),
            "gap": _exact(found.revenue.gap, found.currency),
            "deal_size": found.deal_size,
            "currency": found.currency,
            "chance": made.chance if made else None,
        },
    )


def _quarter(period: Period) -> str:
    first, last = (
        periods.slug(period=periods.around(day=day, kind="quarter"))
        for day in (period.start, period.last)
    )
    if first != last:
        raise UnreadablePeriod(
            f"A plan is for one quarter: {period.start} lies in {first}, {period.last} in {last}."
        )
    return first


def _other_funnel(found: PlanToday, at: datetime) -> str:
    return "" if found.is_over else beside_in_force(plan=found.plan, at=at)


def _size(found: PlanToday) -> str:
    size = wording.money(found.deal_size, found.currency)
    return f"A deal is worth {size}: {source(is_own=found.size_is_own)}."


def _exact(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit of the currency."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency=currency)))


def _row(stage: StageToday) -> tuple[object, ...]:
    places = Decimal("0.01")
    how = stage.how
    return (
        stage.name,
        stage.owner,
        stage.shown,
        stage.so_far,
        Decimal(repr(stage.today)).quantize(places),
        Decimal(repr(stage.gap)).quantize(places),
        stage.worth,
        Decimal(repr(how.belief.mean)).quantize(Decimal("0.0001")) if how else None,
        how.cases if how else None,
        basis(how=how) if how else "",
        how.days if how else None,
        source(is_own=how.days_are_own) if how else "",
    )


def basis(*, how: Believed) -> str:
    """Whose a rate is: how many cases of our own speak; where too few do, why it is assumed."""
    return f"{source(is_own=how.rate_is_own)}: {cases(how=how)}"


def cases(*, how: Believed) -> str:
    """How many cases of our own speak of a rate, or why too few do."""
    if how.rate_is_own:
        before = f", {wording.number(how.earlier.of)} before" if how.earlier.of else ""
        by = f"; {wording.number(how.passed_by)} passed it by" if how.passed_by else ""
        return f"{wording.counted(how.own.of, 'case')} of the last year{before}{by}"
    if how.cases:
        few = wording.counted(how.cases, "own case")
        return f"{few} in {MONTHS} months, fewer than {ENOUGH_CASES}"
    if how.young:
        return f"{wording.counted(how.young, 'own case')}, too young to tell"
    if how.last is None:
        return "no own case yet"
    return f"no own case since {timezone.localtime(how.last):%B %Y}"


def history(*, found: PlanToday) -> str:
    """Of how long a time our own history tells."""
    if found.months is None:
        return "There is no own history yet"
    months = wording.counted(found.months, "month") if found.months else "less than a month"
    return f"Own history of {months}{', all there is' if found.months < MONTHS else ''}"


def sentence(*, today: PlanToday, made: ForecastMade | None) -> str:
    """How likely the goal is, in words; of a quarter that is over, whether it was reached.

    A quarter that is over has no forecast.
    """
    goal = wording.money_short(today.revenue.goal, today.currency)
    last = wording.day(today.period.last, today=today.period.start)
    if made is None:
        won = wording.money_short(today.revenue.won, today.currency)
        word = "missed" if today.revenue.to_go else "made"
        return f"The goal was {word}: {won} of {goal} by {last}."
    return f"{show.likely(probability=made.chance)} to reach {goal} by {last}."
