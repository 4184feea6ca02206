"""The pace of a quarter as a picture: a Vega-Lite specification rendered to SVG on the server."""

from __future__ import annotations

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
        layers=[*layers, *_words(course)],
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


def _words(course: Course) -> list[dict[str, Any]]:
    """What each line is, beside it: the goal, the pace, what is won, where it may end."""
    early = course.start + (course.until - course.start) * EARLY
    won_then = sum(amount for when, amount in course.wins if when <= early)
    above = won_then <= course.goal * EARLY
    passed = (course.at - course.start) / (course.until - course.start)

    def said(text: str, at: datetime, value: float, **more: Any) -> dict[str, Any]:
        return words(text=text, at=_at(course, at), y=_y(course, "y"), value=value, **more)

    found = [
        said("Goal", course.start, course.goal, up=7, strong=True),
        said(
            "Pace the plan needs",
            early,
            course.goal * EARLY,
            up=10 if above else -14,
            right=-4 if above else 8,
            align="right" if above else "left",
        ),
    ]
    if passed > EARLY:  # else these words would run out at the left
        won = wording.money_short(Decimal(str(round(course.won, 2))), course.currency)
        found.append(
            said(f"{won} won", course.at, course.won, up=10, right=-6, align="right", strong=True)
        )
    if course.bands and passed < 1 - EARLY:
        when, end = course.bands[-1]
        middle = wording.money_short(Decimal(str(round(end.middle))), course.currency)
        found.append(said(f"Forecast {middle}", when, end.high80, up=7, align="right", strong=True))
    return found
