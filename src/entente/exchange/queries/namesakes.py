"""What tells companies of one name apart. Asked only where a chunk names some."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import connection

from entente.exchange.queries.again import Twins
from entente.exchange.rules.drafts import Draft

_HELD: Final = {
    "company": "select id, name_key as name, domain from people_company where id = any(%s)",
    "contact": "select id, company_id as company, email_key as email "
    "from people_contact where id = any(%s)",
    "deal": "select id, company_id as company from pipeline_deal where id = any(%s)",
}


def note_companies(*, record: str, drafts: Iterable[Draft]) -> None:
    """Tell each draft to which company its record belongs, those of companies their names. One
    query."""
    by_id = {draft.id: draft for draft in drafts if draft.id is not None}
    if not by_id:
        return
    with connection.cursor() as cursor:
        cursor.execute(_HELD[record], [list(by_id)])
        names = [column.name for column in cursor.description]
        for id_, *held in cursor.fetchall():
            by_id[id_].held = {**by_id[id_].held, **dict(zip(names[1:], held, strict=True))}


def meant_before(*, twins: Twins, lines: Sequence[int]) -> Mapping[int, int]:
    """By line, the company of which imports of the same file told, the last one's. One query."""
    if not twins.all or not lines:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (line) line, company_id from exchange_rowoutcome "
            "where batch_id = any(%s) and line between %s and %s and company_id is not null "
            "order by line, batch_id desc",
            [twins.all, min(lines), max(lines)],
        )
        return dict(cursor.fetchall())
