"""What undoing an import would do now, without doing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Sum

from entente.exchange.models import Import
from entente.exchange.operations.asking import require_reach, undo_counted
from entente.exchange.operations.intake import NotNow
from entente.exchange.queries.kept import counts, why
from entente.people.models import Company, Contact
from entente.people.offers import Kept
from entente.people.operations.bulk.history import given_back, worked_for
from entente.people.queries.worked_on import stays
from entente.pipeline.models import Deal
from entente.workspace.rules import Viewer

TRIED: Final = (
    10_000  # records, of all imports concerned, for which undoing is tried while one waits
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """Records that the import made and that go, that it changed, and what stays of it.

    `also` go of what imports undone before have left; None where some may, too many to count.
    """

    goes: Mapping[str, int]
    back: int  # records that it changed and that get their old values
    stays: Mapping[str, int]  # by reason of WHY
    also: int | None


def foreseen(*, import_id: int, by: Viewer, at: datetime) -> Foreseen:
    """What undoing an import would take away and leave. Raises Refused."""
    require_reach(row=Import.objects.get(id=import_id), by=by)
    kept = stays(batch=import_id)
    held = worked_for(batch=import_id, kept=sorted(kept.contacts))
    kept |= Kept(companies=held)
    goes, back = {}, 0
    for record, model, ids in (
        ("contact", Contact, kept.contacts),
        ("company", Company, kept.companies),
        ("deal", Deal, kept.deals),
    ):
        made = model.objects.filter(batch_id=import_id, deleted_at=None).exclude(id__in=ids)
        going = list(made.values_list("id", flat=True))
        goes[record] = len(going)
        back += given_back(record=record, batch=import_id, kept=sorted(ids), but=going)
    return Foreseen(
        goes={record: count for record, count in goes.items() if count},
        back=back,
        stays=counts(why(batch=import_id, kept=kept)),
        also=_also(import_id, by, at),
    )


def _also(import_id: int, by: Viewer, at: datetime) -> int | None:
    """What of undone imports hangs on others is found by undoing all of it, and taking that back.

    One import's leavings may hold those of another, so nothing less tells how far it goes.
    """
    left = Import.objects.filter(state="undone", kept_count__gt=0).exclude(id=import_id)
    concerned = left.aggregate(of=Sum("kept_count"))["of"]
    if not concerned:
        return 0
    own = Import.objects.get(id=import_id).counts
    if concerned + own.get("created", 0) + own.get("updated", 0) > TRIED:
        return None
    with transaction.atomic():
        try:
            return undo_counted(import_id=import_id, by=by, at=at).also
        except NotNow:
            return 0
        finally:
            transaction.set_rollback(True)
