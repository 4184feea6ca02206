"""The pace of a quarter as a picture: a Vega-Lite specification rendered to SVG on the server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from entente.kit import wording
from entente.plan.queries import BandMade

KEPT = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the picture shows: money in units of the currency, moments with a zone."""

    start: datetime
    until: datetime
    at: datetime
    goal: float
    wins: tuple[tuple[datetime, float], ...]
    bands: tuple[tuple[datetime, BandMade], ...]
    currency: str


def svg(*, course: Course, width: int, height: int) -> SafeString:
    """The picture; colours are the page's own tokens, so it follows light, dark and print."""
    spec = specification(course=course, width=width, height=height)
    text = json.dumps(spec, sort_keys=True)
    key = "chart:" + hashlib.sha256(text.encode()).hexdigest()
    drawn = cache.get(key)
    if drawn is None:
        drawn = vl_convert.vegalite_to_svg(text)
        cache.set(key, drawn, KEPT)
    return mark_safe(_named(drawn))  # noqa: S308  made by us of numbers and constants


def _named(drawn: str) -> str:
    label = "Revenue won so far, the pace the plan needs, and the forecast with its ranges"
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def specification(*, course: Course, width: int, height: int) -> dict[str, Any]:
    """Layers: forecast ranges, plan pace dotted, goal line, won in steps, today marked."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width - 90,
        "height": height - 40,
        "background": None,
        "config": _config(),
        "encoding": {"x": {"field": "at", "type": "temporal", "title": None, "axis": _x()}},
        "layer": [*_ranges(course), _pace(course), _goal(course), _won(course), _today(course)],
    }


def _config() -> dict[str, Any]:
    return {
        "view": {"stroke": None},
        "font": "Instrument Sans",
        "axis": {
            "labelColor": "var(--ink-3)",
            "gridColor": "var(--line)",
            "domainColor": "var(--line-strong)",
            "tickColor": "var(--line-strong)",
            "labelFontSize": 11,
        },
    }


def _x() -> dict[str, Any]:
    return {"format": "%-d %b", "grid": False, "tickCount": 6, "labelFlush": True}


def _y(course: Course, field: str, **more: Any) -> dict[str, Any]:
    sign = wording.money_short(Decimal(0), course.currency).strip("0")
    axis = {
        "tickCount": 4,
        "domain": False,
        "ticks": False,
        "title": None,
        "labelExpr": f"'{sign}' + format(datum.value, '.2~s')",
    }
    return {"field": field, "type": "quantitative", "axis": axis, **more}


def _moment(at: datetime) -> str:
    return at.isoformat()


def _ranges(course: Course) -> list[dict[str, Any]]:
    won = sum(amount for _, amount in course.wins)
    now = {"at": _moment(course.at), "l8": won, "l5": won, "m": won, "h5": won, "h8": won}
    rows = [now] + [
        {
            "at": _moment(when),
            "l8": band.low80,
            "l5": band.low50,
            "m": band.middle,
            "h5": band.high50,
            "h8": band.high80,
        }
        for when, band in course.bands
    ]
    values = {"values": rows}
    return [
        {
            "data": values,
            "mark": {"type": "area", "color": f"var(--chart-band-{size})"},
            "encoding": {"y": _y(course, low), "y2": {"field": high}},
        }
        for size, low, high in (("80", "l8", "h8"), ("50", "l5", "h5"))
    ] + [
        {
            "data": values,
            "mark": {
                "type": "line",
                "color": "var(--ink)",
                "strokeDash": [5, 4],
                "strokeWidth": 1.5,
            },
            "encoding": {"y": _y(course, "m")},
        }
    ]


def _pace(course: Course) -> dict[str, Any]:
    rows = [{"at": _moment(course.start), "y": 0}, {"at": _moment(course.until), "y": course.goal}]
    return {
        "data": {"values": rows},
        "mark": {
            "type": "line",
            "color": "var(--ink-3)",
            "strokeDash": [2, 3],
            "strokeWidth": 1.25,
        },
        "encoding": {"y": _y(course, "y")},
    }


def _goal(course: Course) -> dict[str, Any]:
    return {
        "data": {"values": [{"y": course.goal}]},
        "mark": {"type": "rule", "color": "var(--ink)", "strokeWidth": 1},
        "encoding": {"x": {}, "y": _y(course, "y")},
    }


def _won(course: Course) -> dict[str, Any]:
    total, rows = 0.0, [{"at": _moment(course.start), "y": 0.0}]
    for when, amount in course.wins:
        total += amount
        rows.append({"at": _moment(when), "y": total})
    rows.append({"at": _moment(course.at), "y": total})
    return {
        "data": {"values": rows},
        "mark": {
            "type": "line",
            "interpolate": "step-after",
            "color": "var(--ink)",
            "strokeWidth": 2.25,
        },
        "encoding": {"y": _y(course, "y")},
    }


def _today(course: Course) -> dict[str, Any]:
    won = sum(amount for _, amount in course.wins)
    return {
        "data": {"values": [{"at": _moment(course.at), "y": won}]},
        "mark": {"type": "point", "filled": True, "color": "var(--ink)", "size": 60, "opacity": 1},
        "encoding": {"y": _y(course, "y")},
    }
