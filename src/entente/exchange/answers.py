"""What reports of imports do when a person is erased."""

from collections.abc import Sequence
from datetime import datetime

from entente.exchange.models import Import, RowOutcome


def erase(*, contact_ids: Sequence[int], at: datetime) -> None:
    """Take the words about these persons out of the reports; what became of each row stays."""
    gone = set(contact_ids)
    RowOutcome.objects.filter(contact_id__in=gone).exclude(reason="").update(reason="erased")
    for row in Import.objects.exclude(kept=[]):
        kept = [
            {**one, "name": f"Erased person {one['id']}"}
            if one["record"] == "contact" and one["id"] in gone
            else one
            for one in row.kept
        ]
        if kept != row.kept:
            row.kept = kept
            row.save(update_fields=["kept"])
