"""The reference meaning of a criterion: verdict and evidence from plain facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from entente.kit.criteria.meaning.compare import Condition, compare
from entente.kit.criteria.meaning.facts import Asked, Deed, Facts, Seen
from entente.kit.criteria.meaning.verdict import (
    MET,
    MISSED,
    UNKNOWN,
    Verdict,
    all_met,
    any_met,
    opposite,
    truth,
)
from entente.kit.criteria.meaning.windows import Window, window
from entente.kit.criteria.stored import typed
from entente.kit.criteria.tree import (
    All,
    Amount,
    AnyOf,
    Behaviour,
    Compare,
    Count,
    Criterion,
    Everyone,
    Having,
    Measure,
    Not,
    Occurrence,
    Related,
    Turn,
    When,
)
from entente.kit.criteria.vocabulary import PropertySpec, Vocabulary


@dataclass(frozen=True, slots=True)
class ValueSeen:
    """The value at the moment, and the entry that set it where it ever changed."""

    value: Seen
    position: int | None = None


@dataclass(frozen=True, slots=True)
class EntriesSeen:
    """Positions of the entries that count, oldest first, and of those that may."""

    counted: tuple[int, ...]
    uncertain: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordsSeen:
    """Related records that meet the criterion, and those for which that is unknown."""

    counted: tuple[int, ...]
    uncertain: tuple[int, ...] = ()


Found: TypeAlias = ValueSeen | EntriesSeen | RecordsSeen | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A criterion, its verdict, what was seen, and the same of its parts.

    The parts of a related criterion are its `where` for each related record, in their order.
    """

    tree: Criterion
    verdict: Verdict
    found: Found = None
    parts: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    evidence: Evidence


def evaluate(tree: Criterion, *, facts: Facts, vocabulary: Vocabulary, asked: Asked) -> Outcome:
    """The verdict on one record with what it rests on.

    Clauses must be embedded. Raises UnknownName for what the vocabulary does not hold.
    """
    evidence = _evidence(tree, facts, vocabulary, asked)
    return Outcome(evidence.verdict, evidence)


def _evidence(tree: Criterion, facts: Facts, vocabulary: Vocabulary, asked: Asked) -> Evidence:  # noqa: PLR0911  one return for each sort
    match tree:
        case Everyone():
            return Evidence(tree, MET)
        case All(inner):
            parts = tuple(_evidence(part, facts, vocabulary, asked) for part in inner)
            return Evidence(tree, all_met(part.verdict for part in parts), None, parts)
        case AnyOf(inner):
            parts = tuple(_evidence(part, facts, vocabulary, asked) for part in inner)
            return Evidence(tree, any_met(part.verdict for part in parts), None, parts)
        case Not(part):
            found = _evidence(part, facts, vocabulary, asked)
            return Evidence(tree, opposite(found.verdict), None, (found,))
        case Compare():
            return _compared(tree, facts, vocabulary, asked)
        case Behaviour():
            return _counted(tree, facts, vocabulary, asked)
        case Occurrence():
            return _occurred(tree, facts, vocabulary, asked)
        case Related():
            return _related(tree, facts, vocabulary, asked)
    raise ValueError("clauses are embedded before a criterion is evaluated")


def _compared(tree: Compare, facts: Facts, vocabulary: Vocabulary, asked: Asked) -> Evidence:
    spec = vocabulary.field(tree.field)
    seen = facts.value(tree.field, asked.at)
    condition = Condition(spec.type, tree.operator, tree.value, vocabulary.options(spec))
    history = facts.fields.get(tree.field)
    position = history.set_by(asked.at) if history else None
    return Evidence(tree, compare(seen, condition, asked), ValueSeen(seen, position))


def _counted(tree: Behaviour, facts: Facts, vocabulary: Vocabulary, asked: Asked) -> Evidence:
    span = _window(tree.when, asked)
    fits = [
        (deed, fitting(deed, tree.kind, tree.where, vocabulary, asked))
        for deed in seen_deeds(facts, tree.kind, vocabulary, asked)
        if span.holds(deed.occurred_at)
    ]
    counted = tuple(deed.position for deed, fit in fits if fit is MET)
    uncertain = tuple(deed.position for deed, fit in fits if fit is UNKNOWN)
    verdict = enough(tree.count, len(counted), len(counted) + len(uncertain))
    return Evidence(tree, verdict, EntriesSeen(counted, uncertain))


