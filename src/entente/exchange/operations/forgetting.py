"""Deleting files of imports that have been kept long enough; the reports of their rows stay."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest

from entente.exchange import store
from entente.exchange.models import Import
from entente.exchange.queries.imports import GOING
from entente.exchange.rules.keeping import KEPT_FOR

NEVER_RAN = ("mapped", "checked")


def forget_files(*, at: datetime) -> None:
    """Delete the files that nobody has done anything with for KEPT_FOR.

    An import that never ran has nothing but its file: it goes with it.
    """
    resting = Import.objects.filter(removed_at=None).exclude(state__in=sorted(GOING))
    # Of moments that are unknown, PostgreSQL's greatest takes no notice.
    last = Greatest("at", "ended_at", "undone_at")
    due = resting.alias(last=last).filter(last__lte=at - KEPT_FOR)
    for import_id in due.values_list("id", flat=True):
        _forget(import_id, at)
    kept = set(Import.objects.filter(removed_at=None).values_list("stored", flat=True))
    store.sweep(kept=kept, before=at - KEPT_FOR)


def _forget(import_id: int, at: datetime) -> None:
    """Row and file in one transaction: killed in between, nobody would delete the file any more."""
    with transaction.atomic():
        row = Import.objects.select_for_update().filter(id=import_id).first()
        if row is None or row.state in GOING:  # somebody asked to run it a moment ago
            return
        if row.state in NEVER_RAN:
            row.delete()
        else:
            Import.objects.filter(id=import_id).update(removed_at=at)
        store.forget(name=row.stored)
