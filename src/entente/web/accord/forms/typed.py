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


def rearranged(fields: Iterable[Field], typed: Typed, deed: str) -> Typed:
    """The same with a row added, left out or moved: add:stages, remove:stages.2, up:stages.2."""
    verb, _, place = deed.partition(":")
    *path, last = place.split(".")
    if verb == "add":
        rows, field = _find(tuple(fields), typed, [*path, last])
        if field and len(rows) < MOST_ROWS:
            rows.append(empty(field.fields))
        return typed
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
