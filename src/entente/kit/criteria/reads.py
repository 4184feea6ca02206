"""What a criterion reads: which news can change its verdict, and whether time alone can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from entente.kit.criteria.operators import RELATIVE, Operator, Type
from entente.kit.criteria.tree import (
    ME,
    Behaviour,
    Compare,
    Criterion,
    Having,
    Occurrence,
    Related,
    Span,
    Unit,
    Value,
    When,
    parts,
    walk,
)
from entente.kit.criteria.vocabulary import Vocabulary


class Pace(IntEnum):
    """How finely time alone can change a verdict, apart from facts dated in the future."""

    NEVER = 0
    DAILY = 1  # only where a day of the workspace begins
    ANY = 2  # at any moment


@dataclass(frozen=True, slots=True)
class Reads:
    """Keys of what is read, each with the sort of record: ("contact", "job_title").

    `kinds` are kinds of entries; `lists` the keys of lists that are named; `fades` says that a
    score is among the fields.
    """

    fields: frozenset[tuple[str, str]]
    kinds: frozenset[tuple[str, str]]
    lists: frozenset[str]
    records: frozenset[str]
    pace: Pace
    asker: bool
    fades: bool

    @property
    def on_time(self) -> bool:
        """Can the verdict change by the passing of time alone?"""
        return self.pace is not Pace.NEVER


def reads(tree: Criterion, *, vocabulary: Vocabulary) -> Reads:
    """What a criterion reads; its clauses must be embedded. Raises UnknownName."""
    leaves = list(_leaves(tree, vocabulary))
    conditions = [one for leaf, known in leaves for one in _conditions(leaf, known)]
    fades = any(_fades(*leaf) for leaf in leaves)
    paces = [_pace(*one) for one in conditions] + ([Pace.DAILY] if fades else [])
    return Reads(
        fields=frozenset(
            (known.subject, leaf.field) for leaf, known in leaves if isinstance(leaf, Compare)
        ),
        kinds=frozenset(
            (known.subject, kind)
            for leaf, known in leaves
            if isinstance(leaf, Behaviour | Occurrence)
            for kind in known.behaviour(leaf.kind).kinds
        ),
        lists=frozenset(
            str(leaf.value)
            for leaf, known in leaves
            if isinstance(leaf, Compare)
            and leaf.value is not None
            and known.field(leaf.field).type is Type.LISTS
        ),
        records=frozenset(one.record for one in walk(tree) if isinstance(one, Related)),
        pace=max(paces, default=Pace.NEVER),
        asker=any(_asks(one.value) for one, _ in conditions),
        fades=fades,
    )


def _leaves(tree: Criterion, vocabulary: Vocabulary) -> Iterator[tuple[Criterion, Vocabulary]]:
    inner = parts(tree)
    if not inner:
        yield tree, vocabulary
    if isinstance(tree, Related):
        vocabulary = vocabulary.record(tree.record).vocabulary
    for part in inner:
        yield from _leaves(part, vocabulary)


def _conditions(
    leaf: Criterion, vocabulary: Vocabulary
) -> Iterator[tuple[Compare | Having | When, Type]]:
    match leaf:
        case Compare():
            yield leaf, vocabulary.field(leaf.field).type
        case Behaviour() | Occurrence():
            had = leaf.had if isinstance(leaf, Occurrence) else ()
            for having in (*leaf.where, *had):
                yield having, vocabulary.property(leaf.kind, having.property).type
            if leaf.when:
                yield leaf.when, Type.DATE  # an entry lies in the past: only days can end


def _pace(condition: Compare | Having | When, type_: Type) -> Pace:
    if condition.operator not in RELATIVE:
        return Pace.NEVER
    in_hours = isinstance(condition.value, Span) and condition.value.unit is Unit.HOUR
    passes_by = type_ is Type.MOMENT and condition.operator is not Operator.AGO
    return Pace.ANY if in_hours or passes_by else Pace.DAILY


def _fades(leaf: Criterion, vocabulary: Vocabulary) -> bool:
    """A score fades all the time; to look where a day begins is often enough for people."""
    return isinstance(leaf, Compare) and vocabulary.field(leaf.field).fades


def _asks(value: Value) -> bool:
    return ME in value if isinstance(value, tuple) else value is ME
