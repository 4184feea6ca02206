"""A list as CSV, streamed page by page; nothing in it is ever taken for a formula."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from entente.kit.criteria.sql.fragment import joined
from entente.kit.csvline import line
from entente.kit.formulas import guarded
from entente.people.access import visible
from entente.people.queries.known import custom_fields
from entente.people.queries.lines import Line
from entente.people.rules.fields import Field
from entente.web.lists import cells
from entente.web.lists.cells import Cell
from entente.web.lists.subjects import Column, Listed
from entente.web.lists.wanted import Wanted, condition, read
from entente.workspace.rules import Viewer

CHUNK = 1000
OWNERS = {
    "contact": "people_contact.owner_id",
    "company": "people_company.owner_id",
    "deal": "pipeline_deal.owner_id",
}


def lines(
    *, query: QueryDict, listed: Listed, viewer: Viewer, zone: ZoneInfo, at: datetime
) -> Iterator[str]:
    """The head and every row that the address lists and this person may export.

    Its criterion can be read. Where no columns were chosen there are those by which other files
    know a record too. Days are days, moments of own fields are in the workspace's zone, numbers and
    amounts plain, text that a spreadsheet would run is preceded by an apostrophe.
    """
    fields = custom_fields(record=listed.subject)
    known = {
        **listed.columns_for(viewer),
        **{key: cells.custom_column(one) for key, one in fields.items()},
    }
    wanted = read(query=query, listed=listed, viewer=viewer, at=at, known=frozenset(known))
    wanted = replace(wanted, columns=wanted.columns or listed.filed)
    columns = [known[name] for name in wanted.shown if name in known]
    yield "\ufeff" + _line(_heads(listed, columns))
    for found in _found(wanted, viewer, at):
        yield _chunk(listed, found, columns, fields, viewer, zone, at)


def _heads(listed: Listed, columns: Sequence[Column]) -> list[str]:
    """The names of the columns; an amount has its currency beside it."""
    heads = ["id", listed.one.capitalize()]
    for column in columns:
        heads.append(column.label)
        if column.kind == "money":
            heads.append(f"{column.label}, currency")
    return heads


def _found(wanted: Wanted, viewer: Viewer, at: datetime) -> Iterator[Sequence[Line]]:
    """The rows, some at a time, walked through by the list's own order."""
    listed = wanted.listed
    mine = visible(
        viewer=viewer, record=listed.subject, owner=OWNERS[listed.subject], action="export"
    )
    criterion = joined(" and ", [condition(wanted=wanted, viewer=viewer, at=at), mine])
    sort, descending = wanted.order
    mark = None
    while True:
        page = listed.rows(
            viewer=viewer,
            criterion=criterion,
            sort=sort,
            descending=descending,
            after=mark,
            limit=CHUNK,
            columns=cells.fetched(listed=listed, names=wanted.shown),
        )
        yield page.lines
        mark = page.next
        if mark is None:
            return


def _chunk(
    listed: Listed,
    found: Sequence[Line],
    columns: Sequence[Column],
    fields: Mapping[str, Field],
    viewer: Viewer,
    zone: ZoneInfo,
    at: datetime,
) -> str:
    rows = cells.rows(
        listed=listed, lines=found, columns=columns, fields=fields, viewer=viewer, at=at
    )
    text = []
    for row in rows:
        values: list[Any] = [row.id, row.called]
        for column, cell in zip(columns, row.cells, strict=True):
            value = plain(cell, zone, by_day=column.key not in fields)
            values += [value, cell.tone] if column.kind == "money" else [value]
        text.append(_line(values))
    return "".join(text)


def plain(cell: Cell, zone: ZoneInfo, *, by_day: bool) -> Any:
    """The value of a cell as a machine reads it; of a moment that is known `by_day` the day."""
    match cell.value:
        case None:
            return ""
        case datetime():
            here = cell.value.astimezone(zone)
            return here.date().isoformat() if by_day else here.isoformat()
        case date():
            return cell.value.isoformat()
        case Decimal():
            return f"{cell.value.normalize():f}"
        case int() | str():
            return cell.value
        case _:
            return cell.value.fit + cell.value.interest


def _line(values: Sequence[Any]) -> str:
    return line([safe(value) for value in values], end="\r\n")


def safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, made harmless; numbers stay numbers."""
    return guarded(value) if isinstance(value, str) else value
