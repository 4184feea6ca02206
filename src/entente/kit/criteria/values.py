"""Values that no criterion should hold: of the wrong shape, backwards, absurd."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from entente.kit.criteria.errors import Problem
from entente.kit.criteria.operators import PERIODS, RELATIVE, Operand, Operator, Type, operand
from entente.kit.criteria.stored import storable
from entente.kit.criteria.tree import Amount, Compare, Having, Me, Span, Unit, Value, When

KEYED = frozenset({Type.CHOICE, Type.MEMBER, Type.STAGE, Type.LISTS, Type.REFUSALS})
ARTICLES = {
    Type.TEXT: "a text",
    Type.NUMBER: "a number",
    Type.MONEY: "an amount of money",
    Type.DATE: "a date",
    Type.MOMENT: "a moment",
    Type.YESNO: "a yes or no",
    Type.CHOICE: "a choice",
    Type.MEMBER: "a person of the workspace",
    Type.STAGE: "a stage",
    Type.LISTS: "a set of lists",
    Type.REFUSALS: "a set of refusals",
}
_LARGEST = Decimal(10) ** 15
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_LONGEST = {
    Unit.HOUR: 24 * 366,
    Unit.DAY: 36_600,
    Unit.WEEK: 5_200,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
}


def operands(operator: Operator, value: Value) -> tuple[object, ...] | None:
    """The values to the right of an operator, or None where their shape is wrong."""
    given: tuple[object, ...] = value if isinstance(value, tuple) else (value,)
    match operand(operator):
        case Operand.NOTHING:
            return () if value is None else None
        case Operand.SPAN:
            fine = isinstance(value, Span)
        case Operand.ONE:
            fine = not isinstance(value, tuple | Span | None)
        case shape:
            fine = isinstance(value, tuple) and (len(value) == 2 or shape is Operand.SEVERAL)
    return given if fine and given else None


def fits(value: object, type_: Type) -> bool:
    """Can a condition on this type hold this value? A member is told by its number."""
    if isinstance(value, Span):
        return type_ is Type.MOMENT or value.unit is not Unit.HOUR
    if type_ is Type.MEMBER and isinstance(value, str):
        return value.isdecimal() and value.isascii() and len(value) < 16
    return is_of(value, type_)


def order(tree: Compare | Having) -> Iterator[Problem]:
    """What is wrong with a range."""
    match tree.value:
        case (Amount() as first, Amount() as last) if first.currency != last.currency:
            yield Problem("two_currencies", "Both ends of a range have one currency.")
        case (Amount() as first, Amount() as last) if last.amount < first.amount:
            yield _backwards()
        case (Decimal() | date() as first, Decimal() | date() as last):
            if tree.operator is Operator.BETWEEN and last < first:  # type: ignore[operator]  # one type
                yield _backwards()


def _backwards() -> Problem:
    return Problem("backwards", "A range begins with its lower end.")


def absurd(value: object, name: str) -> Iterator[Problem]:
    """What is wrong with a value that has the right type."""
    number = value.amount if isinstance(value, Amount) else value
    if isinstance(number, Decimal) and not (number.is_finite() and abs(number) < _LARGEST):
        yield Problem("absurd_number", f"“{name}” is compared with an absurd number.")
    if isinstance(value, Amount) and not _is_currency(value.currency):
        yield Problem("no_currency", f"“{value.currency}” is not a currency like EUR.")
    if isinstance(value, date) and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        yield Problem("absurd_date", f"The year {value.year} is out of the question.")
    if isinstance(value, Span) and not 0 <= value.number <= _LONGEST[value.unit]:
        yield Problem("absurd_span", f"{value.number} {value.unit}s are out of the question.")
    if isinstance(value, str):
        yield from _text(value, name)


def _text(value: str, name: str) -> Iterator[Problem]:
    if not value:
        yield Problem("empty_text", f"An empty text says nothing about “{name}”; use is unknown.")
    try:
        storable(value)
    except ValueError:
        yield Problem("bad_text", "A text holds a character that nothing can store.")


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def period(when: When | None) -> Iterator[Problem]:
    """What is wrong with a period."""
    if when is None:
        return
    singles = operands(when.operator, when.value) if when.operator in PERIODS else None
    if singles is None or not all(fits(one, Type.MOMENT) for one in singles):
        yield Problem("wrong_period", "This is not a period of time.")
        return
    for one in singles:
        yield from absurd(one, "a period")
    if isinstance(when.value, tuple) and when.operator not in RELATIVE:
        first, last = when.value
        if isinstance(first, date) and isinstance(last, date) and last < first:
            yield _backwards()


def is_of(value: object, type_: Type) -> bool:
    """Is this a value that a condition on this type may hold?"""
    match type_:
        case Type.NUMBER:
            return isinstance(value, Decimal)
        case Type.MONEY:
            return isinstance(value, Amount)
        case Type.DATE | Type.MOMENT:
            return isinstance(value, date)
        case Type.YESNO:
            return isinstance(value, bool)
        case Type.MEMBER:
            return isinstance(value, str | Me)
        case _:
            return isinstance(value, str)
