"""The points card at work: one contact with its reasons, or many in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from entente.audiences import queries as audiences
from entente.audiences.vocabulary import Spoken, spoken
from entente.kit.criteria import canonical
from entente.kit.criteria.meaning.evaluate import Evidence, ValueSeen, evaluate, fitting, seen_deeds
from entente.kit.criteria.meaning.facts import Asked, Facts
from entente.kit.criteria.meaning.verdict import MET, MISSED, UNKNOWN
from entente.kit.criteria.operators import Operator
from entente.kit.criteria.sql.compile import behaviour_rows, compile_criterion
from entente.kit.criteria.sql.fragment import Fragment, bound, joined, sql
from entente.kit.criteria.tree import All, AnyOf, Behaviour, Compare
from entente.qualification import queries
from entente.qualification.queries import DefinitionInForce
from entente.qualification.rules import points
from entente.qualification.rules.definition import FitLine, InterestLine, LeadDefinition
from entente.qualification.rules.points import FitPoints, InterestPoints, Score

ZERO = Fragment("0::numeric")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Fit and interest of one contact, without the reasons."""

    fit: Decimal
    interest: Decimal

    @property
    def total(self) -> Decimal:
        return self.fit + self.interest


def card(*, contact: int, at: datetime, by: DefinitionInForce | None = None) -> Score | None:
    """The points of one contact as of a moment, with every reason; None while nothing is signed.

    By the definition in force then, unless another is given.
    """
    definition = by or queries.definition(at=at)
    if definition is None or not definition.document.lines:
        return None
    words = spoken(at=at)
    asked = audiences.asking(at=at)
    facts = audiences.facts(record=contact, subject="contact", at=at)
    return points.score(
        fits=[_fit(line, facts, words, asked) for line in definition.document.fit],
        interests=[_interest(line, facts, words, asked) for line in definition.document.interest],
    )


def _fit(line: FitLine, facts: Facts, words: Spoken, asked: Asked) -> FitPoints:
    tree = canonical.from_json(line.tree)
    outcome = evaluate(tree, facts=facts, vocabulary=words.vocabulary, asked=asked)
    seen = _seen(outcome.evidence)
    unknown = outcome.verdict is UNKNOWN or _only_unknown(outcome.evidence)
    state = "met" if outcome.verdict is MET else "unknown" if unknown else "missed"
    return points.fit(
        label=line.label,
        points=line.points,
        state=state,  # type: ignore[arg-type]  one of three
        seen="" if seen is None else str(seen),
        wanted=line.wanted,
    )


def _only_unknown(evidence: Evidence) -> bool:
    """Whether all that was missed is that a value be known: to be asked for, not held against."""
    if isinstance(evidence.tree, Compare):
        return evidence.verdict is MISSED and evidence.tree.operator is Operator.KNOWN
    missed = [part for part in evidence.parts if part.verdict is MISSED]
    joined_by = isinstance(evidence.tree, All | AnyOf)
    return joined_by and bool(missed) and all(map(_only_unknown, missed))


def _seen(evidence: Evidence) -> object:
    """The value that decided: the criterion's own, else that of the part that is met, or known."""
    if isinstance(evidence.found, ValueSeen):
        return evidence.found.value
    parts = sorted(evidence.parts, key=lambda part: part.verdict is not evidence.verdict)
    values = (_seen(part) for part in parts)
    return next((value for value in values if value is not None), None)


def _interest(line: InterestLine, facts: Facts, words: Spoken, asked: Asked) -> InterestPoints:
    tree = canonical.from_json(line.tree)
    if not isinstance(tree, Behaviour):
        raise TypeError(f"{line.label} is no behaviour")
    deeds = [
        deed
        for deed in seen_deeds(facts, tree.kind, words.vocabulary, asked)
        if fitting(deed, tree.kind, tree.where, words.vocabulary, asked) is MET
    ]
    things = (deed.asset or str(deed.properties.get("page") or "") for deed in reversed(deeds))
    return points.interest(
        label=line.label,
        points=line.points,
        ages=[(asked.at - deed.occurred_at).total_seconds() / 86_400 for deed in deeds],
        half_life_days=float(line.half_life_days),
        most=line.most,
        things=dict.fromkeys(thing for thing in things if thing),
    )


def scores(
    *, contacts: Sequence[int], at: datetime, by: DefinitionInForce | None = None
) -> dict[int, Scored]:
    """Fit and interest of many contacts as of a moment, in one statement; `by` as in `card`."""
    definition = by or queries.definition(at=at)
    if definition is None or not definition.document.lines or not contacts:
        return {}
    both = columns(
        definition=definition.document, asked=audiences.asking(at=at), words=spoken(at=at)
    )
    text = sql(
        "select people_contact.id, {}, {} from people_contact where people_contact.id = any({})",
        both.fit,
        both.interest,
        bound(list(contacts), "bigint[]"),
    )
    with connection.cursor() as cursor:
        cursor.execute(text.text, list(text.params))
        return {row[0]: Scored(fit=row[1], interest=row[2]) for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Fit and interest as expressions over the row of a contact."""

    fit: Fragment
    interest: Fragment

    @property
    def score(self) -> Fragment:
        return sql("({} + {})", self.fit, self.interest)


def columns(*, definition: LeadDefinition, asked: Asked, words: Spoken) -> Columns:
    """The card as SQL: the same numbers as `card`, to six decimals."""
    return Columns(
        fit=_sum([_fit_sql(line, asked, words) for line in definition.fit]),
        interest=_sum([_interest_sql(line, asked, words) for line in definition.interest]),
    )


def _sum(parts: Sequence[Fragment]) -> Fragment:
    return sql("({})", joined(" + ", parts)) if parts else ZERO


def _fit_sql(line: FitLine, asked: Asked, words: Spoken) -> Fragment:
    where = compile_criterion(
        canonical.from_json(line.tree),
        vocabulary=words.vocabulary,
        sql_vocabulary=words.places,
        asked=asked,
    )
    return sql("case when {} then {} else 0::numeric end", where, bound(line.points, "numeric"))


def _interest_sql(line: InterestLine, asked: Asked, words: Spoken) -> Fragment:
    tree = canonical.from_json(line.tree)
    if not isinstance(tree, Behaviour):
        raise TypeError(f"{line.label} is no behaviour")
    rows = behaviour_rows(
        tree, vocabulary=words.vocabulary, sql_vocabulary=words.places, asked=asked
    )
    most = bound(line.most, "numeric")
    return sql(
        "(select round(greatest(-{}, least({}, coalesce(sum({}::float8 * power(2::float8, "
        "-extract(epoch from {} - fact.occurred_at)::float8 / 86400 / {}::float8)), 0)::numeric)), "
        "6) {})",
        most,
        most,
        bound(line.points, "numeric"),
        bound(asked.at, "timestamptz"),
        bound(line.half_life_days, "numeric"),
        rows,
    )


def by_contact(*, scored: Mapping[int, Scored]) -> dict[int, Decimal]:
    """Totals by contact."""
    return {contact: one.total for contact, one in scored.items()}
