"""Who may do something about a lead. Deny by default."""

from datetime import datetime

from entente.handoff import queries
from entente.workspace.access import Refused, require
from entente.workspace.rules import Reach, Team, Viewer


def may_change(*, viewer: Viewer, owner_id: int | None, at: datetime) -> bool:
    """Of sales whose lead it is, and who leads them; and whoever reaches all.

    A lead that nobody has is any seller's to take. Who left, or sells no more, leaves theirs to the
    heads of sales.
    """
    reach = viewer.reach(record="handoff", action="change")
    if reach is Reach.ALL and (viewer.system or owner_id is not None):
        return True
    if not viewer.acts_for(Team.SALES):
        return False
    if owner_id is None or viewer.may(record="handoff", action="change", owner_id=owner_id):
        return True
    return reach is Reach.TEAM and not queries.sells(member_id=owner_id, at=at)


def may_decide(*, viewer: Viewer, owner_id: int | None, at: datetime) -> bool:
    """The verdict is of sales, whoever else may see to a lead."""
    return viewer.acts_for(Team.SALES) and may_change(viewer=viewer, owner_id=owner_id, at=at)


def may_give(*, viewer: Viewer, owner_id: int | None, at: datetime) -> bool:
    """A head gives a lead to somebody; whoever has it does not pass it on by themselves."""
    leads = viewer.reach(record="handoff", action="change") in (Reach.TEAM, Reach.ALL)
    return leads and may_change(viewer=viewer, owner_id=owner_id, at=at)


def require_change(*, viewer: Viewer, owner_id: int | None, at: datetime) -> None:
    """Raise Refused unless they may."""
    if may_change(viewer=viewer, owner_id=owner_id, at=at):
        return
    if viewer.reach(record="handoff", action="change") is not Reach.NONE:
        require_seller(viewer=viewer)
    require(viewer=viewer, record="handoff", action="change", owner_id=owner_id)


def require_give(*, viewer: Viewer, owner_id: int | None, at: datetime) -> None:
    """Raise Refused unless they may."""
    require_change(viewer=viewer, owner_id=owner_id, at=at)
    if not may_give(viewer=viewer, owner_id=owner_id, at=at):
        raise Refused("A head gives a lead to somebody else; ask yours.")


def require_seller(*, viewer: Viewer) -> None:
    """Raise Refused unless they decide for sales."""
    if not viewer.acts_for(Team.SALES):
        raise Refused("Only a person of sales can take a lead on.")
