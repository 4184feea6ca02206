"""How many rows fit: from rows that fit, may fit or do not, to a three-valued answer."""

from __future__ import annotations

from collections.abc import Callable

from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.tree import NEVER, ONCE, Count, Measure, Turn


def counted(rows: Fragment, count: Count) -> Fragment:
    """How many rows there are: always known."""
    if count == ONCE:
        return sql("(exists (select 1 {}))", rows)
    if count == NEVER:
        return sql("(not exists (select 1 {}))", rows)
    return MEASURES[count.measure](sql("select true as fits {}", rows), count.number)


def counted_where(fits: Fragment, rows: Fragment, count: Count) -> Fragment:
    """How many rows fit; unknown where those that may fit make the difference."""
    return MEASURES[count.measure](sql("select {} as fits {}", fits, rows), count.number)


def _at_least(rows: Fragment, number: int) -> Fragment:
    wanted = bound(number, "bigint")
    return sql(
        "(select case when count(*) filter (where fit.fits) >= {} then true "
        "when count(*) < {} then false end from ({}) fit where fit.fits is not false)",
        wanted,
        wanted,
        rows,
    )


def _at_most(rows: Fragment, number: int) -> Fragment:
    wanted = bound(number, "bigint")
    return sql(
        "(select case when count(*) <= {} then true "
        "when count(*) filter (where fit.fits) > {} then false end "
        "from ({}) fit where fit.fits is not false)",
        wanted,
        wanted,
        rows,
    )


def _exactly(rows: Fragment, number: int) -> Fragment:
    wanted = bound(number, "bigint")
    return sql(
        "(select case when {} not between count(*) filter (where fit.fits) and count(*) "
        "then false when count(*) = count(*) filter (where fit.fits) then true end "
        "from ({}) fit where fit.fits is not false)",
        wanted,
        rows,
    )


def _first(rows: Fragment) -> Fragment:
    return sql(
        "(select case when bool_and(past.verdict is false) is not false then false "
        "when bool_and(past.verdict is true) and bool_or(past.fits) then true end "
        "from (select fit.fits, fit.verdict, bool_or(fit.fits is true) over ("
        "order by fit.occurred_at, fit.position "
        "rows between unbounded preceding and 1 preceding) as settled "
        "from ({}) fit where fit.fits is not false) past where past.settled is not true)",
        rows,
    )


def _last(rows: Fragment) -> Fragment:
    return sql(
        "(select case when bool_and(past.verdict is false) is not false then false "
        "when bool_and(past.verdict is true) and bool_or(past.fits) then true end "
        "from (select fit.fits, fit.verdict, bool_or(fit.fits is true) over ("
        "order by fit.occurred_at desc, fit.position desc "
        "rows between unbounded preceding and 1 preceding) as settled "
        "from ({}) fit where fit.fits is not false) past where past.settled is not true)",
        rows,
    )


MEASURES: dict[Measure, Callable[[Fragment, int], Fragment]] = {
    Measure.AT_LEAST: _at_least,
    Measure.AT_MOST: _at_most,
    Measure.EXACTLY: _exactly,
}
TURNS: dict[Turn, Callable[[Fragment], Fragment]] = {Turn.FIRST: _first, Turn.LAST: _last}
