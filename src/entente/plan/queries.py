"""Questions about the goal: what was forecast, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from entente.agreements import queries as agreements
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
