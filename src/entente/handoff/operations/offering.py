"""Beginning a hand-over and offering it to a person of sales."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from entente.handoff import access, events, offers, queries
from entente.handoff.models import Capacity, Handover, Offer
from entente.handoff.operations.locking import locked, require_open
from entente.handoff.rules import routing
from entente.handoff.rules.standing import OPEN, Status
from entente.inbox import operations as inbox
from entente.kit import wording
from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry
from entente.people.queries import companies
from entente.people.queries.contacts import called
from entente.qualification.rules.definition import CLAUSE_NAMES
from entente.workspace import queries as workspace
from entente.workspace.access import Refused, require
from entente.workspace.rules import Team, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The fact that hands a contact over: it entered the stage that is the hand-over."""

    contact: int
    position: int
    at: datetime
    clause: str = ""
    definition: int | None = None
    lacks: Sequence[str] = ()
    fit: Decimal | None = None
    interest: Decimal | None = None


def tell(
    *, kind: Kind, row: Handover, at: datetime, actor: int | None, team: str, **properties: object
) -> int:
    """Write a fact about this hand-over; gives its position."""
    personal = properties.pop("personal", {})
    entry = NewEntry(
        kind=kind.name,
        occurred_at=at,
        actor=actor,
        team=team,
        contact=row.contact_id,
        company=row.contact.company_id,
        cause=row.cause,
        properties={"handover": row.id, **properties},
        personal=personal,  # type: ignore[arg-type]  # a mapping, or nothing was given
    )
    return ledger.record(entries=[entry], at=at)[0]


def begin(*, cause: Cause, at: datetime) -> int | None:
    """Hand a contact over and offer it at once; None when one is open already, this one was, or the
    person was erased.

    Idempotent on the cause, so the reaction that calls it may run twice.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Handover.objects.create(
                    contact_id=cause.contact,
                    cause=cause.position,
                    clause=cause.clause,
                    definition=cause.definition,
                    created_at=cause.at,
                    status=Status.NEW,
                    lacks=list(cause.lacks),
                    fit=cause.fit,
                    interest=cause.interest,
                )
        except IntegrityError:
            return None
        if row.contact.erased_at is not None:  # asked once the row holds them: none slips between
            row.delete()
            return None
        tell(
            kind=events.HANDED_OVER,
            row=row,
            at=cause.at,
            actor=None,
            team="marketing",
            clause=cause.clause,
        )
        _route(row, at)
    return row.id


def _route(row: Handover, at: datetime) -> None:
    choice = routing.choose(
        deal_owner=queries.open_deal_owner(contact=row.contact_id, at=at),
        candidates=queries.candidates(at=at),
        heads=workspace.heads(team=Team.SALES, at=at),
    )
    if choice.member_id is not None:
        _offer(row, to=choice.member_id, why=choice.why, by=None, at=at)


def route_unoffered(*, at: datetime) -> int:
    """Offer what nobody could be offered before; gives how many found somebody."""
    found = 0
    for row in Handover.objects.filter(queries.WAITS, owner=None).order_by("created_at")[:100]:
        with transaction.atomic():
            locked = Handover.objects.select_for_update().get(id=row.id)
            if locked.owner_id is None and locked.status in OPEN:
                _route(locked, at)
                found += locked.owner_id is not None
    return found


def _offer(row: Handover, *, to: int, why: str, by: int | None, at: datetime) -> None:
    settle(row=row, member_id=row.owner_id, at=at)
    Offer.objects.filter(handover=row, ended_at=None).update(ended_at=at)
    Offer.objects.create(handover=row, member_id=to, offered_at=at, by_id=by, why=why)
    first = row.first_offered_at is None
    row.owner_id, row.offered_at = to, at
    row.first_offered_at = row.first_offered_at or at
    row.save(update_fields=["owner", "offered_at", "first_offered_at"])
    name = workspace.names(ids=[to])[to]
    position = tell(
        kind=events.OFFERED if first else events.REASSIGNED,
        row=row,
        at=at,
        actor=by,
        team="shared" if by is None else "sales",
        to=to,
        to_name=name,
        why=why,
    )
    inbox.tell(
        member_id=to,
        kind="lead.offered",
        title=_waits(row),
        words=_why_it_is_a_lead(row, at),
        url=f"/queue/{row.id}/",
        cause=f"offer:{position}",
        at=at,
        by_mail=True,
    )


def settle(*, row: Handover, member_id: int | None, at: datetime) -> None:
    """Note as read that this lead waits for them: it does no more."""
    if member_id is not None:
        inbox.settle(member_id=member_id, title=_waits(row), url=f"/queue/{row.id}/", at=at)


def _waits(row: Handover) -> str:
    return f"{called(row.contact)} is waiting for you"


def _why_it_is_a_lead(row: Handover, at: datetime) -> str:
    """Who it is, what brought them here and by when to make contact, for whoever reads of it
    away from the page.
    """
    contact, company = row.contact, row.contact.company
    who = " at ".join(
        filter(None, (contact.job_title, companies.called(company) if company else ""))
    )
    how = _by_hand(row)
    if row.clause:
        how = f"Met the clause {CLAUSE_NAMES.get(row.clause, row.clause)}"
    if row.fit is not None and row.interest is not None:
        how += f", with {round(row.fit)} points of fit and {round(row.interest)} of interest"
    return ". ".join(filter(None, (who, how, _due(row, at)))) + "."


def _by_hand(row: Handover) -> str:
    told = queries.by_hand(row=row)
    if told is None:
        return "Handed over"
    how = f"Handed over by {told.by}" if told.by else "Handed over by hand"
    return f"{how} (“{told.reason}”)" if told.reason else how


def _due(row: Handover, at: datetime) -> str:
    due = offers.first_contact_due(row=row, at=at)
    if due is None:
        return ""
    zone = workspace.current().timezone
    when = wording.day_and_time(due.astimezone(zone), now=at.astimezone(zone))
    return f"First contact {'is' if due >= at else 'was'} due {when}"


def reassign(*, handover_id: int, to: int, why: str, by: Viewer, at: datetime) -> None:
    """A head gives an open lead to somebody else; the clock of sales runs on."""
    with transaction.atomic():
        row = locked(handover_id=handover_id)
        access.require_give(viewer=by, owner_id=row.owner_id, at=at)
        require_open(row=row)
        if not queries.sells(member_id=to, at=at):
            raise Refused("Only a person of sales can take a lead on.")
        if to != row.owner_id:
            _offer(row, to=to, why=why or "given by hand", by=by.member_id, at=at)


def set_capacity(*, member_id: int, open_leads: int, by: Viewer) -> None:
    """How many open leads a person takes on at once; their head or an administrator says so."""
    if not by.is_administrator:
        require(viewer=by, record="handoff", action="change", owner_id=member_id)
    if not 0 <= open_leads <= 10_000:
        raise Refused("Enter a number of leads between 0 and 10,000.")
    Capacity.objects.update_or_create(member_id=member_id, defaults={"open_leads": open_leads})
