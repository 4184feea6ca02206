"""What promises do when a person is erased, and what they answer about a hand-over."""

from collections.abc import Sequence
from datetime import datetime

from entente.handoff.models import Handover
from entente.sla import queries
from entente.sla.models import Excuse


def erase(*, contact_ids: Sequence[int], at: datetime) -> None:
    """Empty the notes of excuses about these persons; the agreed reason stays."""
    Excuse.objects.filter(handover__contact_id__in=contact_ids).update(note="")


def first_contact_due(row: Handover, at: datetime) -> datetime | None:
    """Until when this lead is to be contacted first; None once it was, or before any agreement."""
    clock = queries.clocks(rows=[row], at=at).get(row.id)
    return clock.reading.due_at if clock and clock.what == "first contact" else None
