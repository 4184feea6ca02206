"""Which contacts and companies somebody sees, as SQL. Deny by default."""

from typing import LiteralString

from entente.kit.criteria.sql.fragment import FALSE, TRUE, Fragment, bound, sql
from entente.workspace.rules import Reach, Viewer


def visible(*, viewer: Viewer, record: str, owner: LiteralString, action: str = "see") -> Fragment:
    """A condition on the owner's column: their own records, their team's, everybody's, nobody's."""
    reach = viewer.reach(record=record, action=action)
    column = Fragment(owner)
    if reach is Reach.ALL:
        return TRUE
    if reach is Reach.TEAM:
        ids = sorted({*viewer.team_member_ids, viewer.member_id or 0})
        return sql("({} = any({}) or {} is null)", column, bound(ids, "bigint[]"), column)
    if reach is Reach.OWN:
        return sql("({} = {})", column, bound(viewer.member_id, "bigint"))
    return FALSE
