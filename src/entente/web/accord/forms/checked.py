"""From what was typed to a content that the kind can validate, and what no schema could tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from entente.agreements.rules import keys
from entente.agreements.rules.content import Path, Problem
from entente.agreements.rules.form import NAMING, Field
from entente.kit.amounts import NotMoney, pointed
from entente.web.accord.forms.typed import ON, Typed

HUNDRED: Final = Decimal(100)
FINEST: Final = 6  # decimals of a percentage


def content(
    *, fields: Iterable[Field], typed: Typed, at: Path = (), of: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """The content, without what was left empty, and the problems of form found on the way.

    `of` is what one row is, where these are the fields of a row.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields:
        place = (*at, field.name)
        value, wrong = _value(field.among(typed) or field, typed[field.name], place, of)
        problems += wrong
        if value is not None:
            found[field.name] = value
    return found, problems


def _value(field: Field, typed: Any, place: Path, of: str) -> tuple[Any, list[Problem]]:
    match field.sort:
        case "group":
            return content(fields=field.fields, typed=typed, at=place, of=of)
        case "rows":
            return _rows(field, typed, place)
        case "choices":
            return typed, []
        case "yesno":
            return typed == ON, []
        case "key":
            return typed or None, []
    return _written(field, typed, place) if typed else _nothing(field, place, of)


def _written(field: Field, typed: str, place: Path) -> tuple[Any, list[Problem]]:
    match field.sort:
        case "percentage":
            return _percentage(typed, place)
        case "date":
            return _day(typed, place)
        case "number" | "money":
            return _number(typed, place)
    return typed, []


def _number(typed: str, place: Path) -> tuple[Any, list[Problem]]:
    try:
        return pointed(text=typed), []
    except NotMoney as why:
        return typed, [Problem(place, str(why))]


def _nothing(field: Field, place: Path, of: str) -> tuple[Any, list[Problem]]:
    blank = "" if field.sort in ("text", "paragraph", "criterion") else None
    if field.optional:
        return blank, []
    return blank, [Problem(place, _wanted(field, of))]


_MISSING: Final = {
    "choice": "Choose one",
    "criterion": "Enter a criterion",
    "percentage": "Enter a percentage like 70",
    "money": "Enter an amount",
    "date": "Enter a day like 2026-11-24",
    "number": "Enter a number",
}


def _wanted(field: Field, of: str) -> str:
    """What is missing, as one is asked for it: Enter a name for the stage."""
    if field.sort == "number" and field.unit:
        return f"Enter how many {field.unit}"
    if field.sort in _MISSING:
        return _MISSING[field.sort]
    if field.name in NAMING and of:
        return f"Enter a name for the {of}"
    verb = "Say" if field.label.startswith("What ") else "Enter the"
    return f"{verb} {field.label[:1].lower()}{field.label[1:]}"


def _rows(field: Field, typed: list[Typed], place: Path) -> tuple[Any, list[Problem]]:
    rows, problems = [], []
    for number, row in enumerate(typed):
        value, wrong = content(fields=field.fields, typed=row, at=(*place, number), of=field.row)
        rows.append(value)
        problems += wrong
    for one in (one for one in field.fields if one.sort == "key"):
        _make_keys(one, field, rows)
    return rows, problems


def _make_keys(key: Field, field: Field, rows: list[dict[str, Any]]) -> None:
    """Give every new row a key made of its name; a row that has one keeps it for ever."""
    taken = {row[key.name] for row in rows if key.name in row}
    for row in rows:
        if key.name not in row:
            row[key.name] = keys.made(
                text=str(row.get(key.made_from) or ""), taken=taken, otherwise=field.row
            )
            taken.add(row[key.name])


def _day(typed: str, place: Path) -> tuple[Any, list[Problem]]:
    try:
        return date.fromisoformat(typed).isoformat(), []
    except ValueError:
        return typed, [Problem(place, "Enter a day like 2026-11-24")]


def _percentage(typed: str, place: Path) -> tuple[Any, list[Problem]]:
    try:
        hundredths = Decimal(pointed(text=typed.removesuffix("%"), fine=True).strip())
    except InvalidOperation:
        return typed, [Problem(place, "Enter a percentage like 70")]
    if not hundredths.is_finite() or not 0 <= hundredths <= HUNDRED:
        return typed, [Problem(place, "Enter a percentage from 0 to 100")]
    if hundredths.as_tuple().exponent < -FINEST:  # type: ignore[operator]  # it is finite
        return typed, [Problem(place, f"Enter a percentage with at most {FINEST} decimals")]
    return f"{(hundredths / HUNDRED).normalize():f}", []


def together(form: list[Problem], schema: list[Problem]) -> list[Problem]:
    """All problems, each place once: what the form found goes before what the schema says.

    What the schema says of a whole of which the form found a part missing is the same once more.
    """
    known = {path for problem in form for path in (problem.path, problem.path[:-1])}
    return [*form, *(problem for problem in schema if problem.path not in known)]
