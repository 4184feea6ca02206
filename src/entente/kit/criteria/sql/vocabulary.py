"""Where the values of a vocabulary lie in the database: passed in by whoever owns the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from entente.kit.criteria.meaning.facts import Asked
from entente.kit.criteria.sql.fragment import Fragment

Reader: TypeAlias = Callable[[Asked], Fragment]


@dataclass(frozen=True, slots=True)
class FieldSql:
    """A field's value at the moment asked about, as an expression on the outer row.

    text: its casefolded copy (`stored.fold`) · number, money: numeric · date: date ·
    moment: timestamptz · yes or no: boolean · choice, stage: text · member: bigint ·
    lists, refusals: text[]. NULL is unknown. Amount needs `currency` too.
    """

    value: Reader
    currency: Reader | None = None


@dataclass(frozen=True, slots=True)
class RelatedSql:
    """`rows` gives `from … where …` with the related rows of the outer row at the moment."""

    rows: Reader
    vocabulary: SqlVocabulary


@dataclass(frozen=True, slots=True)
class SqlVocabulary:
    """`subject` is the id of the outer row; `entries` the column of `ledger_fact` that holds it.

    The aliases `fact`, `fit`, `known` and `past` are the compiler's own.
    """

    subject: Fragment
    entries: Literal["contact_id", "company_id", "deal_id"]
    fields: Mapping[str, FieldSql] = field(default_factory=dict)
    related: Mapping[str, RelatedSql] = field(default_factory=dict)
