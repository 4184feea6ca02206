"""From tree to one boolean SQL expression over an outer row, in which NULL is unknown."""

from __future__ import annotations

from collections.abc import Callable

from entente.kit.criteria.meaning.compare import Condition
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.meaning.windows import window
from entente.kit.criteria.sql.compare import compare
from entente.kit.criteria.sql.fragment import TRUE, Fragment, bound, joined, sql
from entente.kit.criteria.sql.stored import Left, extract, folded
from entente.kit.criteria.sql.vocabulary import SqlVocabulary
from entente.kit.criteria.tree import (
    NEVER,
    ONCE,
    All,
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
from entente.kit.criteria.vocabulary import PropertySpec, UnknownName, Vocabulary


def compile_criterion(
    tree: Criterion, *, vocabulary: Vocabulary, sql_vocabulary: SqlVocabulary, asked: Asked
) -> Fragment:
    """The criterion as SQL; who is met is selected by `where (…) is true`.

    Clauses must be embedded. Raises UnknownName for what the vocabularies do not hold. The text
    is made of constants and of the fragments passed in; all else is bound.
    """
    return _Compiler(vocabulary, sql_vocabulary, asked).compile(tree)


def behaviour_rows(
    tree: Behaviour, *, vocabulary: Vocabulary, sql_vocabulary: SqlVocabulary, asked: Asked
) -> Fragment:
    """`from ledger_fact fact where …` with the entries that a behaviour counts for sure."""
    compiler = _Compiler(vocabulary, sql_vocabulary, asked)
    return compiler.certain(tree)


class _Compiler:
    def __init__(self, vocabulary: Vocabulary, where: SqlVocabulary, asked: Asked) -> None:
        self.vocabulary = vocabulary
        self.places = where
        self.asked = asked

    def compile(self, tree: Criterion) -> Fragment:  # noqa: PLR0911  one return for each sort
        match tree:
            case Everyone():
                return TRUE
            case All(inner):
                return sql("({})", joined(" and ", map(self.compile, inner)))
            case AnyOf(inner):
                return sql("({})", joined(" or ", map(self.compile, inner)))
            case Not(part):
                return sql("(not {})", self.compile(part))
            case Compare():
                return self._compared(tree)
            case Behaviour():
                return self._counted(tree)
            case Occurrence():
                return self._occurred(tree)
            case Related():
                return self._related(tree)
        raise ValueError("clauses are embedded before a criterion is compiled")

    def _compared(self, tree: Compare) -> Fragment:
        spec = self.vocabulary.field(tree.field)
        if (place := self.places.fields.get(tree.field)) is None:
            raise UnknownName(tree.field)
        currency = place.currency(self.asked) if place.currency else None
        condition = Condition(spec.type, tree.operator, tree.value, self.vocabulary.options(spec))
        return compare(Left(place.value(self.asked), currency), condition, self.asked)

    def _counted(self, tree: Behaviour) -> Fragment:
        rows = sql("{}{}", self._entries(tree.kind), self._within(tree.when))
        if not tree.where:
            return counted(rows, tree.count)
        return counted_where(self._fits(tree.kind, tree.where), rows, tree.count)

    def certain(self, tree: Behaviour) -> Fragment:
        rows = sql("{}{}", self._entries(tree.kind), self._within(tree.when))
        return sql("{} and {}", rows, self._fits(tree.kind, tree.where)) if tree.where else rows

    def _related(self, tree: Related) -> Fragment:
        if (place := self.places.related.get(tree.record)) is None:
            raise UnknownName(tree.record)
        inner = self.vocabulary.record(tree.record).vocabulary
        rows = place.rows(self.asked)
        if tree.where == Everyone():
            return counted(rows, tree.count)
        fits = _Compiler(inner, place.vocabulary, self.asked).compile(tree.where)
        return counted_where(fits, rows, tree.count)

    def _occurred(self, tree: Occurrence) -> Fragment:
        """The first that fits and all that may fit before it; what they agree on is the verdict."""
        inside = sql("(true{})", self._within(tree.when))
        verdict = sql("({} and {})", inside, self._fits(tree.kind, tree.had))
        rows = sql(
            "select {} as fits, {} as verdict, fact.occurred_at, fact.position {}",
            self._fits(tree.kind, tree.where),
            verdict,
            self._entries(tree.kind),
        )
        return TURNS[tree.turn](rows)

    def _entries(self, kind: str) -> Fragment:
        """From and where of the entries of a behaviour up to the moment."""
        return sql(
            "from ledger_fact fact where {} = {} and fact.kind = any({}) "
            "and fact.occurred_at <= {}",
            _COLUMNS[self.places.entries],
            self.places.subject,
            bound(sorted(self.vocabulary.behaviour(kind).kinds), "text[]"),
            bound(self.asked.at, "timestamptz"),
        )

    def _within(self, when: When | None) -> Fragment:
        if when is None:
            return Fragment("")
        span = window(when.operator, when.value, self.asked)
        start = sql(" and fact.occurred_at >= {}", bound(span.start, "timestamptz"))
        end = sql(" and fact.occurred_at < {}", bound(span.end, "timestamptz"))
        return joined("", [part for part in (start, end) if part.params != (None,)])

    def _fits(self, kind: str, where: tuple[Having, ...]) -> Fragment:
        if not where:
            return TRUE
        return sql("({})", joined(" and ", (self._has(kind, one) for one in where)))

    def _has(self, kind: str, tree: Having) -> Fragment:
        spec = self.vocabulary.property(kind, tree.property)
        condition = Condition(spec.type, tree.operator, tree.value, self.vocabulary.options(spec))
        return compare(_property(spec), condition, self.asked)


_PROPERTIES = Fragment("fact.properties")
_COLUMNS = {
    "contact_id": Fragment("fact.contact_id"),
    "company_id": Fragment("fact.company_id"),
    "deal_id": Fragment("fact.deal_id"),
}


def _property(spec: PropertySpec) -> Left:
    match spec.key:
        case "@value":
            return Left(Fragment("fact.value"), Fragment("fact.currency"))
        case "@actor":
            return Left(Fragment("fact.actor_id"))
        case "@team":
            return Left(Fragment("fact.team"))
        case "@channel" | "@campaign" | "@asset":
            return Left(folded(_PROPERTIES, spec.key))
        case _:
            return extract(_PROPERTIES, spec.key, spec.type)


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
