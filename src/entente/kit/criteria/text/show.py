"""From tree to the canonical text, which parses to the same tree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from entente.kit.criteria.canonical import plain
from entente.kit.criteria.operators import Operand, Operator, operand
from entente.kit.criteria.text.literal import quoted
from entente.kit.criteria.text.names import bracketed, names
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
from entente.kit.wording import single


def show(tree: Criterion, *, vocabulary: Vocabulary) -> str:  # noqa: PLR0911  one return for each sort
    """The canonical text. A key without a name is written as `[#key]`, which does not parse."""
    match tree:
        case Everyone():
            return "everyone"
        case All(inner):
            return " and ".join(_inside(part, vocabulary) for part in inner)
        case AnyOf(inner):
            return " or ".join(_inside(part, vocabulary) for part in inner)
        case Not(part):
            return f"not {_inside(part, vocabulary)}"
        case ClauseRef(key):
            return f"meets {quoted(vocabulary.clause_labels.by_key.get(key, f'#{key}'))}"
        case Compare():
            return _compare(tree, vocabulary)
        case Related():
            return _related(tree, vocabulary)
        case _:
            return _behaviour(tree, vocabulary)


def _inside(part: Criterion, vocabulary: Vocabulary) -> str:
    text = show(part, vocabulary=vocabulary)
    return f"({text})" if isinstance(part, All | AnyOf) else text


def _compare(tree: Compare, vocabulary: Vocabulary) -> str:
    try:
        spec = vocabulary.field(tree.field)
    except UnknownName:
        return f"{bracketed(f'#{tree.field}')} {_condition(tree, None, vocabulary)}"
    name = names(vocabulary).subjects.shown(spec)
    return f"{name} {_condition(tree, spec, vocabulary)}"


def _condition(
    tree: Compare | Having, spec: FieldSpec | PropertySpec | None, vocabulary: Vocabulary
) -> str:
    value = tree.value
    match operand(tree.operator):
        case Operand.NOTHING:
            return tree.operator.value
        case Operand.SPAN if isinstance(value, Span):
            if tree.operator is Operator.AGO:
                return f"is more than {span(value)} ago"
            return f"{tree.operator.value} {span(value)}"
        case Operand.SEVERAL if isinstance(value, tuple):
            inner = ", ".join(_single(one, spec, vocabulary) for one in value)
            return f"{tree.operator.value} ({inner})"
        case Operand.PAIR if isinstance(value, tuple):
            first, last = (_single(one, spec, vocabulary) for one in value)
            return f"{tree.operator.value} {first} and {last}"
        case _:
            return f"{tree.operator.value} {_single(value, spec, vocabulary)}"


def _single(value: Value, spec: FieldSpec | PropertySpec | None, vocabulary: Vocabulary) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return plain(value)
        case Amount(amount, currency):
            return f"{plain(amount)} {currency}"
        case date():
            return value.isoformat()
        case str():
            return quoted(label(value, spec, vocabulary))
        case _:
            return "me" if value is ME else "nothing"


def label(key: str, spec: FieldSpec | PropertySpec | None, vocabulary: Vocabulary) -> str:
    """How an option is called; a text is its own label."""
    if spec is None or spec.type not in KEYED:
        return key
    by_key = vocabulary.labels(spec).by_key
    return by_key.get(key, f"#{key}") if by_key else key


def span(value: Span) -> str:
    """A number of days, weeks or months."""
    return f"{value.number} {value.unit.value}{'' if value.number == 1 else 's'}"


def _behaviour(tree: Behaviour | Occurrence, vocabulary: Vocabulary) -> str:
    words = [_phrase(tree.kind, vocabulary), _conditions("with", tree.kind, tree.where, vocabulary)]
    match tree:
        case Occurrence():
            words = [tree.turn.value, *words, _conditions("had", tree.kind, tree.had, vocabulary)]
        case Behaviour(count=count):
            words = ["never", *words] if count == NEVER else [*words, times(count)]
    words.append(_when(tree.when))
    return " ".join(word for word in words if word)


def _phrase(kind: str, vocabulary: Vocabulary) -> str:
    try:
        return names(vocabulary).subjects.shown(vocabulary.behaviour(kind))
    except UnknownName:
        return bracketed(f"#{kind}")


def _conditions(
    word: str, kind: str, conditions: tuple[Having, ...], vocabulary: Vocabulary
) -> str:
    if not conditions:
        return ""
    return f"{word} {', '.join(_having(kind, one, vocabulary) for one in conditions)}"


def _having(kind: str, tree: Having, vocabulary: Vocabulary) -> str:
    try:
        spec = vocabulary.property(kind, tree.property)
    except UnknownName:
        return f"{bracketed(f'#{tree.property}')} {_condition(tree, None, vocabulary)}"
    name = names(vocabulary).properties[kind].shown(spec)
    if tree.operator is Operator.IS:
        return f"{name} {_single(tree.value, spec, vocabulary)}"
    return f"{name} {_condition(tree, spec, vocabulary)}"


def times(count: Count) -> str:
    """How often, where it is not simply once."""
    if count == ONCE:
        return ""
    return f"{count.measure.value} {count.number} {'time' if count.number == 1 else 'times'}"


def _when(when: When | None) -> str:
    match when:
        case None:
            return ""
        case When(Operator.AGO, Span() as value):
            return f"more than {span(value)} ago"
        case When(Operator.IN_LAST, Span() as value):
            return f"in the last {span(value)}"
        case When(Operator.BETWEEN, (first, last)):
            return f"between {first} and {last}"
        case _:
            return f"{when.operator.value.removeprefix('is ')} {when.value}"


def _related(tree: Related, vocabulary: Vocabulary) -> str:
    try:
        spec = vocabulary.record(tree.record)
    except UnknownName:
        return f"has a {bracketed(f'#{tree.record}')}"
    known = names(vocabulary)
    name = known.related.shown(spec)
    if tree.count == ONCE:
        words = f"has {single(name)}"
    elif tree.count == NEVER:
        words = f"has no {name}"
    else:
        plural = known.plurals.shown(spec)
        words = f"has {tree.count.measure.value} {tree.count.number} {plural}"
    if tree.where == Everyone():
        return words
    return f"{words} where ({show(tree.where, vocabulary=spec.vocabulary)})"
