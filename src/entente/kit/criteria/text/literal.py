"""Values as they are written, and what they become for a field or property of a type."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lark import Token

from entente.kit.criteria.canonical import plain
from entente.kit.criteria.errors import CriterionError, Place, Problem
from entente.kit.criteria.operators import TAKES, Operand, Operator, Type, operand
from entente.kit.criteria.stored import storable
from entente.kit.criteria.tree import ME, Amount, Single, Span, Value
from entente.kit.criteria.values import ARTICLES, KEYED, is_of
from entente.kit.criteria.vocabulary import FieldSpec, Labels, PropertySpec, Vocabulary

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_DIGITS = 40
_WANTED = {
    Type.TEXT: "a text in quotes",
    Type.NUMBER: "a number",
    Type.MONEY: "an amount like 5000 EUR",
    Type.DATE: "a date like 2026-03-31",
    Type.MOMENT: "a date like 2026-03-31",
    Type.YESNO: "yes or no",
}


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as it was written: a text may yet turn out to be the name of an option."""

    value: Single | Span
    place: Place


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator with what stands to its right, before it is known what it is about."""

    operator: Operator
    values: tuple[Literal, ...]
    place: Place

    def on(self, spec: FieldSpec | PropertySpec, vocabulary: Vocabulary) -> tuple[Operator, Value]:
        """The condition on this field or property. Raises CriterionError."""
        if self.operator not in TAKES[spec.type]:
            raise CriterionError(
                Problem(
                    "wrong_operator",
                    f"“{spec.name}” is {ARTICLES[spec.type]}, "
                    f"which “{self.operator}” does not take.",
                    self.place,
                    expected=tuple(TAKES[spec.type]),
                )
            )
        values = tuple(meant(literal, spec, vocabulary) for literal in self.values)
        match operand(self.operator):
            case Operand.NOTHING:
                return self.operator, None
            case Operand.SEVERAL | Operand.PAIR:
                return self.operator, tuple(v for v in values if not isinstance(v, Span))
            case _:
                return self.operator, values[0]


def meant(
    literal: Literal, spec: FieldSpec | PropertySpec, vocabulary: Vocabulary
) -> Single | Span:
    """The value for this field or property: options by key, amounts with their currency."""
    value = literal.value
    if isinstance(value, Span):
        return value
    if spec.type in KEYED:
        return _option(literal, spec, vocabulary)
    if spec.type is Type.MONEY and isinstance(value, Decimal):
        return Amount(value, vocabulary.currency)
    if not is_of(value, spec.type):
        raise _wrong_value(literal, spec, _WANTED[spec.type])
    return value


def _option(literal: Literal, spec: FieldSpec | PropertySpec, vocabulary: Vocabulary) -> Single:
    if literal.value is ME and spec.type is Type.MEMBER:
        return ME
    if not isinstance(literal.value, str):
        raise _wrong_value(literal, spec, "a text in quotes")
    labels = vocabulary.labels(spec)
    return option(literal, f"“{spec.name}”", labels) if labels.by_key else literal.value


def option(literal: Literal, owner: str, labels: Labels) -> str:
    """The key of an option by its name. Raises CriterionError."""
    name = str(literal.value)
    if (key := labels.key(name)) is not None:
        return key
    known = list(labels.by_key.values())
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    raise CriterionError(
        Problem(
            "unknown_option",
            f"{owner} has no “{name}”.",
            literal.place,
            expected=tuple(quoted(label) for label in known[:12]),
            nearest=tuple(quoted(label) for label in close),
        )
    )


def _wrong_value(literal: Literal, spec: FieldSpec | PropertySpec, wanted: str) -> CriterionError:
    words = f"“{spec.name}” is {ARTICLES[spec.type]} and cannot be compared with this."
    return CriterionError(Problem("wrong_value", words, literal.place, expected=(wanted,)))


def quoted(text: str) -> str:
    """A text as it is written in a criterion."""
    for letter, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(letter, escape)
    return '"' + text.replace("\r", "\\r") + '"'


def written(token: Token) -> Literal:
    """What a token stands for."""
    text = str(token)
    place = place_of(token)
    match token.type:
        case "TEXT":
            return Literal(_text(text, place), place)
        case "DATE":
            return Literal(_date(text, place), place)
        case "YES" | "NO":
            return Literal(token.type == "YES", place)
        case _:
            return Literal(ME, place)


def _text(text: str, place: Place) -> str:
    inner = text[1:-1]
    if text[0] != "“":
        inner = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), inner, flags=re.DOTALL)
    try:
        return storable(inner)
    except ValueError:
        words = "A text holds a character that nothing can store."
        raise CriterionError(Problem("bad_text", words, place)) from None


def _date(text: str, place: Place) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CriterionError(
            Problem("no_such_day", f"There is no day {text}.", place, ("a date like 2026-03-31",))
        ) from None


def number(token: Token) -> Decimal:
    """A number without needless zeros. Raises CriterionError where it is absurdly long."""
    if len(token) > _DIGITS:
        words = f"A number has at most {_DIGITS} digits."
        raise CriterionError(Problem("absurd_number", words, place_of(token)))
    return Decimal(plain(Decimal(str(token))))


def whole(token: Token) -> int:
    """A number to count with. Raises CriterionError."""
    amount = number(token)
    if amount != int(amount) or not 0 <= amount <= 100_000:
        words = "A count is a whole number up to 100000."
        raise CriterionError(Problem("absurd_number", words, place_of(token)))
    return int(amount)


def place_of(token: Token) -> Place:
    """Where a token stands."""
    start = token.start_pos or 0
    return Place(token.line or 1, token.column or 1, start, token.end_pos or start)


def place_over(first: Place, last: Place) -> Place:
    """From where one begins to where another ends."""
    return Place(first.line, first.column, first.start, last.end)
