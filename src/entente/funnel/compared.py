"""How the stages convert now against before: for the period that is asked about, and of late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from entente.funnel.rules import recent
from entente.funnel.rules.cases import Cases
from entente.funnel.rules.passages import Passages
from entente.funnel.rules.recent import Compared, Labels, Stretch
from entente.kit import periods
from entente.kit.periods import Period

LATELY = timedelta(weeks=8)


def against_before(
    *,
    passages: Passages,
    cases: Sequence[Cases],
    labels: Callable[[], Labels],
    period: Period,
    zone: ZoneInfo,
    at: datetime,
) -> Compared | None:
    """The stage that fell most since the period before, and what its fall comes from."""
    earlier, stretch = (
        periods.moments(period=one, zone=zone) for one in (periods.preceding(period=period), period)
    )
    found = []
    for stage in cases[:-1]:
        if not recent.reaches_back(cases=stage, start=stretch[0]):
            continue
        found.append(_compared(passages, stage, labels(), earlier, stretch, at))
    known = [one for one in found if one]
    return min(known, key=lambda one: one.comparison.change.total, default=None)


def lately(
    *, passages: Passages, cases: Sequence[Cases], labels: Callable[[], Labels], at: datetime
) -> tuple[Compared, ...]:
    """The stages that fell in the last eight weeks that can be judged, against the eight before."""
    found = []
    for stage in cases[:-1]:
        earlier, stretch = recent.rolling(
            at=at, follow=recent.follow_for(cases=stage), length=LATELY
        )
        if not recent.reaches_back(cases=stage, start=earlier[0]):
            continue
        found.append(_compared(passages, stage, labels(), earlier, stretch, at))
    return tuple(recent.notable(found=[one for one in found if one]))


def _compared(
    passages: Passages,
    stage: Cases,
    labels: Labels,
    earlier: Stretch,
    stretch: Stretch,
    at: datetime,
) -> Compared | None:
    return recent.compared(
        key=passages.shape.stages[stage.place].key,
        cases=stage,
        labels=labels,
        earlier=earlier,
        stretch=stretch,
        at=at,
    )
