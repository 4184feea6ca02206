"""What each terminal of the grammar is called when something else was expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from entente.kit.criteria.operators import TAKES, Operator, Type

_SHORT: Final = 3  # letters of a word that has to be right
_ALIKE: Final = 0.75
_TOGETHER: Final = 0.9  # of words that are run together, as in atleast
NAMES = {
    "FIELD": "the name of a field",
    "BEHAVIOUR": "a behaviour",
    "PROPERTY": "the name of a property",
    "RELATED": "a related record",
    "TEXT": "a text in quotes",
    "NUMBER": "a number",
    "DATE": "a date like 2026-03-31",
    "CURRENCY": "a currency like EUR",
    "UNIT": "hours, days, weeks, months or years",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": "a comma",
    "HAS_A": "has a",
    "HAS_NO": "has no",
    "TIMES": "times",
    "$END": "the end",
    "IS_LESS": "is less than",
    "IS_MORE": "is more than",
    "LACKS": "does not contain",
    "EXCLUDES": "does not include",
    "REACHED": "is at or beyond",
    "ONE_OF": "is one of",
    "NONE_OF": "is none of",
    "IS_IN_LAST": "is in the last",
    "IS_IN_NEXT": "is in the next",
    "STARTS": "starts with",
    "ENDS": "ends with",
    "REFUSED": "has refused",
    "ALLOWED": "has not refused",
    "MORE": "more than",
    "IN_LAST": "in the last",
}


_ORDER = list(NAMES)


def expected(terminals: Iterable[str]) -> tuple[str, ...]:
    """The words for what could stand here, names and values first."""

    def rank(name: str) -> tuple[int, str]:
        return (_ORDER.index(name) if name in NAMES else len(_ORDER), name)

    return tuple(
        NAMES.get(name, name.lower().replace("_", " "))
        for name in sorted(terminals, key=rank)
        if name == "$END" or name.isupper()
    )


OPERATORS: dict[str, Operator] = {
    "IS": Operator("is"),
    "IS_NOT": Operator("is not"),
    "ONE_OF": Operator("is one of"),
    "NONE_OF": Operator("is none of"),
    "CONTAINS": Operator("contains"),
    "LACKS": Operator("does not contain"),
    "STARTS": Operator("starts with"),
    "ENDS": Operator("ends with"),
    "IS_KNOWN": Operator("is known"),
    "IS_UNKNOWN": Operator("is unknown"),
    "IS_LESS": Operator("is less than"),
    "IS_AT_MOST": Operator("is at most"),
    "IS_MORE": Operator("is more than"),
    "IS_AT_LEAST": Operator("is at least"),
    "IS_BETWEEN": Operator("is between"),
    "BETWEEN": Operator("is between"),
    "IS_ON": Operator("is on"),
    "ON": Operator("is on"),
    "IS_BEFORE": Operator("is before"),
    "BEFORE": Operator("is before"),
    "IS_AFTER": Operator("is after"),
    "AFTER": Operator("is after"),
    "IS_IN_LAST": Operator("is in the last"),
    "IN_LAST": Operator("is in the last"),
    "IS_IN_NEXT": Operator("is in the next"),
    "REACHED": Operator("is at or beyond"),
    "INCLUDES": Operator("includes"),
    "EXCLUDES": Operator("does not include"),
    "REFUSED": Operator("has refused"),
    "ALLOWED": Operator("has not refused"),
}


def nearest(found: Sequence[str], type_: Type) -> tuple[Operator, int] | None:
    """The operator that these words were perhaps meant for, and how many they are; “is” may miss.

    None where the words are an operator as they stand, so that something else is wrong. Short words
    have to be right, or “is hot” would be taken for “is not”. Words may be run together: atleast.
    """
    given = [word.casefold() for word in found]
    ways = [
        (length, whole == given[:length] and whole == wanted, operator)
        for operator, wanted in ((one, one.value.split()) for one in TAKES[type_])
        for whole in (wanted, wanted[wanted[0] == "is" :])
        if (length := _length(given, whole))
    ]
    length, right, operator = max(ways, default=(0, True, Operator.IS))
    return None if right else (operator, length)


def _length(given: list[str], whole: list[str]) -> int:
    """How many of the words that are given were meant for these; 0 where none were."""
    if 0 < len(whole) <= len(given) and all(map(_alike, given, whole)):
        return len(whole)
    for fewer in range(1, min(len(whole), len(given) + 1)):
        run = "".join(given[:fewer])
        if SequenceMatcher(None, run, "".join(whole)).ratio() >= _TOGETHER:
            return fewer
    return 0


def _alike(given: str, wanted: str) -> bool:
    if len(wanted) <= _SHORT:
        return given == wanted
    return SequenceMatcher(None, given, wanted).ratio() >= _ALIKE


def operators(terminals: Iterable[str], type_: Type) -> list[str]:
    """Those terminals that begin a condition which this type takes."""
    return [name for name in terminals if OPERATORS.get(name) in TAKES[type_]]
