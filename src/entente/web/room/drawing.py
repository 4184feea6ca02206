"""The pace of a quarter as a picture: a Vega-Lite specification rendered to SVG on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from entente.kit import periods, wording
from entente.kit.periods import Period
from entente.plan.queries import BandMade
from entente.web.room import plotting
from entente.web.room.plotting import line, moment, point, rule, words

HEIGHT = 224
LEAST = 10.0  # of the axis: the letters of its figures are for thousands, not for parts of one
AIR = 1.08  # the axis reaches so far beyond the highest figure, for the words above it
EARLY = 0.18  # where on the way the words beside the pace stand
EARLY_NARROW = 0.3  # and in a narrow picture, where there is less room before them
PACE = ("Pace the", "plan needs")
ROOM = "Revenue won so far, the pace the plan needs, and the forecast with its ranges"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the picture shows: money in units of the currency, moments with a zone."""

    period: Period
    at: datetime
    goal: float
    wins: tuple[tuple[datetime, float], ...]
    bands: tuple[tuple[datetime, BandMade], ...]
    currency: str
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return periods.moments(period=self.period, zone=self.zone)[0]

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return periods.moments(period=self.period, zone=self.zone)[1]

    @property
    def won(self) -> float:
        """What is won by now."""
        return sum(amount for _, amount in self.wins)

    @property
    def top(self) -> float:
        """The highest figure that the axis has to hold."""
        high = max((band.high80 for _, band in self.bands), default=0.0)
        return max(self.goal, self.won, high, LEAST) * AIR

    @property
    def bottom(self) -> float:
        """Zero; the lowest figure where more was paid back than won."""
        low = min((band.low80 for _, band in self.bands), default=0.0)
        return min(0.0, self.won, low) * AIR


def svg(*, course: Course, width: int) -> SafeString:
    """The picture; colours are the page's own tokens, so it follows light, dark and print."""
    return plotting.drawn(spec=specification(course=course, width=width), label=ROOM)


def specification(*, course: Course, width: int) -> dict[str, Any]:
    """Layers: forecast ranges, plan pace dotted, goal line, won in steps, today marked, words."""
    layers = [*_ranges(course), _pace(course), _goal(course), _won(course), _today(course)]
    return plotting.frame(
        layers=[*layers, *_words(course, narrow=width < plotting.SIZES["middle"])],
        period=course.period,
        zone=course.zone,
        width=width,
        height=HEIGHT,
    )


def _y(course: Course, field: str, **more: Any) -> dict[str, Any]:
    sign = wording.money_short(Decimal(0), course.currency).strip("0")
    short = "replace(replace(format(datum.value, '.2~s'), 'M', 'm'), 'G', 'bn')"
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [course.bottom, course.top], "nice": False},
        "axis": plotting.measure(label=f"datum.value ? '{sign}' + {short} : '0'"),
        **more,
    }


def _ranges(course: Course) -> list[dict[str, Any]]:
    won = course.won
    now = {"at": _at(course, course.at), "l8": won, "l5": won, "m": won, "h5": won, "h8": won}
    rows = [now] + [
        {
            "at": _at(course, when),
            "l8": band.low80,
            "l5": band.low50,
            "m": band.middle,
            "h5": band.high50,
            "h8": band.high80,
        }
        for when, band in course.bands
    ]
    areas = [
        {
            "data": {"values": rows},
            "mark": {"type": "area", "color": f"var(--chart-band-{size})"},
            "encoding": {"y": _y(course, low), "y2": {"field": high}},
        }
        for size, low, high in (("80", "l8", "h8"), ("50", "l5", "h5"))
    ]
    return [*areas, line(rows=rows, y=_y(course, "m"), dash=(5, 4), width=1.5)]


def _at(course: Course, when: datetime) -> str:
    return moment(at=when, zone=course.zone)


def _pace(course: Course) -> dict[str, Any]:
    rows = [
        {"at": _at(course, course.start), "y": 0},
        {"at": _at(course, course.until), "y": course.goal},
    ]
    return line(rows=rows, y=_y(course, "y"), dash=(2, 3), width=1.25, color="var(--ink-3)")


def _goal(course: Course) -> dict[str, Any]:
    return rule(y=_y(course, "y"), at=course.goal)


def _won(course: Course) -> dict[str, Any]:
    total, rows = 0.0, [{"at": _at(course, course.start), "y": 0.0}]
    for when, amount in course.wins:
        total += amount
        rows.append({"at": _at(course, when), "y": total})
    rows.append({"at": _at(course, course.at), "y": total})
    return line(rows=rows, y=_y(course, "y"), width=2.25, steps=True)


def _today(course: Course) -> dict[str, Any]:
    return point(at=_at(course, course.at), y=_y(course, "y"), value=course.won)


def _words(course: Course, *, narrow: bool) -> list[dict[str, Any]]:
    """What each line is, beside it: the goal, the pace, what is won, where it may end."""
    found = [_said(course, "Goal", course.start, course.goal, up=7, strong=True)]
    found.append(_pace_words(course, narrow=narrow))
    passed = (course.at - course.start) / (course.until - course.start)
    if passed > EARLY:  # else these words would run out at the left
        won = wording.money_short(Decimal(str(round(course.won, 2))), course.currency)
        place = {"up": 10, "right": -6, "align": "right"}
        found.append(_said(course, f"{won} won", course.at, course.won, **place, strong=True))
    if course.bands:  # beyond the end of its line: nothing else is written there
        when, end = course.bands[-1]
        middle = wording.money_short(Decimal(str(round(end.middle))), course.currency)
        place = {"up": 3, "right": 8}
        found.append(_said(course, ("Forecast", middle), when, end.middle, **place, strong=True))
    return found


def _pace_words(course: Course, *, narrow: bool) -> dict[str, Any]:
    """In two lines above the pace, clear of the axis; in one below it, where more is won."""
    part = EARLY_NARROW if narrow else EARLY
    early = course.start + (course.until - course.start) * part
    won_then = sum(amount for when, amount in course.wins if when <= early)
    if won_then > course.goal * part:
        return _said(course, " ".join(PACE), early, course.goal * part, up=-14, right=8)
    place = {"up": 20, "right": -4, "align": "right"}
    return _said(course, PACE, early, course.goal * part, **place)


def _said(
    course: Course, text: str | Sequence[str], at: datetime, value: float, **more: Any
) -> dict[str, Any]:
    return words(text=text, at=_at(course, at), y=_y(course, "y"), value=value, **more)
