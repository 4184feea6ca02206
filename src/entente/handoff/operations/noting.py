"""Recognising attempts and first touches in what was logged; nobody types them in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from entente.handoff import events
from entente.handoff.models import AttemptNoted, Handover
from entente.handoff.operations.offering import tell
from entente.handoff.rules import attempts
from entente.handoff.rules.standing import Status, after_attempt
from entente.ledger.events import Entry


def note_attempts(*, entries: Sequence[Entry], at: datetime) -> int:
    """Note the attempts among these entries on the hand-overs they belong to; gives how many."""
    logged = [entry for entry in entries if entry.kind in attempts.READS and entry.contact]
    rows = {
        row.contact_id: row
        for row in Handover.objects.filter(contact_id__in={entry.contact for entry in logged})
        .exclude(status=Status.ENDED)
        .select_related("contact")
        .order_by("contact_id", "created_at")
    }
    noted = 0
    for entry in logged:
        row = rows.get(entry.contact or 0)
        attempt = row and attempts.recognised(entry=entry, handed_over_at=row.created_at)
        if row and attempt:
            noted += _note(row.id, attempt, at)
    return noted


def _note(handover_id: int, attempt: attempts.Attempt, at: datetime) -> bool:
    with transaction.atomic():
        row = (
            Handover.objects.select_for_update(of=("self",))
            .select_related("contact")
            .get(id=handover_id)
        )
        _, new = AttemptNoted.objects.get_or_create(
            handover=row,
            position=attempt.position,
            defaults={
                "at": attempt.at,
                "means": attempt.means,
                "connected": attempt.connected,
                "by_id": attempt.by,
            },
        )
        if not new:
            return False
        first = row.first_touch_at is None
        row.attempts += 1
        row.first_touch_at = row.first_touch_at or attempt.at
        if attempt.connected:
            row.connected_at = row.connected_at or attempt.at
        row.status = after_attempt(status=Status(row.status), connected=attempt.connected)
        row.save(update_fields=["attempts", "first_touch_at", "connected_at", "status"])
        tell(
            kind=events.ATTEMPT_MADE,
            row=row,
            at=attempt.at,
            actor=attempt.by,
            team="sales",
            means=attempt.means,
            first=first,
            connected=attempt.connected,
        )
    return True


def convert(*, contacts: Sequence[int], at: datetime) -> int:
    """A deal was opened with these contacts: their accepted leads are converted."""
    converted = 0
    for row in Handover.objects.filter(contact_id__in=contacts, status=Status.ACCEPTED):
        with transaction.atomic():
            locked = (
                Handover.objects.select_for_update(of=("self",))
                .select_related("contact")
                .get(id=row.id)
            )
            if locked.status == Status.ACCEPTED:
                Handover.objects.filter(id=row.id).update(status=Status.CONVERTED)
                tell(kind=events.CONVERTED, row=locked, at=at, actor=None, team="sales")
                converted += 1
    return converted
