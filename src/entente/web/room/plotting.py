"""Pieces of our charts: axes, lines, rules, points and words in Vega-Lite, drawn to SVG and kept.

Moments go in as the wall clock of the workspace, told as if it were UTC, so that a day begins where
it does for the people who look, wherever the server stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from entente.kit import periods
from entente.kit.periods import Period

KEPT = 24 * 3600  # seconds
INK = "var(--ink)"
SIZES = {"wide": 800, "middle": 640, "narrow": 358}  # px, as chart.css chooses among them


def in_sizes(draw: Callable[[int], SafeString]) -> dict[str, SafeString]:
    """A picture drawn in every width that a page may have room for, so that none is scaled."""
    return {name: draw(width) for name, width in SIZES.items()}


def drawn(*, spec: dict[str, Any], label: str) -> SafeString:
    """The picture with a sentence for those who listen; half a second once, then from memory."""
    text = json.dumps(spec, sort_keys=True)
    key = "chart:" + hashlib.sha256(text.encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = vl_convert.vegalite_to_svg(text)
        cache.set(key, found, KEPT)
    named = found.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return mark_safe(named)  # noqa: S308  made by us of numbers and constants


def moment(*, at: datetime, zone: ZoneInfo) -> str:
    """A moment as the wall clock shows it."""
    return at.astimezone(zone).replace(tzinfo=None).isoformat() + "Z"


def frame(
    *, layers: Sequence[dict[str, Any]], period: Period, zone: ZoneInfo, width: int, height: int
) -> dict[str, Any]:
    """Layers over one axis of days, the whole period; words and all it is so many pixels wide."""
    first, last = (moment(at=at, zone=zone) for at in periods.moments(period=period, zone=zone))
    axis = {
        "format": "%-d %b",
        "grid": False,
        "values": _ticks(period, narrow=width < 500),
        "labelFlush": True,
        "labelOverlap": True,
    }
    x = {
        "field": "at",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "domain": [first, last]},
        "axis": axis,
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": None,
        "config": _config(),
        "encoding": {"x": x},
        "layer": list(layers),
    }


def _ticks(period: Period, *, narrow: bool) -> list[str]:
    """The first of each month, where there is room the fifteenth, and the last day."""
    days = (1,) if narrow else (1, 15)
    found = [f"{day.isoformat()}T00:00:00Z" for day in period if day.day in days]
    return [*found, f"{period.last.isoformat()}T23:59:00Z"]


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


def measure(*, label: str) -> dict[str, Any]:
    """The axis of the figures: a few, each as the expression says it."""
    return {"tickCount": 3, "domain": False, "ticks": False, "title": None, "labelExpr": label}


def line(
    *,
    rows: Sequence[dict[str, Any]],
    y: dict[str, Any],
    width: float,
    color: str = INK,
    dash: tuple[int, int] | None = None,
    steps: bool = False,
) -> dict[str, Any]:
    """A line through rows, dashed or in steps."""
    mark: dict[str, Any] = {"type": "line", "color": color, "strokeWidth": width}
    if dash:
        mark["strokeDash"] = list(dash)
    if steps:
        mark["interpolate"] = "step-after"
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": {"y": y}}


def rule(
    *, y: dict[str, Any], at: float, color: str = INK, dash: tuple[int, int] | None = None
) -> dict[str, Any]:
    """A line across at one figure."""
    mark: dict[str, Any] = {"type": "rule", "color": color, "strokeWidth": 1}
    if dash:
        mark["strokeDash"] = list(dash)
    return {
        "data": {"values": [{y["field"]: at}]},
        "mark": mark,
        "encoding": {"x": {}, "y": y},
    }


def point(*, at: str, y: dict[str, Any], value: float) -> dict[str, Any]:
    """One marked point."""
    return {
        "data": {"values": [{"at": at, y["field"]: value}]},
        "mark": {"type": "point", "filled": True, "color": INK, "size": 60, "opacity": 1},
        "encoding": {"y": y},
    }


def words(
    *,
    text: str | Sequence[str],
    at: str,
    y: dict[str, Any],
    value: float,
    up: int = 0,
    right: int = 0,
    align: str = "left",
    strong: bool = False,
) -> dict[str, Any]:
    """Words at a place of the picture, moved by so many pixels; several stand below each other."""
    return {
        "data": {"values": [{"at": at, y["field"]: value}]},
        "mark": {
            "type": "text",
            "text": text if isinstance(text, str) else list(text),
            "align": align,
            "dx": right,
            "dy": -up,
            "fontSize": 11,
            "fontWeight": 600 if strong else 400,
            "color": INK if strong else "var(--ink-3)",
        },
        "encoding": {"y": y},
    }
