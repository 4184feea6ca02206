"""The verdict of sales on a lead, and taking it back."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from entente.funnel import operations as funnel
from entente.funnel import queries as funnels
from entente.funnel.operations import Move
from entente.handoff import access, events, queries
from entente.handoff.models import IS_OPEN, Handover, Verdict
from entente.handoff.operations import sentback, waking
from entente.handoff.operations.ending import end
from entente.handoff.operations.locking import (
    has_ended,
    locked,
    require_change,
    require_contact,
    require_person,
)
from entente.handoff.operations.offering import settle, tell
from entente.handoff.rules.standing import OPEN, Status, Why, undecided
from entente.ledger import operations as ledger
from entente.ledger import queries as ledger_queries
from entente.ledger.models import Entry
from entente.people.events import CONTACT_OWNER_CHANGED
from entente.people.operations import contacts as people
from entente.people.rules.changes import UnableToSave
from entente.qualification import queries as qualification
from entente.qualification.rules.definition import Reason, ReasonClass
from entente.workspace import queries as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM, Team, Viewer


class AlreadyDecided(Exception):
    """Somebody else was faster; the message says who, and what they decided."""


class UnableToDecide(Exception):
    """What the verdict lacks, in words for people; `field` is the answer that needs a change."""

    def __init__(self, words: str, *, field: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    verdict_id: int
    status: Status


HANDED_OVER_MEANWHILE = "They were handed over again meanwhile; decide on that lead instead."

# Where a lead goes by the class of the reason; routing and person leave it where it is.
_EXIT = {
    ReasonClass.FIT: "disqualified",
    ReasonClass.TIMING: "recycled",
    ReasonClass.UNREACHABLE: "recycled",
}


def _locked(handover_id: int, by: Viewer, at: datetime) -> Handover:
    """The lead, locked, if this person may decide on it and nobody has."""
    row = locked(handover_id=handover_id)
    # Whoever was too slow learns that first, not that the lead is no longer theirs to decide on.
    if row.status not in OPEN and by.acts_for(Team.SALES):
        raise AlreadyDecided(_faster(row))
    access.require_seller(viewer=by)
    require_change(row=row, by=by, at=at)
    if row.status not in OPEN:
        raise AlreadyDecided(_faster(row))
    require_contact(row=row)
    return row


def _faster(row: Handover) -> str:
    if row.status == Status.ENDED:
        return has_ended(row=row)
    verdict = Verdict.objects.filter(handover=row, undone_at=None).select_related("by").first()
    who = verdict.by.name if verdict else "Somebody"
    return f"{who} was faster: this lead is {Status(row.status)} already."


def accept(*, handover_id: int, by: Viewer, at: datetime) -> Decided:
    """Take a lead on: it is theirs, and it enters the stage that acceptance leads to."""
    with transaction.atomic():
        row = _locked(handover_id, by, at)
        was_owner = row.owner_id
        entry = tell(kind=events.ACCEPTED, row=row, at=at, actor=by.member_id, team="sales")
        people.change_contact(
            contact_id=row.contact_id,
            values={"owner": by.member_id},
            by=SYSTEM,
            at=at,
            cause=entry,
        )
        stage = funnels.canon(at=at).document.entered_by_deed("lead.accepted")
        moves = _moves(row, stage.key if stage else "", by, entry, at)
        row.owner_id = by.member_id
        return _decide(row, Status.ACCEPTED, None, "", moves, entry, was_owner, by, at)


def reject(
    *,
    handover_id: int,
    reason: str,
    by: Viewer,
    at: datetime,
    note: str = "",
    wake_on: date | None = None,
) -> Decided:
    """Send a lead back with one reason of the agreed list; marketing sees it at once.

    A matter of timing recycles it: then `wake_on` says when to look again; see `waking`.
    """
    agreed = {one.key: one for one in qualification.reasons(at=at)}
    if reason not in agreed:
        raise UnableToDecide("Choose one of the reasons that we agreed on.", field="reason")
    why = agreed[reason]
    recycles = why.sort in (ReasonClass.TIMING, ReasonClass.UNREACHABLE)
    today = at.astimezone(workspace.current().timezone).date()
    if why.sort is ReasonClass.TIMING and (wake_on is None or wake_on <= today):
        raise UnableToDecide("Choose a day after today on which we look again.", field="wake_on")
    with transaction.atomic():
        row = _locked(handover_id, by, at)
        status = Status.RECYCLED if recycles else Status.REJECTED
        entry = _tell_no(row, why, note, wake_on if recycles else None, by, at)
        moves = _moves(row, _EXIT.get(why.sort, ""), by, entry, at)
        row.wake_on = wake_on if recycles else None
        decided = _decide(row, status, why, note, moves, entry, row.owner_id, by, at)
        waking.note(verdict_id=decided.verdict_id, on=row.wake_on)
        sentback.tell_marketing(
            row=row, verdict_id=decided.verdict_id, reason=why.label, note=note, by=by, at=at
        )
        return decided


def _tell_no(
    row: Handover, why: Reason, note: str, wake_on: date | None, by: Viewer, at: datetime
) -> int:
    recycles = why.sort in (ReasonClass.TIMING, ReasonClass.UNREACHABLE)
    until = {"until": wake_on.isoformat() if wake_on else "we hear more"} if recycles else {}
    return tell(
        kind=events.RECYCLED if recycles else events.REJECTED,
        row=row,
        at=at,
        actor=by.member_id,
        team="sales",
        reason=why.key,
        reason_label=why.label,
        sort=str(why.sort),
        personal={"note": note} if note else {},
        **until,
    )


def _moves(row: Handover, stage: str, by: Viewer, entry: int, at: datetime) -> list[int]:
    if not stage or funnels.canon(at=at).document.stage(stage) is None:
        return []
    move = Move(
        contact=row.contact_id,
        company=row.contact.company_id,
        stage=stage,
        occurred_at=at,
        via="reaction",
        actor=by.member_id,
        team="sales",
        cause=entry,
    )
    return [funnel.enter_stage(move=move, at=at)]


def _decide(
    row: Handover,
    status: Status,
    why: Reason | None,
    note: str,
    moves: list[int],
    entry: int,
    was_owner: int | None,
    by: Viewer,
    at: datetime,
) -> Decided:
    row.status, row.decided_at = status, at
    row.save(update_fields=["status", "decided_at", "owner", "wake_on"])
    row.set_asides.filter(ended_at=None).update(ended_at=at)
    settle(row=row, member_id=was_owner, at=at)
    verdict = Verdict.objects.create(
        handover=row,
        decision=status,
        reason=why.key if why else "",
        sort=why.sort if why else "",
        note=note,
        by_id=by.member_id,
        at=at,
        entry=entry,
        moves=moves,
        was_owner_id=was_owner,
    )
    return Decided(verdict_id=verdict.id, status=status)


def undo(*, verdict_id: int, by: Viewer, at: datetime) -> None:
    """Take a verdict back: the lead waits again, its clock never stopped, both facts stay.

    Unless what handed it over was taken back meanwhile: then it ends without a verdict.
    """
    with transaction.atomic():
        verdict = Verdict.objects.select_related("handover__contact").get(id=verdict_id)
        row = locked(handover_id=verdict.handover_id)
        access.require_change(viewer=by, owner_id=verdict.by_id, at=at)
        require_person(row=row)
        taken_back = Verdict.objects.filter(id=verdict_id, undone_at=None).update(
            undone_at=at, undone_by_id=by.member_id
        )
        if not taken_back:
            return
        sentback.withdraw(verdict_id=verdict_id, at=at)
        waking.forget(verdict_id=verdict_id)
        if row.status == Status.CONVERTED:
            raise Refused("A deal came of this lead; close the deal instead.")
        _require_last(row)
        _reopen(row, verdict)
        for position in verdict.moves:
            ledger.retract(position=position, reason="verdict undone", actor=by.member_id, at=at)
        funnel.project(contacts=[row.contact_id], at=at)
        tell(
            kind=events.VERDICT_UNDONE,
            row=row,
            at=at,
            actor=by.member_id,
            team="sales",
            verdict=verdict.decision,
        )
        row.set_asides.filter(ended_at=verdict.at).update(ended_at=None)
        _give_back(row, verdict, at)
        if not ledger_queries.stands(position=row.cause):
            end(row=row, why=Why.VOID, at=at)


def _require_last(row: Handover) -> None:
    """Raise Refused once they were handed over again: nobody waits beside their own later lead."""
    if Handover.objects.filter(IS_OPEN, contact_id=row.contact_id).exists():
        raise Refused(HANDED_OVER_MEANWHILE)
    if queries.handed_over_again(handovers=[row.id]):
        raise Refused("They were handed over again since then, so this verdict stands.")


def _reopen(row: Handover, verdict: Verdict) -> None:
    """Let the lead wait again, before anything is written: somebody may hand them over right now.

    Raises Refused when they did.
    """
    row.status = undecided(attempts=row.attempts, connected=row.connected_at is not None)
    row.decided_at, row.wake_on, row.owner_id = None, None, verdict.was_owner_id
    try:
        with transaction.atomic():
            row.save(update_fields=["status", "decided_at", "wake_on", "owner"])
    except IntegrityError as error:
        raise Refused(HANDED_OVER_MEANWHILE) from error


def _give_back(row: Handover, verdict: Verdict, at: datetime) -> None:
    """The contact's owner is who it was before, unless somebody chose another meanwhile."""
    given = Entry.objects.filter(
        contact_id=row.contact_id, kind=CONTACT_OWNER_CHANGED.name, cause=verdict.entry
    ).first()
    if given is None or row.contact.owner_id != verdict.by_id:
        return
    # A contact that was deleted, or a former owner who has left us, stops nobody from undoing.
    with suppress(people.Gone, UnableToSave):
        people.change_contact(
            contact_id=row.contact_id,
            values={"owner": given.properties.get("from") or ""},
            by=SYSTEM,
            at=at,
            cause=given.position,
        )
