"""Deleting files of imports that have been kept long enough; the reports of their rows stay."""

from datetime import datetime

from django.db.models.functions import Greatest

from entente.exchange import store
from entente.exchange.models import Import
from entente.exchange.queries.imports import GOING
from entente.exchange.rules.keeping import KEPT_FOR


def forget_files(*, at: datetime) -> None:
    """Delete the files that nobody has done anything with for KEPT_FOR."""
    resting = Import.objects.filter(removed_at=None).exclude(state__in=sorted(GOING))
    # Of moments that are unknown, PostgreSQL's greatest takes no notice.
    last = Greatest("at", "ended_at", "undone_at")
    for row in resting.alias(last=last).filter(last__lte=at - KEPT_FOR):
        # The row first: somebody may ask to run it now, and a file that is gone must be told.
        if resting.filter(id=row.id).update(removed_at=at):
            store.forget(name=row.stored)
