"""What criteria may ask of the funnel: the stage, as the furthest point reached by a moment."""

from collections.abc import Mapping
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


def gather_contact(contact: int, at: datetime) -> Mapping[str, History]:
    """The furthest stage of a contact as it rose over time."""
    ranks = {option.key: n for n, option in enumerate(_spec(at).options)}
    rows = Passage.objects.filter(contact_id=contact, is_exit=False, stage__in=ranks)
    furthest: str | None = None
    changes = []
    for row in rows.order_by("entered_at", "position"):
        if furthest is None or ranks[row.stage] > ranks[furthest]:
            changes.append(Change(at=row.entered_at, old=furthest, position=row.position))
            furthest = row.stage
    return {"stage": History(now=furthest, changes=tuple(changes))}