def enough(count: Count, least: int, most: int) -> Verdict:
    """The verdict where the true number lies between two bounds, both included."""
    number = count.number
    match count.measure:
        case Measure.AT_LEAST:
            return MET if least >= number else MISSED if most < number else UNKNOWN
        case Measure.AT_MOST:
            return MET if most <= number else MISSED if least > number else UNKNOWN
        case Measure.EXACTLY:
            if least == most:
                return truth(of=least == number)
            return UNKNOWN if least <= number <= most else MISSED


def _occurred(tree: Occurrence, facts: Facts, vocabulary: Vocabulary, asked: Asked) -> Evidence:
    """Unknown where entries that may fit stand before the first that fits, and would differ."""
    deeds = seen_deeds(facts, tree.kind, vocabulary, asked)
    if tree.turn is Turn.LAST:
        deeds.reverse()
    certain: tuple[int, ...] = ()
    uncertain: list[int] = []
    verdicts: set[Verdict] = set()
    for deed in deeds:
        fit = fitting(deed, tree.kind, tree.where, vocabulary, asked)
        if fit is MISSED:
            continue
        verdicts.add(_of_one(tree, deed, vocabulary, asked))
        if fit is MET:
            certain = (deed.position,)
            break
        uncertain.append(deed.position)
    else:
        verdicts.add(MISSED)
    verdict = verdicts.pop() if len(verdicts) == 1 else UNKNOWN
    return Evidence(tree, verdict, EntriesSeen(certain, tuple(uncertain)))


def _of_one(tree: Occurrence, deed: Deed, vocabulary: Vocabulary, asked: Asked) -> Verdict:
    inside = truth(of=_window(tree.when, asked).holds(deed.occurred_at))
    return all_met((inside, fitting(deed, tree.kind, tree.had, vocabulary, asked)))


def _related(tree: Related, facts: Facts, vocabulary: Vocabulary, asked: Asked) -> Evidence:
    inner = vocabulary.record(tree.record).vocabulary
    there = [one for one in facts.related.get(tree.record, ()) if one.belongs(asked.at)]
    parts = tuple(_evidence(tree.where, one, inner, asked) for one in there)
    both = tuple(zip(there, parts, strict=True))
    counted = tuple(one.record for one, part in both if part.verdict is MET)
    uncertain = tuple(one.record for one, part in both if part.verdict is UNKNOWN)
    verdict = enough(tree.count, len(counted), len(counted) + len(uncertain))
    return Evidence(tree, verdict, RecordsSeen(counted, uncertain), parts)


def seen_deeds(facts: Facts, kind: str, vocabulary: Vocabulary, asked: Asked) -> list[Deed]:
    """The entries of a behaviour up to the moment, oldest first."""
    kinds = vocabulary.behaviour(kind).kinds
    deeds = [deed for deed in facts.deeds if deed.kind in kinds and deed.occurred_at <= asked.at]
    return sorted(deeds, key=lambda deed: (deed.occurred_at, deed.position))


def fitting(
    deed: Deed, kind: str, where: Iterable[Having], vocabulary: Vocabulary, asked: Asked
) -> Verdict:
    """Does an entry have all of this?"""
    return all_met(_has(deed, kind, one, vocabulary, asked) for one in where)


def _has(deed: Deed, kind: str, tree: Having, vocabulary: Vocabulary, asked: Asked) -> Verdict:
    spec = vocabulary.property(kind, tree.property)
    condition = Condition(spec.type, tree.operator, tree.value, vocabulary.options(spec))
    return compare(property_of(deed, spec), condition, asked)


def property_of(deed: Deed, spec: PropertySpec) -> Seen:
    """The value of a property or a column of an entry; None is unknown."""
    match spec.key:
        case "@value":
            known = deed.value is not None and deed.currency
            return Amount(deed.value, deed.currency) if known and deed.value is not None else None
        case "@actor":
            return deed.actor
        case "@team" | "@channel" | "@campaign" | "@asset":
            return getattr(deed, spec.key[1:]) or None
        case _:
            found: Seen = typed(deed.properties.get(spec.key), spec.type)
            return found


def _window(when: When | None, asked: Asked) -> Window:
    return window(when.operator, when.value, asked) if when else Window()
