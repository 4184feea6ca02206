"""Which records a deed on many is about."""

from collections.abc import Sequence
from typing import LiteralString

from entente.kit.criteria.sql.fragment import TRUE, Fragment, bound, joined, sql
from entente.people.access import visible
from entente.people.queries.paging import run
from entente.workspace.rules import Viewer


def picked(
    *,
    record: str,
    table: LiteralString,
    viewer: Viewer,
    criterion: Fragment,
    among: Sequence[int] | None,
    limit: int,
) -> list[int]:
    """Ids of the live rows that this person sees and may change: of these, or of all. One query.

    Nothing is done to an erased person any more.
    """
    owner = f"{table}.owner_id"
    ids = TRUE if among is None else sql("id = any({})", bound(list(among), "bigint[]"))
    where = [
        Fragment("deleted_at is null"),
        Fragment("erased_at is null") if record == "contact" else TRUE,
        ids,
        visible(viewer=viewer, record=record, owner=owner),
        visible(viewer=viewer, record=record, owner=owner, action="change"),
        criterion,
    ]
    query = sql(
        "select id from {} where {} order by id limit {}",
        *(Fragment(table), joined(" and ", where), bound(limit, "bigint")),
    )
    return [row[0] for row in run(query)]
