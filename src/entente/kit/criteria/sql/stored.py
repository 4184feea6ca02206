"""Values out of JSON, by type. No cast ever fails: what is nothing of the kind is NULL.

The counterpart of `criteria.stored.typed`, held equal by the generated cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.stored import DAY, DECIMAL, KEYS, MOMENT


@dataclass(frozen=True, slots=True)
class Left:
    """What stands to the left of an operator; an amount of money has a currency beside it."""

    value: Fragment
    currency: Fragment | None = None


def extract(source: Fragment, name: str, type_: Type) -> Left:
    """What a jsonb object, written by `stored.keyed`, holds under a name."""
    if type_ is Type.TEXT:
        return Left(folded(source, name))
    return read(sql("({} -> {})", source, bound(name, "text")), type_)


def read(inner: Fragment, type_: Type) -> Left:  # noqa: PLR0911  one return for each sort
    """What a jsonb value means as this type; the casefolded copy of a text lies elsewhere."""
    match type_:
        case Type.NUMBER:
            return Left(_number(inner))
        case Type.MEMBER:
            return Left(_member(inner))
        case Type.YESNO:
            return Left(_if_type("boolean", inner, sql("{}::boolean", inner)))
        case Type.DATE:
            return Left(_checked(inner, DAY, "date"))
        case Type.MOMENT:
            return Left(_checked(inner, MOMENT, "timestamptz"))
        case Type.MONEY:
            amount, currency = sql("({} -> 'amount')", inner), sql("({} -> 'currency')", inner)
            return Left(_number(amount), _string(currency))
        case Type.LISTS | Type.REFUSALS:
            return Left(_texts(inner))
        case _:
            return Left(_string(inner))


def folded(source: Fragment, name: str) -> Fragment:
    """The casefolded copy of a text."""
    return sql("({} -> {} ->> {})", source, bound(KEYS, "text"), bound(name, "text"))


def _words(inner: Fragment) -> Fragment:
    return sql("({} #>> '{{}}')", inner)


def _if_type(type_: str, inner: Fragment, value: Fragment) -> Fragment:
    return sql("case when jsonb_typeof({}) = {} then {} end", inner, bound(type_, "text"), value)


def _string(inner: Fragment) -> Fragment:
    return _if_type("string", inner, sql("nullif({}, '')", _words(inner)))


def _number(inner: Fragment) -> Fragment:
    return sql(
        "case jsonb_typeof({}) when 'number' then {}::numeric when 'string' then "
        "case when {} ~ {} then {}::numeric end end",
        inner,
        inner,
        _words(inner),
        bound(f"^({DECIMAL})$", "text"),
        _words(inner),
    )


def _member(inner: Fragment) -> Fragment:
    number = sql("{}::numeric", inner)
    return sql(
        "case when jsonb_typeof({}) = 'number' then case when {} ~ '^-?[0-9]+$' "
        "and abs({}) <= 1e15 then {}::bigint end end",
        inner,
        _words(inner),
        number,
        number,
    )


def _checked(inner: Fragment, pattern: str, cast: Literal["date", "timestamptz"]) -> Fragment:
    words = _words(inner)
    matches = sql("{} ~ {}", words, bound(f"^({pattern})$", "text"))
    if cast == "date":
        valid = sql("pg_input_is_valid({}, 'date') then {}::date", words, words)
    else:
        valid = sql("pg_input_is_valid({}, 'timestamptz') then {}::timestamptz", words, words)
    return sql(
        "case when jsonb_typeof({}) = 'string' then case when {} then case when {} end end end",
        inner,
        matches,
        valid,
    )


def _texts(inner: Fragment) -> Fragment:
    return _if_type(
        "array",
        inner,
        sql(
            "array(select known.one #>> '{{}}' from jsonb_array_elements({}) known(one) "
            "where jsonb_typeof(known.one) = 'string')",
            inner,
        ),
    )
