"""Each stage in parts, as tables of the funnel page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from entente.funnel.analysis import FunnelReport
from entente.funnel.parts import By
from entente.insights import funnel as told
from entente.kit import show, wording


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    label: str
    entered: int
    moved: int
    rate: str
    interval: str
    width: float
    young: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTable:
    stage: str
    rows: tuple[PartRow, ...]
    entered: int
    moved: int
    rate: str


def tables(*, report: FunnelReport, by: By) -> list[PartTable]:
    """The parts of each stage from which somebody can move on."""
    found = []
    for figure in report.figures[:-1]:
        rows = [part for part in report.parts if part.stage == figure.stage.key]
        if not rows:
            continue
        most = max((part.rate.moved.share or 0.0 for part in rows), default=0.0) or 1.0
        found.append(
            PartTable(
                stage=figure.stage.name,
                rows=tuple(
                    PartRow(
                        label=_label(part.label, by),
                        entered=part.rate.moved.of,
                        moved=part.rate.moved.met,
                        rate=wording.rate(part.rate.moved.met, part.rate.moved.of),
                        interval=show.percent_range(
                            low=part.rate.interval.low, high=part.rate.interval.high
                        ),
                        width=100 * (part.rate.moved.share or 0.0) / most,
                        young=still(young=part.rate.young) if part.rate.young else "",
                    )
                    for part in rows
                ),
                entered=figure.moved.of,
                moved=figure.moved.met,
                rate=wording.rate(figure.moved.met, figure.moved.of),
            )
        )
    return found


def _label(label: str, by: By) -> str:
    """A group as it is read: months by their name, anything else as it is."""
    if by == "month" and label:
        return date.fromisoformat(f"{label}-01").strftime("%B %Y")
    return label or told.blank(by=by)


def still(*, young: int) -> str:
    """How many of them are not done."""
    return f"{wording.number(young)} may still move on"
