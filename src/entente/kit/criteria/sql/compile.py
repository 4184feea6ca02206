"""From tree to one boolean SQL expression over an outer row, in which NULL is unknown."""

from __future__ import annotations

from entente.kit.criteria.meaning.compare import Condition
from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.meaning.windows import window
from entente.kit.criteria.sql.compare import compare
from entente.kit.criteria.sql.counting import TURNS, counted, counted_where
from entente.kit.criteria.sql.fragment import TRUE, Fragment, bound, joined, sql
from entente.kit.criteria.sql.stored import Left, extract, folded
from entente.kit.criteria.sql.vocabulary import SqlVocabulary
from entente.kit.criteria.tree import (
    All,
    AnyOf,
    Behaviour,
    Compare,
    Criterion,
    Everyone,
    Having,
    Not,
    Occurrence,
    Related,
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
    return Compiler(vocabulary, sql_vocabulary, asked).compile(tree)


def behaviour_rows(
    tree: Behaviour, *, vocabulary: Vocabulary, sql_vocabulary: SqlVocabulary, asked: Asked
) -> Fragment:
    """`from ledger_fact fact where …` with the entries that a behaviour counts for sure."""
    compiler = Compiler(vocabulary, sql_vocabulary, asked)
    return compiler.certain(tree)


class Compiler:
    """The three-valued form, with the pieces that the filter is made of too."""

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
        rows = self.entries(tree)
        if not tree.where:
            return counted(rows, tree.count)
        return counted_where(self._fits(tree.kind, tree.where), rows, tree.count)

    def entries(self, tree: Behaviour, *, linked: bool = True) -> Fragment:
        """`from ledger_fact fact where …` of a behaviour in its period, whatever its properties."""
        link = self._link() if linked else sql("{} is not null", self.column())
        return sql("{} and {}{}", self._of_kind(tree.kind), link, self._within(tree.when))

    def certain(self, tree: Behaviour, *, linked: bool = True) -> Fragment:
        """The entries that a behaviour counts for sure."""
        rows = self.entries(tree, linked=linked)
        return sql("{} and {}", rows, self._fits(tree.kind, tree.where)) if tree.where else rows

    def possible(self, tree: Behaviour, *, linked: bool = True) -> Fragment:
        """The entries that a behaviour counts or may count."""
        rows = self.entries(tree, linked=linked)
        if not tree.where:
            return rows
        return sql("{} and {} is not false", rows, self._fits(tree.kind, tree.where))

    def column(self) -> Fragment:
        """The column of an entry that holds the outer row's id."""
        return _COLUMNS[self.places.entries]

    def _link(self) -> Fragment:
        return sql("{} = {}", self.column(), self.places.subject)

    def _related(self, tree: Related) -> Fragment:
        rows, inner = self.records(tree)
        if tree.where == Everyone():
            return counted(rows, tree.count)
        return counted_where(inner.compile(tree.where), rows, tree.count)

    def records(self, tree: Related) -> tuple[Fragment, Compiler]:
        """`from … where …` of the related rows, and the compiler of what is asked of each."""
        if (place := self.places.related.get(tree.record)) is None:
            raise UnknownName(tree.record)
        inner = self.vocabulary.record(tree.record).vocabulary
        return place.rows(self.asked), Compiler(inner, place.vocabulary, self.asked)

    def _occurred(self, tree: Occurrence) -> Fragment:
        """The first that fits and all that may fit before it; what they agree on is the verdict."""
        inside = sql("(true{})", self._within(tree.when))
        verdict = sql("({} and {})", inside, self._fits(tree.kind, tree.had))
        rows = sql(
            "select {} as fits, {} as verdict, fact.occurred_at, fact.position {} and {}",
            self._fits(tree.kind, tree.where),
            verdict,
            self._of_kind(tree.kind),
            self._link(),
        )
        return TURNS[tree.turn](rows)

    def _of_kind(self, kind: str) -> Fragment:
        return sql(
            "from ledger_fact fact where fact.kind = any({}) and fact.occurred_at <= {}",
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
