"""Named clauses put in the place of what refers to them."""

from __future__ import annotations

from collections.abc import Mapping

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


def embed(
    tree: Criterion, *, clauses: Mapping[str, Criterion], name: str | None = None
) -> Criterion:
    """The criterion with every clause that it refers to put in its place, to the last.

    `name` is the clause that the tree itself defines, if it is one. Raises CriterionError
    (`self_reference`, `unknown_clause`) with the way that leads round, or to nowhere.
    """
    return _embed(tree, clauses, (name,) if name else ())


def _embed(tree: Criterion, clauses: Mapping[str, Criterion], way: tuple[str, ...]) -> Criterion:
    match tree:
        case ClauseRef(clause):
            return _embed(_clause(clause, clauses, way), clauses, (*way, clause))
        case All(inner):
            return All(tuple(_embed(part, clauses, way) for part in inner))
        case AnyOf(inner):
            return AnyOf(tuple(_embed(part, clauses, way) for part in inner))
        case Not(part):
            return Not(_embed(part, clauses, way))
        case Related(record, where, count):
            return Related(record, _embed(where, clauses, way), count)
        case _:
            return tree


def _clause(clause: str, clauses: Mapping[str, Criterion], way: tuple[str, ...]) -> Criterion:
    if clause in way:
        told = " → ".join((*way[way.index(clause) :], clause))
        words = f"The definition “{clause}” refers to itself: {told}."
        raise CriterionError(Problem("self_reference", words))
    if clause not in clauses:
        raise CriterionError(
            Problem("unknown_clause", f"There is no definition “{clause}”.", nearest=())
        )
    return clauses[clause]


def refers_to(tree: Criterion) -> frozenset[str]:
    """The clauses that a criterion names directly."""
    return frozenset(part.clause for part in walk(tree) if isinstance(part, ClauseRef))
