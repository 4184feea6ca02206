"""A tree that knows where its parts stand in the text, and the pieces that it is built of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lark import Token

from entente.kit.criteria.errors import CriterionError, Place, Problem
from entente.kit.criteria.text.literal import Condition, place_of, place_over
from entente.kit.criteria.tree import (
    MAX_DEPTH,
    ONCE,
    All,
    AnyOf,
    Count,
    Criterion,
    Everyone,
    Having,
    Measure,
    Related,
    When,
)
from entente.kit.criteria.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in the text stands for, and where it was looked up."""

    spec: Any  # of one of the four sorts; the grammar says which
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Built:
    """A criterion, its place, and the same of its parts."""

    tree: Criterion
    place: Place
    parts: tuple[Built, ...] = ()
    depth: int = 1


def over(tree: Criterion, place: Place, parts: tuple[Built, ...]) -> Built:
    """A criterion around others. Raises CriterionError where it is too deep."""
    depth = 1 + max(part.depth for part in parts)
    if depth > MAX_DEPTH:
        words = f"More than {MAX_DEPTH} conditions inside each other."
        raise CriterionError(Problem("too_deep", words, place))
    return Built(tree, place, parts, depth)


def joined(group: type[All] | type[AnyOf], found: tuple[Token | Built, ...]) -> Built:
    """A group of what stands between the words that join it."""
    parts = tuple(part for part in found if isinstance(part, Built))
    place = place_over(parts[0].place, parts[-1].place)
    return over(group(tuple(part.tree for part in parts)), place, parts)


def measured(token: Token) -> Measure:
    """At least, at most or exactly."""
    return Measure(" ".join(token.casefold().split()))


def condition_on(token: Token, condition: Condition) -> Having:
    """A condition on the property that is named. Raises CriterionError."""
    named: Named = token.value
    operator, value = condition.on(named.spec, named.vocabulary)
    return Having(named.spec.key, operator, value)


def about_records(has: Token, record: Token, count: Count, that: Built | None) -> Built:
    """So many related records, of any sort or of one."""
    place = place_over(place_of(has), place_of(record))
    key = record.value.spec.key
    inner = that or Built(Everyone(), place)
    return over(Related(key, inner.tree, count), place, (inner,))


@dataclass(frozen=True, slots=True)
class Where:
    conditions: tuple[Having, ...]


@dataclass(frozen=True, slots=True)
class Had:
    conditions: tuple[Having, ...]


@dataclass(slots=True)
class Said:
    """What was said about a behaviour after its name."""

    where: tuple[Having, ...] = ()
    had: tuple[Having, ...] = ()
    count: Count = ONCE
    when: When | None = None

    @classmethod
    def of(cls, found: tuple[Any, ...]) -> Said:
        said = cls()
        for thing in found:
            match thing:
                case Where(conditions):
                    said.where = conditions
                case Had(conditions):
                    said.had = conditions
                case Count():
                    said.count = thing
                case When():
                    said.when = thing
        return said
