"""How likely a quarter's goal seemed, week by week, and when its end could be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from entente.kit import periods, show, wording
from entente.kit.periods import Period
from entente.plan import queries
from entente.plan.queries import QuarterPast
from entente.plan.rules.hindsight import UNLIKELY, Seen, Thought, week_of
from entente.web.parts import Chart
from entente.web.room import plotting
from entente.web.room.plotting import line, moment, point, rule, words
from entente.workspace import queries as workspace

ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth"""
FORESIGHT = (
    "A miss could be seen from the first week on whose forecasts all said it: the goal was "
    f"{wording.percent(UNLIKELY)} likely or less in each of them."
)
UNSEEN = "A dash: no forecast that was kept said so."
LATE = 0.75  # of the quarter: words to the right of a point would run out of the picture
SENTENCE = "How likely the goal seemed, from the start of the quarter on"
SHARE = {
    "type": "quantitative",
    "scale": {"domain": [0, 1.08], "nice": False},
    "axis": {
        **plotting.measure(label="format(datum.value, '.0%')"),
        "values": [0, 0.25, 0.5, 0.75, 1],
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """A quarter that is over, for the table of earlier ones."""

    words: str
    url: str
    goal: str
    won: str
    outcome: str
    tone: str
    seen: str


def rows(*, past: Sequence[QuarterPast], currency: str) -> tuple[PastRow, ...]:
    """The quarters that are over, the latest first."""
    return tuple(
        PastRow(
            words=called(quarter=one.quarter),
            url=reverse("plan_of", args=[one.quarter]),
            goal=wording.money_short(one.goal, currency),
            won=wording.money_short(one.won, currency),
            outcome="Made" if one.is_made else "Missed",
            tone="good" if one.is_made else "bad",
            seen="" if one.is_made else in_week(seen=one.seen) if one.seen else "–",
        )
        for one in past
    )


def how_seen(*, past: Sequence[QuarterPast]) -> str:
    """What the weeks beside missed quarters mean; "" where none was missed."""
    missed = [one for one in past if not one.is_made]
    if not missed:
        return ""
    return FORESIGHT if all(one.seen for one in missed) else f"{FORESIGHT} {UNSEEN}"


def called(*, quarter: str) -> str:
    """2026-q3 as people write it: Q3 2026."""
    return f"Q{quarter[-1]} {quarter[:4]}"


def in_week(*, seen: Seen) -> str:
    """In its fifth week, 12% likely."""
    return f"{_ordinal(seen.week).capitalize()} week, {show.likely(probability=seen.chance)}"


def ended(*, past: QuarterPast, currency: str) -> str:
    """What became of a quarter that is over."""
    goal, won = (wording.money_short(one, currency) for one in (past.goal, past.won))
    word = "made" if past.is_made else "missed"
    return f"{called(quarter=past.quarter)} {word} its goal: {won} of {goal}."


def foresight(*, past: QuarterPast) -> str:
    """When that could be seen."""
    found = past.seen
    if found is None:
        return "No forecast before its end said so."
    zone = workspace.current().timezone
    period = periods.parse(text=past.quarter)
    day = wording.day(_day(found.at, period, zone), today=period.start)
    return (
        f"Its {_ordinal(found.week)} week could tell: on {day} the goal was "
        f"{show.likely(probability=found.chance)}, and no forecast after that said otherwise."
    )


def _day(at: datetime, period: Period, zone: ZoneInfo) -> date:
    """The day that a forecast is of: at midnight a week has ended, and the day with it."""
    return max(periods.day_of(at=at - timedelta.resolution, zone=zone), period.start)


def _ordinal(week: int) -> str:
    return ORDINALS.split()[week - 1]


def chart(*, quarter: str, at: datetime, past: QuarterPast | None) -> Chart | None:
    """The course of the forecasts; None where there are fewer than two."""
    thoughts = queries.course(quarter=quarter, at=at)
    if len(thoughts) < 2:
        return None
    zone = workspace.current().timezone
    period = periods.parse(text=quarter)
    start = periods.moments(period=period, zone=zone)[0]
    marked = _marked(thoughts, past)
    return Chart(
        finding=_finding(thoughts, past, period, zone),
        **plotting.in_sizes(lambda width: _svg(thoughts, marked, period, zone, width)),
        head=("On", "Week", "Goal seemed"),
        rows=tuple(
            (
                wording.day(_day(one.at, period, zone), today=period.start),
                week_of(at=one.at, start=start),
                show.likely(probability=one.chance),
            )
            for one in thoughts
        ),
    )


def _marked(thoughts: Sequence[Thought], past: QuarterPast | None) -> Thought:
    """The forecast that the picture points at: when the end could be seen, else the latest."""
    if past is not None and past.seen is not None:
        return next(one for one in thoughts if one.at == past.seen.at)
    return thoughts[-1]


def _finding(
    thoughts: Sequence[Thought], past: QuarterPast | None, period: Period, zone: ZoneInfo
) -> str:
    if past is not None:
        return foresight(past=past)
    first, last = thoughts[0], thoughts[-1]
    day = wording.day(_day(first.at, period, zone), today=period.start)
    now, then = (wording.percent(one.chance) for one in (last, first))
    return f"The goal is {now} likely now; on {day} it was {then}."


def _svg(thoughts: Sequence[Thought], marked: Thought, period: Period, zone: ZoneInfo, width: int):  # type: ignore[no-untyped-def]  safe text
    start, until = periods.moments(period=period, zone=zone)
    y = {"field": "y", **SHARE}
    rows = [{"at": moment(at=one.at, zone=zone), "y": one.chance} for one in thoughts]
    day = wording.short_day(_day(marked.at, period, zone), today=period.start)
    late = marked.at - start > (until - start) * LATE
    said = words(
        text=f"{day}: {show.likely(probability=marked.chance)}",
        at=moment(at=marked.at, zone=zone),
        y=y,
        value=marked.chance,
        up=10,
        right=-6 if late else 6,
        align="right" if late else "left",
        strong=True,
    )
    layers: list[dict[str, Any]] = [
        rule(y=y, at=0.5, color="var(--ink-3)", dash=(2, 3)),
        line(rows=rows, y=y, width=2.25),
        point(at=moment(at=marked.at, zone=zone), y=y, value=marked.chance),
        said,
    ]
    spec = plotting.frame(layers=layers, period=period, zone=zone, width=width, height=190)
    return plotting.drawn(spec=spec, label=SENTENCE)
