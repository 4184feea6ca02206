"""A piece of SQL with its bound parameters. Text comes from constants only, values are bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, LiteralString

Cast = Literal[
    "text",
    "numeric",
    "bigint",
    "boolean",
    "date",
    "timestamptz",
    "text[]",
    "numeric[]",
    "bigint[]",
    "integer[]",
]


@dataclass(frozen=True, slots=True)
class Fragment:
    """`text` with a `%s` for each of `params`, in order, as psycopg and Django take it."""

    text: str
    params: tuple[object, ...] = ()


NULL: Final = Fragment("null::boolean")
TRUE: Final = Fragment("true")
FALSE: Final = Fragment("false")


def sql(template: LiteralString, *parts: Fragment) -> Fragment:
    """The template with a fragment for each `{}`; braces that are meant are doubled."""
    text = template.format(*(part.text for part in parts))
    return Fragment(text, tuple(param for part in parts for param in part.params))


def bound(value: object, cast: Cast) -> Fragment:
    """A value as a parameter of a type that PostgreSQL need not guess."""
    return Fragment(f"%s::{cast}", (value,))


def joined(separator: LiteralString, parts: Iterable[Fragment]) -> Fragment:
    """The parts with a separator between them."""
    given = tuple(parts)
    text = separator.join(part.text for part in given)
    return Fragment(text, tuple(param for part in given for param in part.params))
