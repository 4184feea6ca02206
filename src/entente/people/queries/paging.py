"""Pages of a list: keyset on a sorted column and the id, blanks last both ways; counts capped.

The sorted column is an expression that is NULL for what is blank, with an index on it and the id.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, LiteralString

from django.db import connection

from entente.kit.criteria.sql.fragment import TRUE, Cast, Fragment, bound, joined, sql

CAP = 10_000
LONGEST = 40  # digits; no list has longer numbers
LONGEST_MARK = 8_000  # letters; a value and an id, packed
# So many matches are sorted at once; more of them are met by walking in order. The planner, who
# must guess how many there are, may walk through a million rows to find seven hundred.
FEW = 5_000


def _number(text: str) -> str:
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > LONGEST:
        raise ValueError(text)
    return f"{number:f}"


def _whole(text: str) -> str:
    number = int(text)
    if abs(number) >= 2**63:
        raise ValueError(text)
    return str(number)


def _text(text: str) -> str:
    text.encode()
    if "\x00" in text:
        raise ValueError(text)
    return text


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()


# Reads a value that a list may be sorted by, and writes it as the database reads it.
_WRITTEN: dict[Cast, Callable[[str], str]] = {
    "text": _text,
    "bigint": _whole,
    "numeric": _number,
    "date": lambda text: date.fromisoformat(text).isoformat(),
    "timestamptz": _moment,
}


class BadMark(ValueError):
    """A place in a list that no list gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A column that a list may be sorted by. `blanks` where its values may be unknown."""

    key: str
    label: str
    column: LiteralString
    cast: Cast = "text"
    blanks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a page ended: the sorted value (None is blank) and the id."""

    value: str | None
    id: int

    def __str__(self) -> str:
        packed = json.dumps([self.value, self.id]).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Mark":
        """Read a mark back from a page's address. Raises BadMark."""
        if len(text) > LONGEST_MARK:
            raise BadMark(text[:60])
        try:
            value, of = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, RecursionError) as error:
            raise BadMark(text[:60]) from error
        if not isinstance(of, int) or not (value is None or isinstance(value, str)):
            raise BadMark(text[:60])
        if not 0 <= of < 2**63:
            raise BadMark(text[:60])
        return cls(value=value, id=of)

    def on(self, sort: "Sort") -> "Mark":
        """The mark, once it is sure that it can lie in a list sorted so. Raises BadMark."""
        if self.value is None:
            return self
        try:
            return Mark(value=_WRITTEN[sort.cast](self.value), id=self.id)
        except (ValueError, ArithmeticError) as error:
            raise BadMark(repr(self.value)[:60]) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many there are; `capped` when there are more than that."""

    number: int
    capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a list reads: the columns to select, from where, under which condition."""

    columns: Sequence[Fragment]
    tables: Fragment
    where: Fragment
    id: LiteralString

    @property
    def table(self) -> Fragment:
        """The table that the condition speaks of."""
        return Fragment(self.id.rpartition(".")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """The rows of a page, and where the next and the previous one begin; None where none is."""

    rows: list[tuple[Any, ...]]
    next: Mark | None
    previous: Mark | None


Part = Literal["known", "blank"]


def page(
    *,
    source: Source,
    sort: Sort,
    descending: bool = False,
    after: Mark | None = None,
    before: Mark | None = None,
    limit: int = 50,
    counted: Counted | None = None,
) -> Paged:
    """The rows after a mark, or the ones just before it; the first ones without a mark.

    `counted` is how many there are, where that is known: few are sorted, many walked through. One
    query; a second for the blanks once the others do not fill the page. Raises BadMark.
    """
    few = counted is not None and not counted.capped and counted.number <= FEW
    back, mark = before is not None, before or after
    mark = mark and mark.on(sort)
    rows: list[tuple[Any, ...]] = []
    for part in _parts(sort, mark, back=back):
        if len(rows) <= limit:
            start = mark if mark and part == _part_of(mark) else None
            walk = Walk(descending=descending != back, after=start, limit=limit + 1 - len(rows))
            rows += _part(source, sort, part, walk, few=few)
    more, rows = len(rows) > limit, rows[:limit]
    if back:
        rows.reverse()
    ends = [Mark(value=row[0], id=row[1]) for row in rows[:1] + rows[-1:]]
    return Paged(
        rows=[row[2:] for row in rows],
        next=ends[-1] if ends and (more or back) else None,
        previous=ends[0] if ends and (more if back else after is not None) else None,
    )


def _part_of(mark: Mark) -> Part:
    return "blank" if mark.value is None else "known"


def _parts(sort: Sort, mark: Mark | None, *, back: bool) -> list[Part]:
    """The parts of the list from the mark on, in the order in which they are walked through."""
    parts: list[Part] = ["known", "blank"] if sort.blanks else ["known"]
    if back:
        parts.reverse()
    return parts[parts.index(_part_of(mark)) :] if mark and _part_of(mark) in parts else parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """In which direction from where, and how far."""

    descending: bool
    after: Mark | None
    limit: int


def _part(
    source: Source, sort: Sort, part: Part, walk: Walk, *, few: bool
) -> list[tuple[Any, ...]]:
    column, of, after = Fragment(sort.column), Fragment(source.id), walk.after
    direction, beyond = ("desc", "<") if walk.descending else ("asc", ">")
    start = TRUE
    if part == "blank":
        here = sql("{} is null", column)
        if after:
            start = sql("{} {} {}", of, Fragment(beyond), bound(after.id, "bigint"))
    else:
        here = sql("{} is not null", column) if sort.blanks else TRUE
        if after:
            mark = (bound(after.value, sort.cast), bound(after.id, "bigint"))
            start = sql("({}, {}) {} ({}, {})", column, of, Fragment(beyond), *mark)
    where = joined(" and ", [source.where, here, start])
    order = Fragment(f"{sort.column} {direction}, {source.id} {direction}")
    form = _sorted if few else _walked
    return run(form(source, column, where, order, bound(walk.limit, "bigint")))


def _walked(
    source: Source, column: Fragment, where: Fragment, order: Fragment, limit: Fragment
) -> Fragment:
    return sql(
        "select ({})::text, {}, {} from {} where {} order by {} limit {}",
        *(column, Fragment(source.id), joined(", ", source.columns), source.tables),
        *(where, order, limit),
    )


def _sorted(
    source: Source, column: Fragment, where: Fragment, order: Fragment, limit: Fragment
) -> Fragment:
    """Materialised, so that those who meet the condition are found before they are sorted."""
    of = Fragment(source.id)
    return sql(
        "with met as materialized (select {} as id from {} where {}) "
        "select ({})::text, {}, {} from {} where {} = any(array("
        "select {} from {} where {} = any(array(select met.id from met)) order by {} limit {})) "
        "order by {}",
        *(of, source.table, where),
        *(column, of, joined(", ", source.columns), source.tables, of),
        *(of, source.table, of, order, limit, order),
    )


def count_capped(*, tables: Fragment, where: Fragment, cap: int = CAP) -> Counted:
    """How many rows there are, counted to a cap: a page says "10,000+", and nobody waits."""
    query = sql(
        "select count(*) from (select 1 from {} where {} limit {}) counted",
        tables,
        where,
        bound(cap + 1, "bigint"),
    )
    number = run(query)[0][0]
    return Counted(number=min(number, cap), capped=number > cap)


def run(query: Fragment) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.params)
        return cursor.fetchall()
