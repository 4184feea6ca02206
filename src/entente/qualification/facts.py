"""What criteria may ask of the points card: fit, interest and their sum, as of any moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from entente.audiences.vocabulary import spoken
from entente.kit.criteria.meaning.facts import Asked, History
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment
from entente.kit.criteria.sql.vocabulary import FieldSql
from entente.kit.criteria.vocabulary import FieldSpec
from entente.qualification import queries, scoring
from entente.qualification.scoring import Columns

SPECS = (
    FieldSpec("score", "score", Type.NUMBER, fades=True),
    FieldSpec("fit", "fit", Type.NUMBER, fades=True),  # a line may ask of the last days
    FieldSpec("interest", "interest", Type.NUMBER, fades=True),
)


def _place(pick: Callable[[Columns], Fragment]) -> FieldSql:
    def value(asked: Asked) -> Fragment:
        definition = queries.definition(at=asked.at)
        if definition is None or not definition.document.lines:
            return Fragment("null::numeric")
        # The card's own lines never ask for the score, so this ends.
        return pick(
            scoring.columns(definition=definition.document, asked=asked, words=spoken(at=asked.at))
        )

    return FieldSql(value=value)


def contact_fields(at: datetime) -> list[tuple[FieldSpec, FieldSql]]:
    """Score, fit and interest. No query until one of them is asked for."""
    places = (
        _place(lambda both: both.score),
        _place(lambda both: both.fit),
        _place(lambda both: both.interest),
    )
    return list(zip(SPECS, places, strict=True))


@dataclass(frozen=True, slots=True)
class Computed(History):
    """A value that is computed for the moment asked about, not kept with its changes."""

    contact: int = 0
    which: str = "score"

    def as_of(self, at: datetime) -> Decimal | None:
        found = scoring.scores(contacts=[self.contact], at=at).get(self.contact)
        if found is None:
            return None
        return {"score": found.total, "fit": found.fit, "interest": found.interest}[self.which]


def gather_contacts(contacts: Sequence[int], at: datetime) -> dict[int, Mapping[str, History]]:
    """The points of contacts, computed when asked for."""
    if queries.definition(at=at) is None:
        return {}
    return {
        contact: {spec.key: Computed(contact=contact, which=spec.key) for spec in SPECS}
        for contact in contacts
    }
