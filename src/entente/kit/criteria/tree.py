"""A criterion as a tree of frozen values: what is signed, hashed, printed, evaluated and compiled.

Fields, behaviours and options stand in it by key, never by name: a renamed field changes the text
and not the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final, TypeAlias

from entente.kit.criteria.operators import Operator

GRAMMAR_VERSION: Final = 1
MAX_DEPTH: Final = 20
MAX_NODES: Final = 500


class Unit(StrEnum):
    """Days and longer are counted in calendar days of the workspace; hours exactly."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Span:
    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Amount:
    amount: Decimal
    currency: str  # three letters, ISO 4217


class Me(Enum):
    """Whoever asks."""

    ME = "me"


ME: Final = Me.ME

Single: TypeAlias = str | Decimal | Amount | date | bool | Me
Value: TypeAlias = Single | Span | tuple[Single, ...] | None


class Measure(StrEnum):
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Count:
    measure: Measure = Measure.AT_LEAST
    number: int = 1


ONCE: Final = Count()
NEVER: Final = Count(Measure.EXACTLY, 0)


@dataclass(frozen=True, slots=True)
class Everyone:
    """Met by every record."""


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        _two_or_more(self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        _two_or_more(self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    part: Criterion


@dataclass(frozen=True, slots=True)
class Compare:
    """A field of the record. One date stands for a whole day, a pair includes both its ends."""

    field: str
    operator: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class Having:
    """A condition on one property of an entry."""

    property: str
    operator: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class When:
    """A period that an entry's moment lies in; `operator` is one of `operators.PERIODS`."""

    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How often entries of a kind, with all of `where`, lie in a period. Never is exactly 0."""

    kind: str
    where: tuple[Having, ...] = ()
    count: Count = ONCE
    when: When | None = None


class Turn(StrEnum):
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The first or last entry of a kind with all of `where` lies in a period and has all of `had`.

    Missed where there is no such entry.
    """

    turn: Turn
    kind: str
    where: tuple[Having, ...] = ()
    had: tuple[Having, ...] = ()
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """How many related records (deals of a contact, contacts of a company) meet a criterion."""

    record: str
    where: Criterion = Everyone()
    count: Count = ONCE


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A named clause; `clauses.embed` puts its criterion in its place before evaluation."""

    clause: str


Criterion: TypeAlias = (
    Everyone | All | AnyOf | Not | Compare | Behaviour | Occurrence | Related | ClauseRef
)


def _two_or_more(parts: tuple[Criterion, ...]) -> None:
    if len(parts) < 2:
        raise ValueError("a group has at least two parts; `all_of` and `any_of` take any number")


def all_of(parts: Iterable[Criterion]) -> Criterion:
    """Every part; one part stands for itself, none is met by everyone."""
    given = tuple(parts)
    return All(given) if len(given) > 1 else (given[0] if given else Everyone())


def any_of(parts: Iterable[Criterion]) -> Criterion:
    """One part or more; one part stands for itself, none is met by no one."""
    given = tuple(parts)
    return AnyOf(given) if len(given) > 1 else (given[0] if given else Not(Everyone()))


def parts(tree: Criterion) -> tuple[Criterion, ...]:
    """The criteria directly inside this one."""
    match tree:
        case All(inner) | AnyOf(inner):
            return inner
        case Not(part):
            return (part,)
        case Related():
            return (tree.where,)
        case _:
            return ()


def walk(tree: Criterion) -> Iterator[Criterion]:
    """This criterion and all inside it, outermost first."""
    yield tree
    for part in parts(tree):
        yield from walk(part)


def depth(tree: Criterion) -> int:
    """How many criteria lie around the innermost one, itself included."""
    return 1 + max((depth(part) for part in parts(tree)), default=0)
