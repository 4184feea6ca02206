"""A lead that was handed over: for tests of this room and of those above it."""

from datetime import datetime

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.ledger import queries as ledger


def handed_over(*, contact: int, at: datetime) -> Handover:
    """Move a contact into the stage of the hand-over by hand, and offer it as the reaction does."""
    position = funnel.enter_stage(
        move=Move(contact=contact, stage="sql", occurred_at=at, via="hand"), at=at
    )
    reactions.hand_over([ledger.entry(position=position)], at)
    return Handover.objects.get(cause=position)
