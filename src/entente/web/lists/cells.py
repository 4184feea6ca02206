"""Rows of a list, finished: what each cell says and where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entente.people.queries.lines import Line
from entente.people.rules.fields import Field, Money
from entente.web import addresses
from entente.web.lists.subjects import ENDS, Column, Listed
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer

CUSTOM_KINDS = {"number": "number", "money": "money", "date": "when", "moment": "when"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`kind` says how the value reads; an unknown value has the kind ''."""

    kind: str
    value: Any
    url: str = ""
    tone: str = ""
    label: str = ""
    of_end: bool = False
    first: bool = False  # on a small screen at the end of the first line, beside the name

    @property
    def end(self) -> bool:
        """Whether it stands at the end of its column; an unknown one does as its neighbours do."""
        return self.of_end or self.kind in ENDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record: what to call it, its page, its cells in the order of the heads."""

    id: int
    called: str
    url: str
    cells: tuple[Cell, ...]
    doubts: tuple[str, ...] = ()


def custom_column(field: Field) -> Column:
    """A field of the company's own as a column."""
    return Column(key=field.name, label=field.label, kind=CUSTOM_KINDS.get(field.type, "text"))


def fetched(*, listed: Listed, names: Sequence[str]) -> list[str]:
    """What the rows themselves must bring, for these columns."""
    found: dict[str, None] = {}
    for name in names:
        column = listed.columns.get(name)
        if column is None or column.fetch is None:
            found[name] = None
        for more in column.needs if column else ():
            found[more] = None
    return list(found)


def rows(
    *,
    listed: Listed,
    lines: Sequence[Line],
    columns: Sequence[Column],
    fields: Mapping[str, Field],
    viewer: Viewer,
    at: datetime,
) -> tuple[Row, ...]:
    """The rows of a page; one query for each column that other rooms answer."""
    ids = [line.id for line in lines]
    beside = {column.key: column.fetch(ids, at, viewer) for column in columns if column.fetch}
    owners = _members(lines, columns, fields)
    return tuple(
        Row(
            id=line.id,
            called=line.called,
            url=addresses.record(listed.subject, line.id, line.called),
            cells=tuple(
                replace(
                    _cell(column, line, beside.get(column.key), fields, owners),
                    first=column.key == "stage",
                )
                for column in columns
            ),
            doubts=getattr(line, "doubts", ()),
        )
        for line in lines
    )


def _members(
    lines: Sequence[Line], columns: Sequence[Column], fields: Mapping[str, Field]
) -> dict[int, str]:
    """Names behind custom fields that hold members."""
    held = [one.key for one in columns if one.key in fields and fields[one.key].type == "member"]
    ids = {line.values.get(key) for key in held for line in lines} - {None}
    return workspace.names(ids=sorted(ids)) if ids else {}


def _cell(
    column: Column,
    line: Line,
    beside: Mapping[int, Any] | None,
    fields: Mapping[str, Field],
    owners: Mapping[int, str],
) -> Cell:
    value = line.values.get(column.key) if beside is None else beside.get(line.id)
    if column.kind == "company" and beside is None:
        value = line.company
    field = fields.get(column.key)
    if field and field.type == "member":
        value = owners.get(value or 0, "")
    if value in (None, "") or (value == 0 and column.kind == "stage"):
        unknown = "money" if column.key == "amount" else ""
        return Cell(
            kind=unknown, value=None, label=column.label, of_end=column.kind in ENDS and not unknown
        )
    return known(column=column, value=value, line=line)


def known(*, column: Column, value: Any, line: Line) -> Cell:
    """A cell whose value is known."""
    label = column.label
    match column.kind:
        case "company":
            url = addresses.company(line.company_id, value) if line.company_id else ""
            return Cell(kind="company", value=value, url=url, label=label)
        case "status":
            return Cell(kind="status", value=value.words, tone=value.tone, label=label)
        case "stage":
            tone = {"won": "good", "lost": "bad"}.get(line.values.get("outcome") or "", "")
            return Cell(kind="tag" if tone else "text", value=value, tone=tone, label=label)
        case "money":
            held = value if isinstance(value, Money) else None
            currency = held.currency if held else line.values.get("currency") or ""
            amount = held.amount if held else value
            return Cell(kind="money", value=amount, tone=currency, label=label)
        case _:
            return Cell(kind=column.kind, value=_plain(value), label=label)


def _plain(value: Any) -> Any:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal() | int() | datetime() | date():
            return value
        case _:
            return getattr(value, "words", None) or value if not isinstance(value, str) else value
