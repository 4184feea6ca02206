"""What somebody typed into a document's form, as a tree of texts, from the post or the content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.http import QueryDict

from entente.agreements.rules.form import Field
from entente.web.numbers import whole

Typed = dict[str, Any]  # texts, lists of texts for "choices", trees for "group", lists of trees
MOST_ROWS: Final = 200
ON: Final = "on"


def from_post(fields: Iterable[Field], post: QueryDict, at: str = "") -> Typed:
    """Every field as it was typed; rows in the order of their numbers, at most MOST_ROWS."""
    return {field.name: _posted(field, post, f"{at}{field.name}") for field in fields}


def _posted(field: Field, post: QueryDict, name: str) -> Any:
    match field.sort:
        case "group":
            return from_post(field.fields, post, f"{name}.")
        case "rows":
            return [from_post(field.fields, post, f"{name}.{row}.") for row in _rows(post, name)]
        case "choices":
            return post.getlist(name)
        case _:
            return post.get(name, "").strip()


def _rows(post: QueryDict, name: str) -> list[int]:
    numbered = re.compile(rf"{re.escape(name)}\.([0-9]{{1,4}})\.")
    found = {int(match[1]) for key in post if (match := numbered.match(key))}
    return sorted(found)[:MOST_ROWS]


def from_content(fields: Iterable[Field], content: Mapping[str, Any]) -> Typed:
    """The content as it would have been typed."""
    return {
        field.name: _shown(field.among(content) or field, content.get(field.name))
        for field in fields
    }


def _shown(field: Field, value: Any) -> Any:
    match field.sort:
        case "group":
            return from_content(field.fields, value or {})
        case "rows":
            return [from_content(field.fields, row) for row in value or []]
        case "choices":
            return [str(one) for one in value or []]
    return _text(field, value)


def _text(field: Field, value: Any) -> str:
    match field.sort:
        case "yesno":
            return ON if value else ""
        case "percentage":
            return _hundredfold(value)
        case "paragraph" if isinstance(value, list):
            return "\n".join(value)
    return "" if value is None else str(value)


def _hundredfold(value: Any) -> str:
    if value is None or value == "":
        return ""
    try:
        return f"{(Decimal(str(value)) * 100).normalize():f}"
    except InvalidOperation:
        return str(value)


def empty(fields: Iterable[Field]) -> Typed:
    """A row in which nothing is typed yet."""
    return from_content(fields, {})


def begun(fields: Iterable[Field]) -> Typed:
    """A row in which the choices on which other questions hang are made: the first of each."""
    asked = tuple(fields)
    deciding = any(field.varies for field in asked)
    row = empty(asked)
    for field in asked:
        if field.sort == "group":
            row[field.name] = begun(field.fields)
        elif deciding and field.sort == "choice":
            row[field.name] = next((value for value, _ in field.offered), "")
    return row


def added(
    fields: Iterable[Field], typed: Typed, place: str, *, choosing: bool
) -> tuple[Typed, str]:
    """The same with a row more at a place like stages, and the name of that row; "" where none is.

    `choosing` begins it in the state of its first choice, for a page that asks anew with each
    choice; else it asks whatever any choice may need. Where a choice names one row at most, the
    new one takes the first that is left, and there is none where none is.
    """
    rows, field = _find(tuple(fields), typed, place.split("."))
    if field is None or len(rows) >= MOST_ROWS:
        return typed, ""
    unused = field.unused(rows)
    if unused == ():
        return typed, ""
    kept = [number for number, row in enumerate(rows) if row.get(field.behind) != ON]
    at = max(kept, default=-1) + 1 if field.behind else len(rows)
    row = begun(field.fields) if choosing else empty(field.fields)
    rows.insert(at, {**row, field.key: unused[0]} if unused else row)
    return typed, f"{place}.{at}"


def rearranged(fields: Iterable[Field], typed: Typed, deed: str) -> Typed:
    """The same with a row left out or moved: remove:stages.2, up:stages.2."""
    verb, _, place = deed.partition(":")
    *path, last = place.split(".")
    rows, field = _find(tuple(fields), typed, path)
    number = whole(last)
    if field and number is not None and number < len(rows):
        row = rows.pop(number)
        if verb != "remove":
            rows.insert(max(0, number - 1 if verb == "up" else number + 1), row)
    return typed


def _find(
    fields: tuple[Field, ...], typed: Any, path: list[str]
) -> tuple[list[Typed], Field | None]:
    """The rows at a path like stages or terms.0.steps, with their field."""
    for depth, name in enumerate(path):
        field = next((one for one in fields if one.name == name), None)
        if field is None or field.sort not in ("group", "rows"):
            return [], None
        typed, fields = typed[name], field.fields
        rest = path[depth + 1 :]
        if field.sort == "rows":
            if not rest:
                return typed, field
            number = whole(rest[0])
            if number is None or number >= len(typed):
                return [], None
            return _find(fields, typed[number], rest[1:])
    return [], None
