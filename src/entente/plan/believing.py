"""What we believe of each stage and of a deal's size: own history where it says enough, else the
plan's assumption. One window of own history for all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from entente.kit.statistics.beta import Beta
from entente.kit.statistics.proportions import Rate
from entente.pipeline.models import Deal
from entente.plan.history import History
from entente.plan.revenue import paid_back
from entente.plan.rules.beliefs import belief
from entente.plan.rules.document import GoalPlan
from entente.plan.rules.lag import Lag, assumed
from entente.plan.rules.sizes import Bootstrap, LogNormal, Sizes
from entente.plan.rules.window import ENOUGH_CASES, ENOUGH_DEALS, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What we believe of a stage, and whose each number is.

    `own` are the matured cases of a year, `earlier` those that the window holds before it; so
    many of both `passed_by` it on their way further. `young` is how many are not matured yet,
    `last` when the last case of all came, None where there was none. `days` is the average from
    this stage to a won deal: as the plan assumes it, the days signed for this stage and those
    after it.
    """

    key: str
    name: str
    owner: str
    own: Rate
    earlier: Rate
    passed_by: int
    young: int
    last: datetime | None
    belief: Beta
    rate_is_own: bool
    lag: Lag
    days: int | None
    days_are_own: bool

    @property
    def cases(self) -> int:
        """The matured cases of the window."""
        return self.own.of + self.earlier.of


def believed(*, plan: GoalPlan, past: History, place: int, window: Window) -> Believed:
    """What we believe of the stage at this place."""
    stage = plan.funnel.stages[place]  # type: ignore[union-attr]  closed plans have one
    assumption = plan.of(stage.key)
    matured = window.matured(days=assumption.days if assumption else 30)
    own = past.rate(place, start=matured.year, until=matured.ripe)
    earlier = past.rate(place, start=matured.start, until=matured.year)
    is_own = own.of + earlier.of >= ENOUGH_CASES
    rate = float(assumption.rate) if assumption else None
    lag = past.lag(place, since=window.start)
    signed_lag, signed_days = _signed(plan, place)
    mean = lag.mean() if lag else None
    return Believed(
        key=stage.key,
        name=stage.name,
        owner=stage.owner,
        own=own,
        earlier=earlier,
        passed_by=past.by(place, start=matured.start, until=matured.ripe),
        young=past.entries(place, start=matured.ripe, until=window.until),
        last=past.last(place),
        belief=belief(matured=own, earlier=earlier)
        if is_own
        else belief(matured=Rate(0, 0), assumed=rate),
        rate_is_own=is_own,
        lag=lag or signed_lag,
        days=signed_days if lag is None else None if mean is None else round(mean),
        days_are_own=lag is not None,
    )


def _signed(plan: GoalPlan, place: int) -> tuple[Lag, int]:
    """From a stage to a won deal as the plan assumes it, and its average in days."""
    stages = plan.funnel.stages[place:]  # type: ignore[union-attr]  closed plans have one
    rate, days = 1.0, 0
    for stage in stages:
        one = plan.of(stage.key)
        rate *= float(one.rate) if one else 1.0
        days += one.days if one else 0
    return assumed(rate=rate, mean_days=float(max(days, 1))), days


def sizes(*, plan: GoalPlan, window: Window, currency: str) -> tuple[Sizes, Decimal, bool]:
    """How large deals are, their average, and whether our own won deals say so. One query."""
    amounts = [
        float(amount)
        for amount in Deal.objects.filter(
            outcome="won",
            deleted_at=None,
            currency=currency,
            amount__gt=0,
            closed_at__gte=window.start,
            closed_at__lt=window.until,
        )
        .exclude(id__in=paid_back(until=window.until))
        .values_list("amount", flat=True)
    ]
    if len(amounts) < ENOUGH_DEALS:
        return LogNormal(float(plan.deal_size), 0.8), plan.deal_size, False
    own = Bootstrap(tuple(amounts))
    return own, Decimal(repr(own.mean)).quantize(Decimal("0.01")), True
