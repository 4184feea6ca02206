"""Questions about the goal: what was forecast, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from entente.agreements import queries as agreements
from entente.pipeline.models import Deal
from entente.plan.models import ForecastMade

WEEK = timedelta(days=7)


def latest(*, quarter: str, version: int, at: datetime) -> ForecastMade | None:
    """The last forecast that was made of a quarter under this version by that moment."""
    rows = ForecastMade.objects.filter(quarter=quarter, version=version, at__lte=at)
    return rows.order_by("-at").first()


def week_ago(*, quarter: str, at: datetime) -> ForecastMade | None:
    """What was thought about a week before: the last forecast that is six days old or older."""
    rows = ForecastMade.objects.filter(
        quarter=quarter, at__lte=at - timedelta(days=6), at__gte=at - timedelta(days=10)
    )
    return rows.order_by("-at").first()


def course(*, quarter: str, at: datetime) -> list[ForecastMade]:
    """All forecasts of a quarter up to a moment, one a day, oldest first."""
    rows = ForecastMade.objects.filter(quarter=quarter, at__lte=at).order_by("at")
    by_day = {row.at.date(): row for row in rows}
    return list(by_day.values())


def quarters() -> list[str]:
    """The quarters that have a plan, in order."""
    return agreements.scopes(kind="goal_plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class BandMade:
    """A day from the forecast's own on, and where revenue may be by its end."""

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


def won_by_day(
    *, start: datetime, until: datetime, currency: str
) -> list[tuple[datetime, Decimal]]:
    """The deals won in [start, until) in this currency, oldest first: when and how much."""
    rows = Deal.objects.filter(
        outcome="won",
        deleted_at=None,
        currency=currency,
        amount__isnull=False,
        closed_at__gte=start,
        closed_at__lt=until,
    ).order_by("closed_at", "id")
    return list(rows.values_list("closed_at", "amount"))
