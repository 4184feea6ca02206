"""The parts of a criterion in words: what somebody did, and what a field is compared with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from entente.kit.criteria.canonical import plain
from entente.kit.criteria.operators import Operand, Operator, operand
from entente.kit.criteria.text.names import names
from entente.kit.criteria.text.show import label, span
from entente.kit.criteria.tree import (
    ME,
    NEVER,
    ONCE,
    Amount,
    Behaviour,
    Compare,
    Count,
    Having,
    Occurrence,
    Related,
    Span,
    Value,
    When,
)
from entente.kit.criteria.values import KEYED
from entente.kit.criteria.vocabulary import (
    FieldSpec,
    PropertySpec,
    RelatedSpec,
    UnknownName,
    Vocabulary,
)
from entente.kit.wording import listed, money, number, single

GONE = "something that was deleted"


def condition(
    tree: Compare | Having, spec: FieldSpec | PropertySpec | None, vocabulary: Vocabulary
) -> str:
    """Operator and value: is between 10 and 2,500. `spec` is None for what was deleted."""
    value = tree.value
    match operand(tree.operator):
        case Operand.NOTHING:
            return tree.operator.value
        case Operand.SPAN if isinstance(value, Span) and tree.operator is Operator.AGO:
            return f"is more than {span(value)} ago"
        case Operand.SPAN if isinstance(value, Span):
            return f"{tree.operator.value} {span(value)}"
        case Operand.SEVERAL if isinstance(value, tuple):
            told = [value_said(one, spec, vocabulary) for one in value]
            word = "is" if tree.operator is Operator.ONE_OF else "is neither"
            return f"{word} {listed(told, last='or' if word == 'is' else 'nor')}"
        case Operand.PAIR if isinstance(value, tuple):
            told = [value_said(one, spec, vocabulary) for one in value]
            return f"is between {told[0]} and {told[-1]}"
        case _:
            return f"{tree.operator.value} {value_said(value, spec, vocabulary)}"


def value_said(  # noqa: PLR0911  one return for each sort
    value: Value, spec: FieldSpec | PropertySpec | None, vocabulary: Vocabulary
) -> str:
    """A value as people write it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            places = len(plain(value).partition(".")[2])
            return number(value, places=places)
        case Amount(amount, currency):
            return money(amount, currency)
        case date():
            return _day(value)
        case str() if spec is not None and spec.type in KEYED:
            return label(value, spec, vocabulary)
        case str():
            called = vocabulary.labels(spec).by_key.get(value) if spec and spec.options else None
            return called or f"“{value}”"
        case _:
            return "me" if value is ME else "nothing"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def deed(tree: Behaviour | Occurrence, vocabulary: Vocabulary) -> str:
    """What somebody did, without who: downloaded any asset about “pricing” at least twice."""
    try:
        phrase = names(vocabulary).subjects.label(vocabulary.behaviour(tree.kind))
    except UnknownName:
        phrase = f"did {GONE}"
    words = [phrase, listed([_having(tree.kind, one, vocabulary) for one in tree.where])]
    match tree:
        case Occurrence():
            had = [_having(tree.kind, one, vocabulary) for one in tree.had]
            words = [tree.turn.value, *words, f"(one {listed(had)})" if had else ""]
        case Behaviour(count=count):
            words = ["never", *words] if count == NEVER else [*words, _times(count)]
    return " ".join(word for word in (*words, _when(tree.when)) if word)


def _having(kind: str, tree: Having, vocabulary: Vocabulary) -> str:
    try:
        spec = vocabulary.property(kind, tree.property)
    except UnknownName:
        return f"where {GONE} {condition(tree, None, vocabulary)}"
    match tree.operator, tree.value:
        case (Operator.IS, _):
            value = value_said(tree.value, spec, vocabulary)
        case (Operator.ONE_OF, tuple() as several):
            value = listed([value_said(one, spec, vocabulary) for one in several], last="or")
        case _:
            return f"where the {spec.name} {condition(tree, spec, vocabulary)}"
    return f"{spec.said} {value}" if spec.said else f"with {spec.name} {value}"


def _times(count: Count) -> str:
    if count == ONCE:
        return ""
    often = {1: "once", 2: "twice"}.get(count.number, f"{number(count.number)} times")
    return f"{count.measure.value} {often}"


def _when(when: When | None) -> str:
    match when:
        case None:
            return ""
        case When(Operator.AGO, Span() as value):
            return f"more than {span(value)} ago"
        case When(Operator.IN_LAST, Span() as value):
            return f"in the last {span(value)}"
        case When(Operator.BETWEEN, (date() as first, date() as last)):
            return f"between {_day(first)} and {_day(last)}"
        case When(operator, date() as day):
            return f"{operator.value.removeprefix('is ')} {_day(day)}"
        case _:
            return ""


def owns(tree: Related, spec: RelatedSpec) -> str:
    """How many related records: has a deal, has no deal, has at least 2 deals."""
    if tree.count == ONCE:
        return f"has {single(spec.name)}"
    if tree.count == NEVER:
        return f"has no {spec.name}"
    return f"has {tree.count.measure.value} {number(tree.count.number)} {spec.plural}"
