"""Rows of a file read by a plan: values by column, and the fate of rows that cannot be. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from entente.exchange.rules.binding import Bound, Plan
from entente.exchange.rules.outcomes import Fate, also, rejected, skipped
from entente.exchange.rules.problems import BadCell
from entente.kit.formulas import unguarded

_REMEMBERED: Final = 50_000  # distinct cells of a column in one chunk


class AnyRow(Protocol):
    line: int
    cells: list[str]
    fault: str


@dataclass(slots=True, kw_only=True)
class Reading:
    """A chunk of rows, `values` aligned with `lines`. A row with a fate is not to be written."""

    lines: list[int]
    values: dict[str, list[Any]]
    fates: dict[int, Fate] = field(default_factory=dict)  # by line
    warnings: Counter[str] = field(default_factory=Counter)

    def alive(self) -> list[int]:
        """Numbers of the rows in the chunk that have no fate yet."""
        return [number for number, line in enumerate(self.lines) if line not in self.fates]


@dataclass(frozen=True, slots=True)
class _Bad:
    why: str


def read(
    *, plan: Plan, rows: Sequence[AnyRow], faults: Mapping[str, str], passed_over: Mapping[str, str]
) -> Reading:
    """Read a chunk. `faults` and `passed_over` say what the faults of rows mean."""
    fates: dict[int, Fate] = {}
    sound: list[AnyRow] = []
    for row in rows:
        fate = _fate(row, plan, faults, passed_over)
        if fate is None:
            sound.append(row)
        else:
            fates[row.line] = fate
    found = Reading(lines=[row.line for row in sound], values={}, fates=fates)
    cells = [row.cells for row in sound]
    for bound in plan.bound:
        found.values[bound.slot.path] = _column(bound, cells, found)
    return found


def _fate(
    row: AnyRow, plan: Plan, faults: Mapping[str, str], passed_over: Mapping[str, str]
) -> Fate | None:
    if row.fault:
        why = passed_over.get(row.fault)
        return skipped(why) if why else rejected(faults[row.fault])
    for skip in plan.skips:
        if row.cells[skip.place].strip().casefold() in skip.holds:
            return skipped(skip.skip.reason)
    return None


def _column(bound: Bound, cells: Sequence[list[str]], found: Reading) -> list[Any]:
    if bound.place is None:
        return [bound.constant] * len(cells)
    place = bound.place
    texts = [_text(row[place]) for row in cells]
    if bound.slot.source.split:
        return [_parts(bound, text) for text in texts]
    if bound.slot.type in ("text", "key") and not bound.values:
        limit = bound.slot.length
        if all(len(text) <= limit and text.isascii() for text in texts):
            return [text or None for text in texts]
    return _read_each(bound, texts, found)


def _text(cell: str) -> str:
    """The cell without blanks around it, and without what makes a formula harmless."""
    return unguarded(cell).strip() if cell[:1] == "'" else cell.strip()


def _parts(bound: Bound, text: str) -> tuple[str, ...] | None:
    parts = (part.strip() for part in text.split(bound.slot.source.split))
    return tuple(part[: bound.slot.length] for part in parts if part) or None


def _read_each(bound: Bound, texts: Sequence[str], found: Reading) -> list[Any]:
    known: dict[str, Any] = {"": None}
    values = []
    for number, text in enumerate(texts):
        try:
            value = known[text]
        except KeyError:
            value = _value(bound, text)
            if len(known) < _REMEMBERED:
                known[text] = value
        if type(value) is _Bad:
            _note(bound, found, number, value)
            value = None
        values.append(value)
    return values


def _value(bound: Bound, text: str) -> Any:
    try:
        return bound.read(bound.values.get(text.casefold(), text))
    except BadCell as error:
        return _Bad(str(error))


_CALLED: Final = {
    "email": "an e-mail address",
    "key": "a key",
    "number": "a number",
    "amount": "an amount",
    "currency": "a currency",
    **dict.fromkeys(("day", "date"), "a day"),
    **dict.fromkeys(("moment", "fact"), "a day or moment"),
    "yesno": "yes or no",
    "text": "text",
}


def _note(bound: Bound, found: Reading, number: int, bad: _Bad) -> None:
    column = bound.slot.source.column
    what = f"“{column}” cannot be read as {_CALLED.get(bound.slot.type, 'it should')}"
    if bound.slot.source.bad == "blank":
        found.warnings[f"{what}; the cell was left out."] += 1
        return
    line, why = found.lines[number], f"{column}: {bad.why}."
    before = found.fates.get(line)
    if before is None:
        found.fates[line] = rejected(f"{what}.", why)
    else:  # one round of mending is enough
        found.fates[line] = also(before, why)
