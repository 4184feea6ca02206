"""A criterion as a heading says it, with no subject. It reads like the text, and does not parse."""

from __future__ import annotations

from entente.kit.criteria.text.names import names
from entente.kit.criteria.text.phrases import GONE, condition, deed, owns
from entente.kit.criteria.tree import (
    All,
    AnyOf,
    ClauseRef,
    Compare,
    Criterion,
    Everyone,
    Not,
    Related,
)
from entente.kit.criteria.vocabulary import UnknownName, Vocabulary
from entente.kit.wording import listed


def sentence(tree: Criterion, *, vocabulary: Vocabulary) -> str:
    """The whole criterion in one sentence, with a capital and without a full stop."""
    words = _said(tree, vocabulary)
    return words[:1].upper() + words[1:]


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
            return deed(tree, vocabulary)


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
        return f"{GONE} {condition(tree, None, vocabulary)}"
    name = names(vocabulary).subjects.label(spec)
    return f"{name} {condition(tree, spec, vocabulary)}"


def _related(tree: Related, vocabulary: Vocabulary) -> str:
    try:
        spec = vocabulary.record(tree.record)
    except UnknownName:
        return f"has {GONE}"
    words = owns(tree, spec)
    if tree.where == Everyone():
        return words
    return f"{words} where {_inside(tree.where, spec.vocabulary)}"
