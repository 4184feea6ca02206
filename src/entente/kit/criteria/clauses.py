"""Named clauses put in the place of what refers to them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from entente.kit.criteria.errors import CriterionError, Problem
from entente.kit.criteria.tree import (
    All,
    AnyOf,
    ClauseRef,
    Criterion,
    Not,
    Related,
    walk,
)

# Clauses that refer to clauses twice over would double with every step.
MOST_NODES = 5_000
MOST_STEPS = 10


def embed(
    tree: Criterion,
    *,
    clauses: Mapping[str, Criterion],
    name: str | None = None,
    called: Mapping[str, str] | None = None,
) -> Criterion:
    """The criterion with every clause that it refers to put in its place, to the last.

    `name` is the clause that the tree itself defines, if it is one; `called` gives names to keys
    for the words of an error. Raises CriterionError (`self_reference`, `unknown_clause`,
    `too_large`) with the way that leads round, or to nowhere.
    """
    return _Embedding(clauses, called or {}, itertools.count()).embed(tree, (name,) if name else ())


@dataclass(frozen=True, slots=True)
class _Embedding:
    clauses: Mapping[str, Criterion]
    called: Mapping[str, str]
    count: Iterator[int]

    def embed(self, tree: Criterion, way: tuple[str, ...]) -> Criterion:
        if next(self.count) >= MOST_NODES or len(way) > MOST_STEPS:
            words = "The definitions that this one refers to are too many or too long together."
            raise CriterionError(Problem("too_large", words))
        match tree:
            case ClauseRef(clause):
                return self.embed(self._clause(clause, way), (*way, clause))
            case All(inner):
                return All(tuple(self.embed(part, way) for part in inner))
            case AnyOf(inner):
                return AnyOf(tuple(self.embed(part, way) for part in inner))
            case Not(part):
                return Not(self.embed(part, way))
            case Related(record, where, count):
                return Related(record, self.embed(where, way), count)
            case _:
                return tree

    def _clause(self, clause: str, way: tuple[str, ...]) -> Criterion:
        name = self.called.get(clause, clause)
        if clause in way:
            steps = (*way[way.index(clause) :], clause)
            told = " → ".join(self.called.get(step, step) for step in steps)
            words = f"The definition “{name}” refers to itself: {told}."
            raise CriterionError(Problem("self_reference", words))
        if clause not in self.clauses:
            raise CriterionError(Problem("unknown_clause", f"There is no definition “{name}”."))
        return self.clauses[clause]


def refers_to(tree: Criterion) -> frozenset[str]:
    """The clauses that a criterion names directly."""
    return frozenset(part.clause for part in walk(tree) if isinstance(part, ClauseRef))
