"""What hand-overs do when contacts are joined or erased, or an import is undone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from entente.handoff.models import IS_OPEN, Handover, Offer, Question, Verdict
from entente.handoff.operations.ending import end
from entente.handoff.rules.standing import OPEN, Status, Waiting, Why, goes_on
from entente.inbox import operations as inbox
from entente.ledger import queries as ledger
from entente.people.offers import Kept


def join_contacts(*, was: int, into: int, by_position: int) -> dict[str, Any]:
    """Give one record's hand-overs to the other; of two that are open one goes on."""
    at = ledger.entry(position=by_position).recorded_at
    ours = list(_locked().filter(IS_OPEN, contact_id=into))
    theirs = list(_locked().filter(contact_id=was).order_by("id"))
    waiting = [*ours, *(row for row in theirs if row.status in OPEN)]
    ended = [end(row=_spare(*waiting), why=Why.JOINED, at=at)] if len(waiting) > 1 else []
    ids = [row.id for row in theirs]
    Handover.objects.filter(id__in=ids).update(contact_id=into)
    return {"handovers": ids, "ended": ended}


def part_contacts(*, was: int, into: int, moved: Any) -> None:
    """Give hand-overs back to the record that was merged; what the merge ended is open again."""
    told = moved or {}
    Handover.objects.filter(id__in=told.get("handovers", ()), contact_id=into).update(
        contact_id=was
    )
    for one in told.get("ended", ()):
        row = _locked().get(id=one["handover"])
        others = Handover.objects.filter(IS_OPEN, contact_id=row.contact_id)
        if row.status == Status.ENDED and not others.exists():
            row.status, row.ended_at, row.ended_why = one["status"], None, ""
            row.save(update_fields=["status", "ended_at", "ended_why"])
            Offer.objects.filter(id=one["offer"]).update(ended_at=None)


def _locked():  # type: ignore[no-untyped-def]  a queryset of hand-overs
    return Handover.objects.select_for_update(of=("self",)).select_related("contact")


def _spare(one: Handover, other: Handover) -> Handover:
    """The one of two that does not go on."""
    kept = goes_on(one=_plain(one), other=_plain(other))
    return other if kept == one.id else one


def _plain(row: Handover) -> Waiting:
    since = row.first_offered_at or row.created_at
    return Waiting(handover=row.id, status=Status(row.status), since=since)


def _end_all(rows: Iterable[Handover], why: Why, at: datetime) -> None:
    for row in rows:
        end(row=row, why=why, at=at)


def erase(*, contact_ids: Sequence[int], at: datetime) -> None:
    """Empty what was written about these persons and end what waits; verdicts and counts stay."""
    rows = Handover.objects.filter(contact_id__in=contact_ids)
    _end_all(_locked().filter(IS_OPEN, contact_id__in=contact_ids), Why.ERASED, at)
    Verdict.objects.filter(handover__in=rows).update(note="")
    Question.objects.filter(handover__in=rows).update(text="", answer="")
    Offer.objects.filter(handover__in=rows, by__isnull=False).update(why="")
    inbox.empty(urls=[f"/queue/{one}/" for one in rows.values_list("id", flat=True)])


def holds(*, batch: int) -> Kept:
    """Hand-overs keep nothing by themselves; who worked on a lead has left an entry."""
    return Kept()


def void(*, batch: int, kept: Kept, at: datetime) -> None:
    """Nobody waits any more for a contact that goes with its import."""
    rows = _locked().filter(IS_OPEN, contact__batch_id=batch, contact__deleted_at=None)
    _end_all(rows.exclude(contact_id__in=kept.contacts), Why.VOID, at)
