"""Questions about the goal: what was forecast, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from entente.agreements import queries as agreements
from entente.kit import periods
from entente.plan.models import ForecastMade
from entente.plan.revenue import revenue
from entente.plan.rules.hindsight import Seen, Thought, seen
from entente.workspace import queries as workspace

MOMENT = timedelta(microseconds=1)


def week_ago(*, quarter: str, at: datetime) -> ForecastMade | None:
    """What was thought about a week before: the last forecast six to ten days old."""
    rows = ForecastMade.objects.filter(
        quarter=quarter, at__lte=at - timedelta(days=6), at__gte=at - timedelta(days=10)
    )
    return rows.order_by("-at").first()


def course(*, quarter: str, at: datetime) -> list[Thought]:
    """How likely the goal seemed up to a moment and within the quarter: one a day, the day's last.

    Oldest first; days are those of the workspace, and end with midnight. What was thought before
    it began is left out.
    """
    zone = workspace.current().timezone
    start, until = periods.moments(period=periods.parse(text=quarter), zone=zone)
    made = ForecastMade.objects.filter(quarter=quarter, at__gte=start, at__lte=min(at, until))
    rows = made.order_by("at")
    by_day = {
        periods.day_of(at=when - MOMENT, zone=zone): Thought(when, chance)
        for when, chance in rows.values_list("at", "chance")
    }
    return list(by_day.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPast:
    """A quarter that is over: what it was to bring, what it brought, when that could be seen."""

    quarter: str
    goal: Decimal
    won: Decimal
    seen: Seen | None

    @property
    def is_made(self) -> bool:
        """Whether the goal was reached."""
        return self.won >= self.goal


def past(*, at: datetime) -> list[QuarterPast]:
    """The quarters with a plan that are over, the latest first. Some five queries for each.

    A plan that was signed only afterwards counts where none was in force.
    """
    info = workspace.current()
    found = []
    for quarter in reversed(quarters()):
        start, until = periods.moments(period=periods.parse(text=quarter), zone=info.timezone)
        if until > at:
            continue
        version = agreements.in_force(
            kind="goal_plan", scope=quarter, at=until - MOMENT
        ) or agreements.in_force(kind="goal_plan", scope=quarter, at=at)
        if version is None:
            continue
        goal = Decimal(str(version.content["goal"]))
        won = revenue(start=start, until=until, currency=info.currency).won
        thoughts = course(quarter=quarter, at=until)
        found.append(
            QuarterPast(
                quarter=quarter,
                goal=goal,
                won=won,
                seen=seen(thoughts=thoughts, start=start, is_made=won >= goal),
            )
        )
    return found


def quarters() -> list[str]:
    """The quarters that have a plan, in order."""
    return agreements.scopes(kind="goal_plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class BandMade:
    """A day of the quarter from the forecast's own on, and where revenue may be by its end."""

    day: int
    low80: float
    low50: float
    middle: float
    high50: float
    high80: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A forecast as pages read it."""

    at: datetime
    chance: float
    won: float
    bands: tuple[BandMade, ...]
    levers: tuple[tuple[str, float, float], ...]


def made(row: ForecastMade) -> Made:
    """A kept forecast as plain values."""
    return Made(
        at=row.at,
        chance=row.chance,
        won=row.result["won"],
        bands=tuple(BandMade(**band) for band in row.result["bands"]),
        levers=tuple((one["stage"], one["gain"], one["money"]) for one in row.result["levers"]),
    )
