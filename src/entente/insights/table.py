"""A report as a table: written as text for people, as CSV or JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from entente.kit.csvline import line
from entente.kit.formulas import guarded

Cell = str | int | Decimal | float | date | datetime | bool | None
Form = Literal["table", "csv", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `key` in JSON and CSV, `title` for people; numbers are set to the right.

    `blank` is what people read where a text is empty. Machines read it empty in every report, so
    that two of them join.
    """

    key: str
    title: str
    number: bool = False
    blank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A report: its finding as a sentence, its rows, and notes on what the figures mean."""

    name: str
    finding: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    facts: dict[str, Cell] = field(default_factory=dict)


def written(*, table: Table, form: Form) -> str:
    """The table in one of three forms, each ending in a line break."""
    return {"table": as_text, "csv": as_csv, "json": as_json}[form](table=table)


def as_json(*, table: Table) -> str:
    """Rows as objects under the columns' keys; decimals and days as text, exactly."""
    keys = [column.key for column in table.columns]
    whole = {
        "report": table.name,
        "finding": table.finding,
        **{key: _plain(value) for key, value in table.facts.items()},
        "rows": [dict(zip(keys, map(_plain, row), strict=True)) for row in table.rows],
        "notes": list(table.notes),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_csv(*, table: Table) -> str:
    """Keys, then rows; a text that a spreadsheet would run as a formula starts with '."""
    lines = [[column.key for column in table.columns], *(map(_safe, row) for row in table.rows)]
    return "".join(line(one, end="\n") for one in lines)


def as_text(*, table: Table) -> str:
    """The finding, the rows in columns that fit, the notes."""
    titles = [column.title for column in table.columns]
    rows = [
        [_shown(cell) or column.blank for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    lines = [_line(cells, widths, table.columns) for cells in (titles, *rows)]
    return "\n".join([*_told([table.finding]), *lines, *_told(table.notes)]) + "\n"


def _told(sentences: Iterable[str]) -> list[str]:
    return [sentence for sentence in sentences if sentence]


def _line(cells: list[str], widths: list[int], columns: tuple[Column, ...]) -> str:
    parts = [
        cell.rjust(width) if column.number else cell.ljust(width)
        for cell, width, column in zip(cells, widths, columns, strict=True)
    ]
    return "  ".join(parts).rstrip()


def _plain(value: Cell) -> str | int | float | bool | None:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _safe(value: Cell) -> str | int | float | bool:
    if value is None:
        return ""
    plain = guarded(value) if isinstance(value, str) else _plain(value)
    return "" if plain is None else plain


def _shown(value: Cell) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(_plain(value))
