"""The vocabulary as it is now: what rooms offered, the company's own fields, kinds, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from entente.audiences import offers
from entente.audiences.events import KINDS
from entente.audiences.facts import UNSIGNED
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment
from entente.kit.criteria.sql.vocabulary import SqlVocabulary
from entente.kit.criteria.vocabulary import BehaviourSpec, Option, Vocabulary, behaviour
from entente.ledger import offers as ledger
from entente.workspace import queries as workspace
from entente.workspace.models import Member

Subject = Literal["contact", "company", "deal"]
TABLES: dict[Subject, str] = {
    "contact": "people_contact",
    "company": "people_company",
    "deal": "pipeline_deal",
}
_ENTRIES: dict[Subject, Literal["contact_id", "company_id", "deal_id"]] = {
    "contact": "contact_id",
    "company": "company_id",
    "deal": "deal_id",
}

# What reads before the value of a property in a sentence: submitted a form asking for “demo”.
SAID = {"asks": "asking for", "topic": "about"}
NAMED = {"stage": "called"}  # where the phrase ends with it: entered a stage called MQL


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What may be asked about a sort of record, and where all of it lies."""

    vocabulary: Vocabulary
    places: SqlVocabulary


def behaviours(*, stages: tuple[Option, ...] = ()) -> tuple[BehaviourSpec, ...]:
    """Every declared kind of entry, by the phrase that its room gave it; its stage by its name."""
    return tuple(
        behaviour(
            kind=kind.name,
            phrase=kind.phrase,
            properties=kind.properties,
            called={"stage": stages},
            said=SAID | (NAMED if kind.phrase.endswith(" stage") else {}),
            unsigned=UNSIGNED if kind in KINDS else "",
        )
        for kind in ledger.kinds()
    )


def spoken(*, at: datetime, subject: Subject = "contact", clauses: Sequence[Option] = ()) -> Spoken:
    """The vocabulary of contacts, companies or deals at a moment. A handful of queries."""
    told = [pair for offer in offers.fields_of(subject) for pair in offer.fields(at)]
    stages = next((spec.options for spec, _ in told if spec.type is Type.STAGE), ())
    related = [offer.records() for offer in offers.records_of(subject)]
    return Spoken(
        vocabulary=Vocabulary(
            subject,
            tuple(spec for spec, _ in told),
            behaviours(stages=stages),
            tuple(spec for spec, _ in related),
            tuple(clauses),
            people(),
            workspace.current().currency,
        ),
        places=SqlVocabulary(
            subject=Fragment(f"{TABLES[subject]}.id"),
            entries=_ENTRIES[subject],
            fields={spec.key: place for spec, place in told},
            related={spec.key: place for spec, place in related},
        ),
    )


def people() -> tuple[Option, ...]:
    """The members as options, by name."""
    rows = Member.objects.order_by("name", "id").values_list("id", "name", "deactivated_at")
    return tuple(Option(str(id_), name, retired_at=gone) for id_, name, gone in rows)


def changed_by(*, subject: Subject = "contact") -> frozenset[str]:
    """The kinds of entries after which a field of such a record may differ."""
    found = (*offers.fields_of(subject), *offers.records_of(subject))
    return frozenset(kind for offer in found for kind in offer.changed_by)
