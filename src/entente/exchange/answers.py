"""What reports of imports do when a person is erased, or another import is undone."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q

from entente.exchange.models import Import, RowOutcome
from entente.exchange.queries.claims import claimed
from entente.exchange.rules.quoting import needles, quotes
from entente.people.offers import Kept
from entente.people.rules.naming import WentBy


def holds(*, batch: int) -> Kept:
    """What other imports that stand have found here, even where they changed nothing of it."""
    return claimed(batch=batch)


def void(*, batch: int, kept: Kept, at: datetime) -> None:
    """The report of an undone import stays."""


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


def erase_words(*, gone: WentBy) -> None:
    """Reasons of rows that quote what they went by say only what kind of problem it was."""
    looked_for = needles(gone.words)
    asked = Q()
    for needle in looked_for:
        asked |= Q(reason__icontains=needle)
    if not asked:
        return
    rows = RowOutcome.objects.filter(asked).exclude(problem="").exclude(reason=F("problem"))
    lines: dict[int, list[int]] = {}
    for batch, line, reason in rows.values_list("batch_id", "line", "reason"):
        if quotes(reason=reason, looked_for=looked_for):
            lines.setdefault(batch, []).append(line)
    for batch, some in lines.items():
        RowOutcome.objects.filter(batch_id=batch, line__in=some).update(reason=F("problem"))
    for row in Import.objects.exclude(checked=None):
        if _without_quotes(row, looked_for):
            row.save(update_fields=["checked"])


def _without_quotes(row: Import, looked_for: Sequence[str]) -> bool:
    """Take the words out of what a look through has found; whether any were there."""
    found = False
    for problem in row.checked["problems"]:
        for example in problem["examples"]:
            if quotes(reason=example["reason"], looked_for=looked_for):
                found, example["reason"] = True, problem["problem"]
    return found
