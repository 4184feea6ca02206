"""What each operator means in SQL, for each type: NULL on the left gives NULL, as in Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import LiteralString, TypeAlias

from entente.kit.criteria.meaning.compare import Condition, ordered
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.meaning.windows import days, window
from entente.kit.criteria.operators import TAKES, Operator, Type
from entente.kit.criteria.sql.fragment import NULL, Cast, Fragment, bound, sql
from entente.kit.criteria.sql.stored import Left
from entente.kit.criteria.stored import fold
from entente.kit.criteria.tree import ME, Amount, Value

Meaning: TypeAlias = Callable[[Left, Condition, Asked], Fragment]

_CASTS: dict[Type, Cast] = {
    Type.TEXT: "text",
    Type.NUMBER: "numeric",
    Type.YESNO: "boolean",
    Type.CHOICE: "text",
    Type.MEMBER: "bigint",
    Type.STAGE: "text",
    Type.LISTS: "text",
    Type.REFUSALS: "text",
}
_ARRAYS: dict[Type, Cast] = {
    Type.TEXT: "text[]",
    Type.NUMBER: "numeric[]",
    Type.CHOICE: "text[]",
    Type.MEMBER: "bigint[]",
    Type.STAGE: "text[]",
}


def compare(left: Left, condition: Condition, asked: Asked) -> Fragment:
    """A condition on an expression, as a boolean expression in which NULL is unknown."""
    return MEANING[condition.type, condition.operator](
        _tidy(left, condition.type), condition, asked
    )


_TEXTS = frozenset({Type.TEXT, Type.CHOICE, Type.STAGE})


def _tidy(left: Left, type_: Type) -> Left:
    """Empty text is unknown, and so is an amount without a currency.

    Lists have their indexes on just this `nullif(…, '')`.
    """
    if type_ in _TEXTS:
        return Left(sql("nullif({}, '')", left.value))
    if type_ is Type.MONEY and left.currency:
        currency = sql("nullif({}, '')", left.currency)
        value = sql("case when {} is not null then {} end", currency, left.value)
        return Left(value, currency)
    return left


def _plain(value: Value, type_: Type, asked: Asked) -> object:
    if value is ME:
        return asked.me
    if type_ is Type.MEMBER:
        return int(str(value))
    return fold(str(value)) if type_ is Type.TEXT else value


def _one(condition: Condition, asked: Asked) -> Fragment:
    value = _plain(condition.value, condition.type, asked)
    return bound(value, _CASTS[condition.type])


def _several(condition: Condition, asked: Asked) -> Fragment:
    given = condition.value if isinstance(condition.value, tuple) else ()
    values = [_plain(one, condition.type, asked) for one in given]
    return bound(values, _ARRAYS[condition.type])


def _alone(template: LiteralString) -> Meaning:
    return lambda left, condition, asked: sql(template, left.value)


def _with_one(template: LiteralString) -> Meaning:
    return lambda left, condition, asked: sql(template, left.value, _one(condition, asked))


def _with_several(template: LiteralString) -> Meaning:
    return lambda left, condition, asked: sql(template, left.value, _several(condition, asked))


def _one_first(template: LiteralString) -> Meaning:
    return lambda left, condition, asked: sql(template, _one(condition, asked), left.value)


def _like(template: LiteralString, before: str, after: str) -> Meaning:
    """The text with anything before or after it; what LIKE calls special is escaped."""

    def like(left: Left, condition: Condition, asked: Asked) -> Fragment:
        text = fold(str(condition.value))
        for special in ("\\", "%", "_"):
            text = text.replace(special, f"\\{special}")
        return sql(template, left.value, bound(f"{before}{text}{after}", "text"))

    return like


def _between(left: Left, condition: Condition, asked: Asked) -> Fragment:
    first, last = condition.value if isinstance(condition.value, tuple) else (None, None)
    return sql(
        "({} between {} and {})", left.value, bound(first, "numeric"), bound(last, "numeric")
    )


def _in_money(meaning: Meaning) -> Meaning:
    """The same comparison on amounts; NULL where the currencies differ."""

    def compared(left: Left, condition: Condition, asked: Asked) -> Fragment:
        value = condition.value
        given = value if isinstance(value, tuple) else (value,)
        sums = [one for one in given if isinstance(one, Amount)]
        if left.currency is None or len({one.currency for one in sums}) != 1:
            return NULL
        amounts = tuple(one.amount for one in sums)
        inner = Condition(
            Type.NUMBER, condition.operator, amounts if isinstance(value, tuple) else amounts[0]
        )
        return sql(
            "(case when {} = {} then {} end)",
            left.currency,
            bound(sums[0].currency, "text"),
            meaning(Left(left.value), inner, asked),
        )

    return compared


def _on_days(left: Left, condition: Condition, asked: Asked) -> Fragment:
    meant = days(condition.operator, condition.value, asked)
    if _is_empty(meant.first, meant.end):
        return sql("({} < '-infinity'::date)", left.value)
    return sql(
        "({} <@ daterange({}, {}))",
        left.value,
        bound(meant.first, "date"),
        bound(meant.end, "date"),
    )


def _at_moments(left: Left, condition: Condition, asked: Asked) -> Fragment:
    meant = window(condition.operator, condition.value, asked)
    if _is_empty(meant.start, meant.end):
        return sql("({} < '-infinity'::timestamptz)", left.value)
    return sql(
        "({} <@ tstzrange({}, {}))",
        left.value,
        bound(meant.start, "timestamptz"),
        bound(meant.end, "timestamptz"),
    )


def _is_empty(start: date | None, end: date | None) -> bool:
    """PostgreSQL refuses a range that ends before it begins, and says false of NULL in an empty."""
    return start is not None and end is not None and end <= start


def _along(left: Left, condition: Condition, asked: Asked) -> Fragment:
    known = [option.key for option in condition.options]
    # Nothing stands in place 0; without it NULL would not be unknown to an empty array.
    places = [0, *(known.index(key) + 1 for key in ordered(condition))]
    return sql(
        "(array_position({}, {}) = any({}))",
        bound(known, "text[]"),
        left.value,
        bound(places, "integer[]"),
    )


_BY_OPERATOR: dict[Operator, Meaning] = {
    Operator.IS: _with_one("({} = {})"),
    Operator.IS_NOT: _with_one("({} <> {})"),
    Operator.ONE_OF: _with_several("({} = any({}))"),
    Operator.NONE_OF: _with_several("({} <> all({}))"),
    Operator.CONTAINS: _like("({} like {})", "%", "%"),
    Operator.LACKS: _like("({} not like {})", "%", "%"),
    Operator.STARTS: _like("({} like {})", "", "%"),
    Operator.ENDS: _like("({} like {})", "%", ""),
    Operator.KNOWN: _alone("({} is not null)"),
    Operator.UNKNOWN: _alone("({} is null)"),
    Operator.LESS: _with_one("({} < {})"),
    Operator.AT_MOST: _with_one("({} <= {})"),
    Operator.MORE: _with_one("({} > {})"),
    Operator.AT_LEAST: _with_one("({} >= {})"),
    Operator.BETWEEN: _between,
    Operator.REACHED: _along,
    Operator.BEFORE: _along,
    Operator.INCLUDES: _one_first("({} = any({}::text[]))"),
    Operator.EXCLUDES: _one_first("({} <> all({}::text[]))"),
    Operator.REFUSED: _one_first("({} = any({}::text[]))"),
    Operator.ALLOWED: _one_first("({} <> all({}::text[]))"),
}


def _meaning(type_: Type, operator: Operator) -> Meaning:
    if operator in {Operator.KNOWN, Operator.UNKNOWN}:
        return _BY_OPERATOR[operator]
    match type_:
        case Type.DATE:
            return _on_days
        case Type.MOMENT:
            return _at_moments
        case Type.MONEY:
            return _in_money(_BY_OPERATOR[operator])
        case _:
            return _BY_OPERATOR[operator]


# One entry for every operator on every type that it takes, so that a test can break each.
MEANING: dict[tuple[Type, Operator], Meaning] = {
    (type_, operator): _meaning(type_, operator)
    for type_, operators in TAKES.items()
    for operator in operators
}
