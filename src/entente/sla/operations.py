"""Deeds about promises: remind, escalate, excuse."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from entente.handoff import access
from entente.handoff import queries as handoff
from entente.handoff.models import Handover
from entente.handoff.queries import OWED_FOR, OWES_CONTACT, WAITS
from entente.inbox import operations as inbox
from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry
from entente.people.queries.contacts import called
from entente.sla import events, excusing, queries
from entente.sla.models import Excuse, Told
from entente.sla.queries import Clock
from entente.sla.rules.clocks import State
from entente.sla.rules.excuses import Answer
from entente.sla.rules.judging import Outcome
from entente.sla.rules.terms import SIDES, Promise
from entente.workspace import queries as workspace
from entente.workspace.access import Refused, require
from entente.workspace.rules import Team, Viewer


class UnableToExcuse(Exception):
    """Why there is nothing to excuse with that, in words for people."""


def watch_clocks(*, at: datetime) -> int:
    """Remind whose clock runs out, tell the heads of sales whose ran out; each once. How many.

    To accept a lead does not stop the clock of its first contact.
    """
    owing = OWES_CONTACT & Q(decided_at__gte=at - OWED_FOR)
    rows = list(
        Handover.objects.filter(WAITS | owing, owner__isnull=False)
        .select_related("contact", "owner")
        .order_by("id")
    )
    clocks = queries.clocks(rows=rows, at=at)
    return sum(_watch(row, clocks[row.id], at) for row in rows if row.id in clocks)


def _watch(row: Handover, clock: Clock, at: datetime) -> bool:
    if clock.reading.state is State.SOON:
        return _once(row, clock, "soon", at)
    if clock.reading.state is State.LATE:
        _once(row, clock, "soon", at, quietly=True)
        return _once(row, clock, "late", at)
    return False


def _once(row: Handover, clock: Clock, what: str, at: datetime, *, quietly: bool = False) -> bool:
    since = clock.reading.started_at or at
    reminded = row.owner_id if what == "soon" else None
    with transaction.atomic():
        _, new = Told.objects.get_or_create(
            handover=row,
            term=clock.term.key,
            what=what,
            member_id=reminded,
            defaults={"since": since, "at": at},
        )
        if not new or quietly:
            return False
        position = _record(row, clock, events.REMINDED if what == "soon" else events.BREACHED, at)
        _tell(row, clock, what, position, at)
    return True


def _record(row: Handover, clock: Clock, kind: Kind, at: datetime) -> int:
    properties = {
        "handover": row.id,
        "what": clock.what.capitalize(),
        "term": clock.term.key,
        "owner_name": row.owner.name if row.owner else "",
    }
    to = f":{row.owner_id}" if kind is events.REMINDED else ""
    entry = NewEntry(
        kind=kind.name,
        occurred_at=clock.reading.due_at
        if kind is events.BREACHED and clock.reading.due_at
        else at,
        source="sla",
        message_id=f"{kind.name}:{row.id}:{clock.term.key}{to}",
        team="sales",
        contact=row.contact_id,
        company=row.contact.company_id,
        cause=row.cause,
        properties=properties,
    )
    return ledger.record(entries=[entry], at=at)[0]


def _tell(row: Handover, clock: Clock, what: str, position: int, at: datetime) -> None:
    who = called(row.contact)
    owner = row.owner.name if row.owner else "Nobody"
    heads = workspace.heads(team=Team.SALES, at=at)
    sells = row.owner_id is not None and handoff.sells(member_id=row.owner_id, at=at)
    if what == "soon" and sells:
        told = {row.owner_id: f"{who}: the {clock.what} is due soon"}
    elif what == "soon":  # a reminder to who sells no more would reach nobody who can act
        told = dict.fromkeys(heads, f"{who}: the {clock.what} is due soon; {owner} sells no more")
    else:
        words = f"{who} waits for a {clock.what} longer than we promised; {owner} has the lead"
        told = dict.fromkeys(heads, words)
        if sells:
            told.setdefault(row.owner_id, f"{who}: the {clock.what} is late")
    for member, title in told.items():
        inbox.tell(
            member_id=member,
            kind=f"sla.{what}",
            title=title,
            url=f"/queue/{row.id}/",
            cause=f"sla:{position}:{member}",
            at=at,
            by_mail=True,
        )


def give_excuse(
    *,
    handover_id: int,
    term: str,
    reason: str,
    by: Viewer,
    at: datetime,
    note: str = "",
    page: str = "/sla/",
) -> int:
    """Say why a promise was broken for a lead, with a reason of the agreed list.

    The other side is told at once and led to `page`, where it can answer. Raises UnableToExcuse.
    """
    if reason not in excusing.agreed_excuses(at=at):
        raise UnableToExcuse("Choose one of the excuses that we agreed on.")
    row = Handover.objects.select_related("contact").get(id=handover_id)
    judged = queries.judgement(row=row, term=term, at=at)
    if judged is None:
        raise UnableToExcuse("Our agreement has no such promise for this lead.")
    promise = judged.term.promise
    _require_side(promise, row, by, at)
    if judged.outcome is not Outcome.BROKEN:
        raise UnableToExcuse(
            "This promise is not broken for this lead; there is nothing to excuse."
        )
    try:
        with transaction.atomic():
            excuse = Excuse.objects.create(
                handover=row,
                term=term,
                reason=reason,
                note=note,
                asked_by_id=by.member_id,
                asked_at=at,
            )
    except IntegrityError as error:
        raise UnableToExcuse("An excuse was given for this already.") from error
    entry = NewEntry(
        kind=events.EXCUSED.name,
        occurred_at=at,
        team=SIDES[promise],
        actor=by.member_id,
        contact=row.contact_id,
        properties={"handover": row.id, "term": term, "reason": reason},
    )
    ledger.record(entries=[entry], at=at)
    _ask_the_other_side(excuse, promise, by, page, at)
    return excuse.id


def _ask_the_other_side(
    excuse: Excuse, promise: Promise, by: Viewer, page: str, at: datetime
) -> None:
    """Their heads answer; two working days of silence mean yes, so they are told at once."""
    for head in workspace.heads(team=_other(promise), at=at):
        inbox.tell(
            member_id=head,
            kind="sla.excused",
            title=f"{by.name} asks you to let an excuse count: {excuse.reason}",
            words="Approve or refuse it; two working days of silence mean yes.",
            url=page,
            cause=f"excuse:{excuse.id}",
            at=at,
            by_mail=True,
        )


def _other(promise: Promise) -> Team:
    return Team.SALES if SIDES[promise] == "marketing" else Team.MARKETING


def _require_side(promise: Promise, row: Handover, by: Viewer, at: datetime) -> None:
    side = Team(SIDES[promise])
    if not by.acts_for(side):
        raise Refused(f"Only {side} excuses what {side} promised.")
    if side is Team.SALES:
        access.require_change(viewer=by, owner_id=row.owner_id, at=at)


def answer_excuse(*, excuse_id: int, approved: bool, by: Viewer, at: datetime) -> None:
    """The other side approves or refuses; after two working days of silence it is approved.

    Its heads are asked; as agreed, whoever acts for it and sees the lead answers. Raises Refused.
    """
    with transaction.atomic():
        row = (
            Excuse.objects.select_for_update(of=("self",))
            .select_related("handover")
            .get(id=excuse_id)
        )
        judged = queries.judgement(row=row.handover, term=row.term, at=at)
        if judged is None:
            raise Refused("Our agreement has no such promise for this lead.")
        other = _other(judged.term.promise)
        if not by.acts_for(other):
            raise Refused(f"The other side answers: {other}.")
        require(viewer=by, record="handoff", action="see", owner_id=row.handover.owner_id)
        if row.asked_by_id == by.member_id:
            raise Refused("You asked for it yourself: somebody else answers.")
        if row.answered_at is not None:
            raise Refused("This excuse is answered already.")
        if excusing.answer_of(excuse=row, at=at) is Answer.APPROVED_BY_SILENCE:
            raise Refused("Two working days of silence meant yes: this excuse counts already.")
        row.approved, row.answered_at, row.answered_by_id = approved, at, by.member_id
        row.save(update_fields=["approved", "answered_at", "answered_by"])


def is_excuse(*, excuse_id: int) -> bool:
    """Whether there is such an excuse."""
    return Excuse.objects.filter(id=excuse_id).exists()
