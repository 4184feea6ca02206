"""Which records somebody may see or change. Deny by default."""

from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet

from entente.kit import wording
from entente.workspace.rules import Reach, Viewer

Row = TypeVar("Row", bound=Model)
_CALLED: Final = {
    "handoff": "a hand-over",
    "accord": "the accord",
    "workspace": "the settings",
}
_MANY: Final = {**_CALLED, "handoff": "hand-overs"}


class Refused(Exception):
    """They may not do that. `why` says what would lift it, in words for people."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def scope(
    rows: QuerySet[Row],
    *,
    viewer: Viewer,
    record: str,
    action: str = "see",
    owner: str = "owner_id",
) -> QuerySet[Row]:
    """Only the rows that this person may see (or change): their own, their team's, or all."""
    reach = viewer.reach(record=record, action=action)
    if reach is Reach.ALL:
        return rows
    if reach is Reach.TEAM:
        ids = [*viewer.team_member_ids, viewer.member_id]
        return rows.filter(Q(**{f"{owner}__in": ids}) | Q(**{f"{owner}__isnull": True}))
    if reach is Reach.OWN:
        return rows.filter(**{owner: viewer.member_id})
    return rows.none()


def require(*, viewer: Viewer, record: str, action: str, owner_id: int | None = None) -> None:
    """Raise Refused unless they may."""
    if not viewer.may(record=record, action=action, owner_id=owner_id):
        reach = viewer.reach(record=record, action=action)
        one = called(record)
        lifted = {
            Reach.NONE: f"Your seat does not let you {action} {one}.",
            Reach.OWN: f"You may {action} {one} that you own.",
            Reach.TEAM: f"You may {action} {one} that your team owns.",
        }[reach]
        raise Refused(f"{lifted} An administrator can change that under Settings, Access.")


def called(record: str, *, several: bool = False) -> str:
    """A sort of record in a sentence: a deal, the accord; `several`: deals, hand-overs."""
    if several:
        return _MANY.get(record) or wording.several(record)
    return _CALLED.get(record) or wording.single(record)
