"""What follows from what: the consumers of the ledger and the deeds of the timetable. One page."""

from entente.jobs.timetable import Recurring
from entente.ledger.events import Consumer


def consumers() -> tuple[Consumer, ...]:
    """Every reader of the ledger, projections before the reactions that look at them."""
    return ()


def deeds() -> tuple[Recurring, ...]:
    """Everything that is done again and again."""
    return ()
