"""What each operator means for a value that is known. Unknown values are unknown throughout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from entente.kit.criteria.meaning.facts import Asked, Seen
from entente.kit.criteria.meaning.verdict import UNKNOWN, Verdict, truth
from entente.kit.criteria.meaning.windows import days, window
from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.stored import fold
from entente.kit.criteria.tree import ME, Amount, Value
from entente.kit.criteria.vocabulary import Option


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator and a value on a type, with the options that give stages their order."""

    type: Type
    operator: Operator
    value: Value
    options: tuple[Option, ...] = ()


def compare(seen: Seen, condition: Condition, asked: Asked) -> Verdict:
    """The verdict of a condition on a value that was seen; None is unknown."""
    if condition.operator is Operator.KNOWN:
        return truth(of=seen is not None)
    if condition.operator is Operator.UNKNOWN:
        return truth(of=seen is None)
    if seen is None:
        return UNKNOWN
    return truth(of=_MEANING[condition.type](seen, condition, asked))


Meaning: TypeAlias = Callable[[Any, Condition, Asked], bool | None]  # Any: by type, see Type

_PLAIN: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.IS: lambda seen, value: bool(seen == value),
    Operator.IS_NOT: lambda seen, value: bool(seen != value),
    Operator.ONE_OF: lambda seen, value: seen in value,
    Operator.NONE_OF: lambda seen, value: seen not in value,
    Operator.CONTAINS: lambda seen, value: value in seen,
    Operator.LACKS: lambda seen, value: value not in seen,
    Operator.STARTS: lambda seen, value: bool(seen.startswith(value)),
    Operator.ENDS: lambda seen, value: bool(seen.endswith(value)),
    Operator.LESS: lambda seen, value: bool(seen < value),
    Operator.AT_MOST: lambda seen, value: bool(seen <= value),
    Operator.MORE: lambda seen, value: bool(seen > value),
    Operator.AT_LEAST: lambda seen, value: bool(seen >= value),
    Operator.BETWEEN: lambda seen, value: bool(value[0] <= seen <= value[1]),
    Operator.INCLUDES: lambda seen, value: value in seen,
    Operator.EXCLUDES: lambda seen, value: value not in seen,
    Operator.REFUSED: lambda seen, value: value in seen,
    Operator.ALLOWED: lambda seen, value: value not in seen,
}


def _plainly(seen: Any, condition: Condition, asked: Asked) -> bool:
    return _PLAIN[condition.operator](seen, condition.value)


def _text(seen: str, condition: Condition, asked: Asked) -> bool:
    value = condition.value
    folded = (
        tuple(fold(str(one)) for one in value) if isinstance(value, tuple) else fold(str(value))
    )
    return _PLAIN[condition.operator](fold(seen), folded)


def _money(seen: Amount, condition: Condition, asked: Asked) -> bool | None:
    """Amounts of two currencies cannot be compared: unknown."""
    value = condition.value
    given = value if isinstance(value, tuple) else (value,)
    amounts = tuple(
        one.amount for one in given if isinstance(one, Amount) and one.currency == seen.currency
    )
    if len(amounts) < len(given):
        return None
    wanted: Decimal | tuple[Decimal, ...] = amounts if isinstance(value, tuple) else amounts[0]
    return _PLAIN[condition.operator](seen.amount, wanted)


def _date(seen: date, condition: Condition, asked: Asked) -> bool:
    return days(condition.operator, condition.value, asked).holds(seen)


def _moment(seen: datetime, condition: Condition, asked: Asked) -> bool:
    return window(condition.operator, condition.value, asked).holds(seen)


def _member(seen: int, condition: Condition, asked: Asked) -> bool | None:
    """`me` is unknown where nobody asks."""
    value = condition.value
    given = value if isinstance(value, tuple) else (value,)
    wanted = {asked.me if one is ME else int(str(one)) for one in given}
    found = True if seen in wanted else None if None in wanted else False
    if condition.operator in {Operator.IS, Operator.ONE_OF}:
        return found
    return None if found is None else not found


def _stage(seen: str, condition: Condition, asked: Asked) -> bool | None:
    """A stage that is no option any more stands in no order: unknown."""
    if condition.operator not in {Operator.REACHED, Operator.BEFORE}:
        return _plainly(seen, condition, asked)
    known = {option.key for option in condition.options}
    if seen not in known:
        return None
    return seen in ordered(condition)


def ordered(condition: Condition) -> tuple[str, ...]:
    """The stages at or beyond, or before, the one that is named, within its own group."""
    keys = [option.key for option in condition.options]
    if condition.value not in keys:
        return ()
    named = keys.index(str(condition.value))
    group = condition.options[named].group
    beyond = condition.operator is Operator.REACHED
    return tuple(
        option.key
        for place, option in enumerate(condition.options)
        if option.group == group and (place >= named) == beyond
    )


_MEANING: dict[Type, Meaning] = {
    Type.TEXT: _text,
    Type.NUMBER: _plainly,
    Type.MONEY: _money,
    Type.DATE: _date,
    Type.MOMENT: _moment,
    Type.YESNO: _plainly,
    Type.CHOICE: _plainly,
    Type.MEMBER: _member,
    Type.STAGE: _stage,
    Type.LISTS: _plainly,
    Type.REFUSALS: _plainly,
}
