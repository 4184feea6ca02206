"""What is worth a look: things that happened, with the evidence, whose they are, what helps.

Each is computed from the data; where nothing stands out there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from entente.funnel.analysis import FunnelReport
from entente.funnel.rules import shape
from entente.funnel.rules.change import Cause
from entente.funnel.rules.recent import Compared, grown
from entente.kit import periods, show, wording
from entente.kit.periods import Period
from entente.kit.statistics.proportions import Rate
from entente.workspace import queries as workspace

SURE = 0.01  # evidence is strong where chance gives such a difference less often


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One thing: `bars` hold the comparison, the odd one second; `url` leads to more."""

    title: str
    where: str
    teams: tuple[str, ...]
    strength: str
    bars: tuple[tuple[str, Rate], ...]
    words: str
    remedy: str
    note: str
    url: str
    link: str


def strength(*, p: float) -> str:
    """Strong or Some, by how often chance alone gives as much."""
    return "Strong" if p < SURE else "Some"


def lately(*, report: FunnelReport, at: datetime) -> list[Worth]:
    """Stages that convert worse of late than they did, and whether only the mix has changed.

    They say their days: they are of late whatever period the report is of.
    """
    return [_fall(report, one, at) for one in report.lately]


def _fall(report: FunnelReport, one: Compared, at: datetime) -> Worth:
    stages = shape.of_document(document=report.now.document).stages
    place = next(n for n, stage in enumerate(stages) if stage.key == one.stage)
    name, following = stages[place].name, stages[place + 1].name
    change = one.comparison.change
    zone = workspace.current().timezone
    days, today = _days(one, zone), periods.day_of(at=at, zone=zone)
    more = {"entered": periods.slug(period=days), "by": "channel"}
    weeks = wording.counted((one.stretch[1] - one.stretch[0]) // timedelta(weeks=1), "week")
    return Worth(
        title=f"{_title(one, name, following)} ({show.days(period=days, today=today)})",
        where=f"{name} to {following}",
        teams=tuple(_teams(stages[place].team)),
        strength=strength(p=one.p),
        bars=((f"The {weeks} before", change.before), (f"These {weeks}", change.now)),
        words=_evidence(one),
        remedy=_remedy(one),
        note=(
            f"Each followed for {wording.counted(one.follow.days, 'day')}, "
            "so nobody counts who has had no time to move on. The channels behind it are "
            "followed until today, so their rates are higher."
        ),
        url=f"{reverse('funnel')}?{urlencode(more)}",
        link="See the channels",
    )


def _teams(owner: str) -> list[str]:
    return [owner] if owner in ("marketing", "sales") else ["marketing", "sales"]


def _title(one: Compared, name: str, following: str) -> str:
    if one.comparison.cause is Cause.MIX:
        return f"Fewer move on from {name} to {following}, and only the mix has changed"
    return f"Fewer move on from {name} to {following} than before"


def _evidence(one: Compared) -> str:
    change, cause = one.comparison.change, one.comparison.cause
    if cause is Cause.RATE:
        lost = wording.number(abs(change.by_rate) * 100)
        return f"The same channels bring them; within the channels the rate fell by {lost} points."
    would = wording.percent_said((change.before.share or 0.0) + change.by_rate)
    grew = grown(of=one)
    said = "Other channels bring them."
    if grew is not None:
        group, before, now = grew
        rate = one.now[group]
        said = (
            f"{_called(group)} brings {wording.percent_said(now)} of them, "
            f"{wording.percent_said(before)} before; "
            f"{wording.rate(rate.met, rate.of)} of those move on."
        )
    if cause is Cause.MIX:
        return (
            f"{said} Within each channel the rate is as it was: with the channels of before it "
            f"would be {would} now."
        )
    return f"{said} With the channels of before it would be {would} now, so that is only a part."


def _called(channel: str | None) -> str:
    return (channel or "an unknown channel").capitalize()


def _remedy(one: Compared) -> str:
    grew = grown(of=one)
    if one.comparison.cause is Cause.RATE or grew is None:
        return "Look at the rejects and at what has changed for all channels at once."
    name = _called(grew[0])
    if one.comparison.cause is Cause.MIX:
        return f"Nobody got worse. {name} either earns a plan of its own or less of the budget."
    return f"Look at {name} first, then at what has changed for all channels at once."


def _days(one: Compared, zone: ZoneInfo) -> Period:
    first, last = (
        periods.day_of(at=at, zone=zone)
        for at in (one.stretch[0], one.stretch[1] - timedelta(microseconds=1))
    )
    return Period(first, last + periods.ONE_DAY)
