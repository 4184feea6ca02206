"""Ending a hand-over without a verdict."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.handoff import events
from entente.handoff.models import IS_OPEN, Handover, Offer
from entente.handoff.operations.offering import tell
from entente.handoff.rules.standing import WHY, Status, Why
from entente.inbox import operations as inbox


def end(*, row: Handover, why: Why, at: datetime) -> dict[str, Any]:
    """End a hand-over that is locked, and its notices; gives what it takes to open it again."""
    was = {"handover": row.id, "status": str(row.status)}
    offers = Offer.objects.filter(handover=row, ended_at=None)
    was["offer"] = offers.values_list("id", flat=True).first()
    offers.update(ended_at=at)
    row.status, row.ended_at, row.ended_why = Status.ENDED, at, why
    row.save(update_fields=["status", "ended_at", "ended_why"])
    inbox.settle_all(url=f"/queue/{row.id}/", at=at)
    tell(kind=events.ENDED, row=row, at=at, actor=None, team="shared", why=WHY[why])
    return was


def end_what_never_was(*, causes: Sequence[int], at: datetime) -> list[Handover]:
    """What handed these contacts over was taken back: nobody waits any more.

    A verdict that was given stands. Gives the hand-overs that ended.
    """
    with transaction.atomic():
        rows = list(
            Handover.objects.select_for_update(of=("self",))
            .filter(IS_OPEN, cause__in=causes)
            .select_related("contact")
            .order_by("id")
        )
        for row in rows:
            end(row=row, why=Why.VOID, at=at)
    return rows
