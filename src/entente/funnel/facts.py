"""What criteria may ask of the funnel: the stage, as the furthest point reached by a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from entente.funnel import queries
from entente.funnel.models import Passage
from entente.kit.criteria.meaning.facts import Asked, Change, History
from entente.kit.criteria.operators import Type
from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.kit.criteria.sql.vocabulary import FieldSql
from entente.kit.criteria.vocabulary import FieldSpec, Option

CHANGED_BY = frozenset({"stage.entered", "stage.exited"})


def _spec(at: datetime) -> FieldSpec:
    path = queries.canon(at=at).document.path
    return FieldSpec("stage", "stage", Type.STAGE, tuple(Option(s.key, s.name) for s in path))


def _place(keys: list[str]) -> FieldSql:
    def value(asked: Asked) -> Fragment:
        """Nobody who entered nothing has a stage."""
        return sql(
            "(select reached.stage from funnel_passage reached "
            "where reached.contact_id = people_contact.id and not reached.is_exit "
            "and reached.entered_at <= {} and reached.stage = any({}) "
            "order by array_position({}, reached.stage::text) desc limit 1)",
            bound(asked.at, "timestamptz"),
            bound(keys, "text[]"),
            bound(keys, "text[]"),
        )

    return FieldSql(value=value)


def contact_fields(at: datetime) -> list[tuple[FieldSpec, FieldSql]]:
    """The stage of a contact. One query."""
    spec = _spec(at)
    return [(spec, _place([option.key for option in spec.options]))]


def gather_contacts(contacts: Sequence[int], at: datetime) -> dict[int, Mapping[str, History]]:
    """The furthest stage of contacts as it rose over time. One query, and the funnel."""
    ranks = {option.key: n for n, option in enumerate(_spec(at).options)}
    passages: dict[int, list[Passage]] = {contact: [] for contact in contacts}
    rows = Passage.objects.filter(contact_id__in=contacts, is_exit=False, stage__in=ranks)
    for row in rows.order_by("entered_at", "position"):
        passages[row.contact_id].append(row)
    return {contact: {"stage": _furthest(of, ranks)} for contact, of in passages.items()}


def _furthest(passages: Sequence[Passage], ranks: Mapping[str, int]) -> History:
    furthest: str | None = None
    changes = []
    for row in passages:
        if furthest is None or ranks[row.stage] > ranks[furthest]:
            changes.append(Change(at=row.entered_at, old=furthest, position=row.position))
            furthest = row.stage
    return History(now=furthest, changes=tuple(changes))
