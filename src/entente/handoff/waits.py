"""Whether somebody waits already, since when and with whom, as far as the asker may see that."""

from dataclasses import dataclass
from datetime import datetime

from entente.handoff.models import Handover
from entente.handoff.queries import WAITS, seen_handovers
from entente.workspace.rules import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """That a contact waits for a verdict.

    `handover` and the owner are None for who may not see the hand-over; `owner` is '' while it is
    nobody's.
    """

    since: datetime
    handover: int | None = None
    owner_id: int | None = None
    owner: str = ""


def waits(*, contact: int, viewer: Viewer) -> Waits | None:
    """The hand-over by which a contact waits now, if it does. Two queries at most."""
    rows = Handover.objects.filter(WAITS, contact_id=contact).select_related("owner")
    row = rows.first()
    if row is None:
        return None
    if row.id not in seen_handovers(viewer=viewer, ids=[row.id]):
        return Waits(since=row.created_at)
    return Waits(
        since=row.created_at,
        handover=row.id,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else "",
    )
