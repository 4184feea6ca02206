"""Telling marketing at once that sales said no, and why."""

from datetime import datetime

from entente.handoff import queries
from entente.handoff.models import Handover
from entente.inbox import operations as inbox
from entente.people.queries.contacts import called
from entente.workspace import queries as workspace
from entente.workspace.rules import Team, Viewer


def tell_marketing(
    *, row: Handover, verdict_id: int, reason: str, note: str, by: Viewer, at: datetime
) -> None:
    """Who handed the lead over by hand reads it, or else the heads of marketing; not by mail."""
    for member_id in _who(row, at):
        if member_id != by.member_id:
            inbox.tell(
                member_id=member_id,
                kind="lead.sent_back",
                title=f"{by.name} sent {called(row.contact)} back: {reason}",
                words=note,
                url=f"/queue/{row.id}/",
                cause=_cause(verdict_id),
                at=at,
            )


def withdraw(*, verdict_id: int, at: datetime) -> None:
    """Whoever was told of the no reads that it was taken back; nobody need."""
    inbox.take_back(cause=_cause(verdict_id), at=at)


def _cause(verdict_id: int) -> str:
    return f"verdict:{verdict_id}"


def _who(row: Handover, at: datetime) -> list[int]:
    return handed_by(row=row, at=at) or workspace.heads(team=Team.MARKETING, at=at)


def handed_by(*, row: Handover, at: datetime) -> list[int]:
    """The person of marketing who handed a lead over by hand, if one did."""
    told = queries.by_hand(row=row)
    if told is None or told.actor is None:
        return []
    ours = workspace.members(at=at, team=Team.MARKETING, ids=[told.actor])
    return [one.id for one in ours]
