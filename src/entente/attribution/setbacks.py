"""Where sales sent a lead back on the way to a deal: no touch, and part of the story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entente.funnel.models import Passage
from entente.handoff.models import Verdict
from entente.ledger.models import Entry
from entente.pipeline.models import DealContact

NO = ("rejected", "recycled")
EXITS = {"recycled": "recycled", "disqualified": "rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """That a lead was rejected or recycled, by whom and why; `why` is "" where nobody said."""

    at: datetime
    decision: str
    by: str
    why: str


def setbacks(*, deal_id: int, until: datetime) -> tuple[Setback, ...]:
    """Those of the people in a deal before `until`, in order. Four queries.

    The verdicts on their hand-overs; for who was never handed over here, such as in an imported
    history, the exits of the funnel that mean the same.
    """
    people = set(DealContact.objects.filter(deal=deal_id).values_list("contact_id", flat=True))
    verdicts = list(
        Verdict.objects.filter(handover__contact__in=people, undone_at=None, at__lt=until)
        .order_by("at", "id")
        .values_list("handover__contact_id", "at", "decision", "by__name", "entry")
    )
    entries = [entry for *_, entry in verdicts if entry is not None]
    told = Entry.objects.filter(position__in=entries).values_list("position", "properties")
    why = {position: said.get("reason_label", "") for position, said in told}
    found = [
        Setback(at=at, decision=decision, by=by, why=why.get(entry, ""))
        for _, at, decision, by, entry in verdicts
        if decision in NO
    ]
    exits = Passage.objects.filter(
        contact_id__in=people - {contact for contact, *_ in verdicts},
        is_exit=True,
        stage__in=EXITS,
        entered_at__lt=until,
    ).values_list("entered_at", "stage")
    found += [Setback(at=at, decision=EXITS[stage], by="", why="") for at, stage in exits]
    return tuple(sorted(found, key=lambda one: one.at))
