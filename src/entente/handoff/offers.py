"""What a higher room answers about a hand-over: until when sales promised a first contact."""

from collections.abc import Callable
from datetime import datetime

from entente.handoff.models import Handover

Due = Callable[[Handover, datetime], datetime | None]

_promises: dict[str, Due] = {}


def on_due(*, room: str, due: Due) -> None:
    """Let a room say until when a lead is to be contacted first, as far as that is promised."""
    _promises[room] = due


def first_contact_due(*, row: Handover, at: datetime) -> datetime | None:
    """The earliest moment promised; None where nobody promised one, or contact was made."""
    told = [due(row, at) for _, due in sorted(_promises.items())]
    return min((one for one in told if one is not None), default=None)
