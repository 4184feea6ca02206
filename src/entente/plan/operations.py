"""Making forecasts and keeping them, so that a page can say what we thought a week ago."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta

from entente.plan import outlook
from entente.plan.models import ForecastMade
from entente.plan.outlook import NoGoal, PlanToday
from entente.plan.rules import levers
from entente.plan.rules.forecast import DRAWS, Outlook, forecast

FRESH = timedelta(hours=1)


def make_forecast(
    *, today: PlanToday, at: datetime, draws: int = DRAWS, with_levers: bool = True
) -> ForecastMade:
    """Draw the quarter's end from here and keep what came out: chance, bands, levers."""
    ahead = replace(today.outlook, draws=draws)
    weekly = list(range(7, ahead.days, 7))
    drawn = forecast(outlook=ahead, days=weekly)
    found = levers.rate_levers(outlook=ahead) if with_levers else []
    return ForecastMade.objects.create(
        quarter=today.quarter,
        version=today.version.number,
        at=at,
        chance=drawn.chance,
        result={
            "error": drawn.error,
            "mean": drawn.mean,
            "days": ahead.days,
            "won": ahead.won,
            "rests_on": _rests_on(ahead),
            "bands": [asdict(band) for band in drawn.bands],
            "levers": [
                {"stage": one.stage, "gain": one.effect.gain, "money": one.effect.money}
                for one in found
            ],
        },
    )


def keep_forecast(*, at: datetime) -> bool:
    """The deed: a new forecast of this quarter when the last one is an hour old."""
    quarter = outlook.quarter_of(at=at)
    last = ForecastMade.objects.filter(quarter=quarter, at__lte=at).order_by("-at").first()
    if last is not None and at - last.at < FRESH:
        return False
    try:
        make_forecast(today=outlook.today(quarter=quarter, at=at), at=at)
    except NoGoal:
        return False
    return True


def _rests_on(ahead: Outlook) -> list[float]:
    """What must not have changed for a forecast to be shown still: wins, open deals, rates."""
    known = sum(deal.amount or 0 for deal in ahead.deals)
    rates = (round(stage.belief.mean, 2) for stage in ahead.stages)
    return [ahead.goal, ahead.won, len(ahead.deals), known, *rates]


def forecast_now(*, today: PlanToday, at: datetime) -> ForecastMade:
    """The forecast that is fresh enough to show; made now when there is none.

    One that knows nothing of what was won or opened since is not.
    """
    last = (
        ForecastMade.objects.filter(
            quarter=today.quarter, version=today.version.number, at__lte=at, at__gt=at - FRESH
        )
        .order_by("-at")
        .first()
    )
    if last is not None and last.result.get("rests_on") == _rests_on(today.outlook):
        return last
    return make_forecast(today=today, at=at)
