"""Handing somebody over by hand, and not a second time while they wait."""

from datetime import datetime

from django.db import transaction

from entente.funnel import operations as funnel
from entente.handoff.waits import Waits, waits
from entente.people.operations.contacts import locked
from entente.workspace.access import require
from entente.workspace.rules import Viewer


class AlreadyWaits(Exception):
    """Their lead waits already, as far as the doer may see it; nothing was written."""

    def __init__(self, known: Waits) -> None:
        super().__init__(f"They wait for sales since {known.since}.")
        self.known = known


def enter_handover(*, contact: int, stage: str, reason: str, by: Viewer, at: datetime) -> int:
    """A person moves a contact to the stage that hands over; gives the position of the entry.

    The reaction to it offers the lead. Raises AlreadyWaits, Refused, NoSuchStage, Gone.
    """
    with transaction.atomic():
        row = locked(contact_id=contact)
        require(viewer=by, record="contact", action="change", owner_id=row.owner_id)
        known = waits(contact=contact, viewer=by)
        if known is not None:
            raise AlreadyWaits(known)
        return funnel.move_by_hand(
            contact=contact, stage=stage, reason=reason, by=by, team=by.team, at=at
        )
