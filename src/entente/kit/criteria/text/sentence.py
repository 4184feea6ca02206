"""A criterion as people say it. It reads like the text, and does not parse."""

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
    All,
    Amount,
    AnyOf,
    Behaviour,
    ClauseRef,
    Compare,
    Count,
    Criterion,
    Everyone,
    Having,
    Not,
    Occurrence,
    Related,
    Span,
    Value,
    When,
)
from entente.kit.criteria.values import KEYED
from entente.kit.criteria.vocabulary import FieldSpec, PropertySpec, UnknownName, Vocabulary
from entente.kit.wording import listed, money, number, single

GONE = "something that was deleted"


def sentence(tree: Criterion, *, vocabulary: Vocabulary) -> str:
    """The whole criterion in one sentence, with a capital and without a full stop."""
    words = clause(tree, vocabulary=vocabulary)
    return words[:1].upper() + words[1:]


def clause(tree: Criterion, *, vocabulary: Vocabulary) -> str:
    """The same as it goes on after “when”."""
    return _said(tree, vocabulary)


def _said(tree: Criterion, vocabulary: Vocabulary) -> str:  # noqa: PLR0911  one return for each sort
    match tree:
        case Everyone():
            return "everyone"
        case All(inner):
            return ", and ".join(_inside(part, vocabulary) for part in inner)
        case AnyOf(inner):
            return ", or ".join(_inside(part, vocabulary) for part in inner)
        case Not(part):
            return f"it is not so that {_inside(part, vocabulary)}"
        case ClauseRef(key):
            return f"meets the definition “{vocabulary.clause_labels.by_key.get(key, GONE)}”"
        case Compare():
            return _compare(tree, vocabulary)
        case Related():
            return _related(tree, vocabulary)
        case _:
            return _behaviour(tree, vocabulary)


def _inside(part: Criterion, vocabulary: Vocabulary) -> str:
    match part:
        case All(inner):
            return f"both {listed([_inside(one, vocabulary) for one in inner])}"
        case AnyOf(inner):
            return f"either {listed([_inside(one, vocabulary) for one in inner], last='or')}"
        case _:
            return _said(part, vocabulary)


def _compare(tree: Compare, vocabulary: Vocabulary) -> str:
    try:
        spec = vocabulary.field(tree.field)
    except UnknownName:
        return f"{GONE} {_condition(tree, None, vocabulary)}"
    name = names(vocabulary).subjects.label(spec)
    return f"{name} {_condition(tree, spec, vocabulary)}"


def _condition(
    tree: Compare | Having, spec: FieldSpec | PropertySpec | None, vocabulary: Vocabulary
) -> str:
    value = tree.value
    match operand(tree.operator):
        case Operand.NOTHING:
            return tree.operator.value
        case Operand.SPAN if isinstance(value, Span) and tree.operator is Operator.AGO:
            return f"is more than {span(value)} ago"
        case Operand.SPAN if isinstance(value, Span):
            return f"{tree.operator.value} {span(value)}"
        case Operand.SEVERAL if isinstance(value, tuple):
            told = [_single(one, spec, vocabulary) for one in value]
            word = "is" if tree.operator is Operator.ONE_OF else "is neither"
            return f"{word} {listed(told, last='or' if word == 'is' else 'nor')}"
        case Operand.PAIR if isinstance(value, tuple):
            told = [_single(one, spec, vocabulary) for one in value]
            return f"is between {told[0]} and {told[-1]}"
        case _:
            return f"{tree.operator.value} {_single(value, spec, vocabulary)}"


def _single(  # noqa: PLR0911  one return for each sort
    value: Value, spec: FieldSpec | PropertySpec | None, vocabulary: Vocabulary
) -> str:
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


def _behaviour(tree: Behaviour | Occurrence, vocabulary: Vocabulary) -> str:
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
        return f"where {GONE} {_condition(tree, None, vocabulary)}"
    if tree.operator is not Operator.IS:
        return f"where {spec.name} {_condition(tree, spec, vocabulary)}"
    value = _single(tree.value, spec, vocabulary)
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


def _related(tree: Related, vocabulary: Vocabulary) -> str:
    try:
        spec = vocabulary.record(tree.record)
    except UnknownName:
        return f"has {GONE}"
    if tree.count == ONCE:
        words = f"has {single(spec.name)}"
    elif tree.count == NEVER:
        words = f"has no {spec.name}"
    else:
        words = f"has {tree.count.measure.value} {number(tree.count.number)} {spec.plural}"
    if tree.where == Everyone():
        return words
    return f"{words} where {_inside(tree.where, spec.vocabulary)}"
