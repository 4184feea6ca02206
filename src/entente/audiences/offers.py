"""What rooms offer to criteria: fields of a contact, company or deal, and where they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from entente.kit.criteria.meaning.facts import Facts, History
from entente.kit.criteria.sql.vocabulary import FieldSql, RelatedSql
from entente.kit.criteria.vocabulary import FieldSpec, RelatedSpec

Fields = Callable[[datetime], Sequence[tuple[FieldSpec, FieldSql]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsOffered:
    """Fields of a sort of record as they are at a moment, offered by the room that owns them.

    `gather` gives the values of records with their changes, by record: for an explanation, and for
    when they next change. `changed_by` are the kinds of entries after which a value may differ.
    """

    subject: str
    fields: Fields
    gather: Callable[[Sequence[int], datetime], Mapping[int, Mapping[str, History]]]
    changed_by: frozenset[str] = frozenset()
    by_behaviour: bool = False  # they move with what a contact does, as a score does


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsOffered:
    """Related records of a sort of record: the deals of a contact."""

    subject: str
    records: Callable[[], tuple[RelatedSpec, RelatedSql]]
    gather: Callable[[Sequence[int], datetime], Mapping[int, Sequence[Facts]]]
    changed_by: frozenset[str] = frozenset()


_fields: dict[tuple[str, str], FieldsOffered] = {}
_records: dict[tuple[str, str], RecordsOffered] = {}


def offer_fields(name: str, offered: FieldsOffered) -> None:
    """Let criteria ask of these fields; `name` is the room's."""
    _fields[offered.subject, name] = offered


def offer_records(name: str, offered: RecordsOffered) -> None:
    """Let criteria ask of these related records; `name` is the room's."""
    _records[offered.subject, name] = offered


def fields_of(subject: str) -> list[FieldsOffered]:
    """What was offered for a sort of record, by the rooms' names."""
    return [_fields[key] for key in sorted(_fields) if key[0] == subject]


def records_of(subject: str) -> list[RecordsOffered]:
    """The related records offered for a sort of record."""
    return [_records[key] for key in sorted(_records) if key[0] == subject]
