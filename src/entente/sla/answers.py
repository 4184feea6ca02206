"""What promises do when a person is erased."""

from collections.abc import Sequence
from datetime import datetime

from entente.sla.models import Excuse


def erase(*, contact_ids: Sequence[int], at: datetime) -> None:
    """Empty the notes of excuses about these persons; the agreed reason stays."""
    Excuse.objects.filter(handover__contact_id__in=contact_ids).update(note="")
