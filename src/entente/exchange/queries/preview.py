"""The first rows of a file as they will become."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile
from typing import Any

from entente.exchange.files.records import FAULTS, Row
from entente.exchange.files.table import OVERFULL, PASSED_OVER
from entente.exchange.queries.files import rows_of
from entente.exchange.queries.imports import ImportInfo, stored_name
from entente.exchange.queries.plans import plan_of
from entente.exchange.rules import dates, reading
from entente.exchange.rules.binding import Plan
from entente.exchange.rules.dates import When
from entente.exchange.rules.numbers import Amount
from entente.exchange.rules.outcomes import Fate
from entente.exchange.rules.problems import BadMapping

OVERFULL_TOLD = "The row has more cells than there are headings; a comma may lack its quotes."
ALL_FAULTS = {**FAULTS, OVERFULL: OVERFULL_TOLD}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPreview:
    """One row: its values by place in the mapping, or why it will not be taken."""

    line: int
    values: dict[str, str]
    outcome: str
    reason: str


def first_rows(*, about: ImportInfo, at: datetime, limit: int = 5) -> list[RowPreview]:
    """What the first rows say, read by the mapping; nothing where it cannot run.

    Where none of them is taken, the first that are follow.
    """
    try:
        plan = plan_of(mapping=about.mapping, columns=about.layout.columns, at=at)
    except BadMapping:
        return []
    rows = _rows(about, limit)
    found = reading.read(plan=plan, rows=rows, faults=ALL_FAULTS, passed_over=PASSED_OVER)
    places = {line: place for place, line in enumerate(found.lines)}
    fates = {**_known_fates(about), **found.fates}
    answer = []
    for row in rows:
        fate = fates.get(row.line)
        place = places.get(row.line)
        values = {} if fate or place is None else _values(plan, found, place)
        answer.append(
            RowPreview(
                line=row.line,
                values=values,
                outcome=fate.outcome if fate else "",
                reason=fate.reason if fate else "",
            )
        )
    return answer


def _rows(about: ImportInfo, limit: int) -> list[Row]:
    """The first rows, and the first that will be taken if all of those are passed over."""
    rows = iter(rows_of(name=stored_name(import_id=about.id), layout=about.layout))
    first = list(islice(rows, limit))
    taken = (about.checked or {}).get("taken", ())
    if not first or not taken or taken[0] <= first[-1].line:
        return first
    until = takewhile(lambda row: row.line <= taken[-1], rows)
    return first + [row for row in until if row.line in taken]


def _known_fates(about: ImportInfo) -> dict[int, Fate]:
    """What looking the file through said of rows; the first ones are among its examples."""
    return {
        example["line"]: Fate(one["outcome"], one["problem"], example["reason"])
        for one in (about.checked or {}).get("problems", ())
        for example in one["examples"]
    }


def _values(plan: Plan, found: reading.Reading, place: int) -> dict[str, str]:
    """In the order of the file's columns, constants last."""
    in_order = sorted(plan.bound, key=lambda one: (one.place is None, one.place or 0))
    paths = [bound.slot.path for bound in in_order]
    return {
        path: _shown(found.values[path][place], plan)
        for path in paths
        if found.values[path][place] is not None
    }


def _shown(value: Any, plan: Plan) -> str:
    match value:
        case When():
            if value.whole_day:
                return dates.day_of(when=value, zone=plan.zone, house=plan.house).isoformat()
            return f"{value.at.astimezone(plan.zone):%Y-%m-%d %H:%M}"
        case Amount():
            return f"{value.number} {value.currency}".strip()
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
