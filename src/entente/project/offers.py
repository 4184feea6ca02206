"""What higher rooms offer to lower ones: kinds of entry, kinds of document, fields of criteria.

One page, read once when the program starts.
"""

from entente.ledger import events as ledger_events
from entente.ledger import offers as ledger


def wire() -> None:
    """Fill every registry. Doing it twice changes nothing."""
    ledger.declare_kinds(ledger_events.KINDS)
