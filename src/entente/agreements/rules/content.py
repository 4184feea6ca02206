"""What is wrong with a document's content, said with its place and in words for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError

Content = Mapping[str, Any]  # JSON: what a document says is shaped by its kind
Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """One thing that is wrong: where in the content, and what to do about it."""

    path: Path
    message: str


class ContentInvalid(Exception):
    """The content cannot be agreed on; `problems` says why, each with its place."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{dotted(one.path)}: {one.message}" for one in problems))
        self.problems = problems


def dotted(path: Path) -> str:
    """The name of a place as forms write it: stages.0.name."""
    return ".".join(str(part) for part in path)


_WORDS: Final = {
    "missing": "Fill this in",
    "string_too_short": "Fill this in",
    "too_short": "Add at least {min_length}",
    "too_long": "Keep at most {max_length}",
    "string_too_long": "Write at most {max_length} characters",
    "int_parsing": "Enter a whole number",
    "int_type": "Enter a whole number",
    "int_from_float": "Enter a whole number",
    "decimal_parsing": "Enter a number",
    "decimal_type": "Enter a number",
    "float_parsing": "Enter a number",
    "finite_number": "Enter a number",
    "date_parsing": "Enter a day like 2026-11-24",
    "date_from_datetime_parsing": "Enter a day like 2026-11-24",
    "date_type": "Enter a day like 2026-11-24",
    "bool_parsing": "Choose yes or no",
    "greater_than": "Enter a number above {gt}",
    "greater_than_equal": "Enter {ge} or more",
    "less_than": "Enter a number below {lt}",
    "less_than_equal": "Enter {le} or less",
    "literal_error": "Choose {expected}",
    "enum": "Choose {expected}",
    "extra_forbidden": "This is not part of the document",
    "string_pattern_mismatch": "Write it in the form that the hint shows",
}


def problems_of(error: ValidationError) -> list[Problem]:
    """Pydantic's errors in the words of the house; a raised ValueError keeps its own words."""
    return [
        Problem(path=tuple(one["loc"]), message=_words(one))
        for one in error.errors(include_url=False)
    ]


def _words(one: Any) -> str:  # pydantic's ErrorDetails is open
    context = one.get("ctx", {})
    if one["type"] in ("value_error", "assertion_error"):
        return str(context.get("error", one["msg"]))
    if one["type"] == "less_than" and context["lt"] == 1:
        return "Enter less than 100%"  # only shares end below one, and people write them in percent
    template = _WORDS.get(one["type"])
    return template.format(**context) if template else one["msg"]


def by_model(
    model: type[BaseModel], *, also: Callable[[Content], Sequence[Problem]] | None = None
) -> Callable[[Content], dict[str, Any]]:
    """A `validate` for a document kind from its schema: plain JSON, defaults filled in.

    Raises ContentInvalid. Decimals and days become text, 0.70 and 0.7 the same one; validating the
    result changes nothing. `also` finds what no schema can say beside its field, in content of any
    shape: a schema looks at how parts fit together only once each part is right.
    """

    def validate(content: Content) -> dict[str, Any]:
        found = list(also(content)) if also else []
        try:
            whole: dict[str, Any] = _plain(model.model_validate(content).model_dump())
        except ValidationError as error:
            raise ContentInvalid(_each_once(found, problems_of(error))) from error
        if found:
            raise ContentInvalid(found)
        return whole

    return validate


def _each_once(found: list[Problem], schema: list[Problem]) -> list[Problem]:
    """What the schema says of a field, a row or the whole in which something was found is told."""
    told = {one.path for one in found}
    wholes = {path[:depth] for path in told for depth in range(len(path))}
    told |= {path for path in wholes if not path or isinstance(path[-1], int)}
    return [*found, *(one for one in schema if one.path not in told)]


def rows_of(content: Content, name: str) -> Iterator[tuple[Path, Content]]:
    """The rows of that name with their places, of content in whatever shape it was sent."""
    rows = content.get(name)
    for number, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
        if isinstance(row, Mapping):
            yield (name, number), row


def doubled(named: Iterable[tuple[Path, Any]], *, words: Callable[[str], str]) -> Iterator[Problem]:
    """A problem beside each that bears a name which one before it bears; `words` are given it."""
    taken: set[str] = set()
    for path, name in named:
        if isinstance(name, str) and name in taken:
            yield Problem(path, words(name))
        taken |= {name} if isinstance(name, str) and name else set()


def _plain(value: Any) -> Any:
    """Python's values as JSON has them, each in one way of writing only."""
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
    return _scalar(value)


def _scalar(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Decimal():
            return f"{value.normalize():f}"
        case date() | time():
            return value.isoformat()
    return value
