"""What sales did: hand-overs with their verdicts, calls and demos, deals won and lost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from entente.demo import names, story
from entente.demo.story import Firm, Person
from entente.demo.writing import Written, business_delay
from entente.handoff.operations.history import PastAttempt, PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.rules.changes import read_all
from entente.pipeline.operations.bulk.deals import NewDeal, create_deals
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.pipeline.operations.saving import Doing
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.rules.fields import DEAL
from entente.qualification.rules.reasons import USUAL
from entente.sla import books
from entente.workspace.rules import SYSTEM

REASONS = {reason.key: reason for reason in USUAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One hand-over of the story with its moments, before it is written."""

    number: int
    created_at: datetime
    offered_at: datetime
    touched_at: datetime | None
    decided_at: datetime | None
    status: Status
    reason: str


def write_handovers(*, written: Written, people: Sequence[Person]) -> int:
    """Every hand-over that is decided, its calls first; gives how many."""
    dice = story.dice(2)
    book = books.books(at=written.at)[0]
    handed = [
        _handed(dice, n, one, written, book.calendar)
        for n, one in enumerate(people)
        if one.sql is not None
    ]
    handed = [one for one in handed if one.decided_at is not None]
    calls = _calls(dice, handed, people, written, book.calendar)
    past = [_past(one, people[one.number], written, calls.get(one.number, ())) for one in handed]
    for first in range(0, len(past), 3_000):
        write_past(past=past[first : first + 3_000], at=written.at)
    return len(past)


def _handed(
    dice: random.Random, number: int, one: Person, written: Written, calendar: Calendar
) -> Handed:
    created = written.when(one.sql or 0)
    system = timedelta(minutes=1 + 3 * dice.random())
    if one.channel == "partner portal":  # the portal is read once a night: nobody's fault
        system = timedelta(hours=14 + 10 * dice.random())
    offered = created + system
    slack = 0.25 if one.hand_raise else 1.7
    touched = clock.due(
        start=offered, working=business_delay(dice=dice, mean_hours=slack), calendar=calendar
    )
    decided = clock.due(
        start=touched, working=business_delay(dice=dice, mean_hours=6), calendar=calendar
    )
    if decided >= written.at - timedelta(hours=3):
        return Handed(
            number=number, created_at=created, offered_at=offered, touched_at=None,
            decided_at=None, status=Status.NEW, reason="",
        )  # fmt: skip
    status = Status.CONVERTED if one.opened is not None else Status.ACCEPTED
    reason = ""
    if one.rejected or one.recycled_before:
        reason = one.rejected or "no_need_now"
        timing = REASONS[reason].sort in ("timing", "unreachable")
        status = Status.RECYCLED if timing else Status.REJECTED
    return Handed(
        number=number, created_at=created, offered_at=offered, touched_at=touched,
        decided_at=decided, status=status, reason=reason,
    )  # fmt: skip


def _calls(
    dice: random.Random,
    handed: Sequence[Handed],
    people: Sequence[Person],
    written: Written,
    calendar: Calendar,
) -> dict[int, tuple[PastAttempt, ...]]:
    """The calls that reached them, and the demos of those who went on; written to the ledger."""
    planned: list[tuple[int, NewEntry, bool]] = []
    for one in handed:
        person = people[one.number]
        seller = written.cast.ids[written.owners[one.number]]
        tries = 1 if dice.random() < 0.6 else dice.randint(2, 4)
        for turn in range(tries):
            when = clock.due(
                start=one.touched_at or one.offered_at,
                working=timedelta(minutes=47 * turn),
                calendar=calendar,
            )
            if when > written.at:
                break
            last = turn == tries - 1 and one.reason != "could_not_reach"
            outcome = "connected" if last else dice.choice(("voicemail", "no_answer"))
            planned.append((one.number, _call(one, person, seller, when, outcome, written), last))
    for number, entry in _demos(dice, people, written):
        planned.append((number, entry, True))
    positions: list[int] = []
    for first in range(0, len(planned), ledger.CHUNK):
        chunk = [entry for _, entry, _ in planned[first : first + ledger.CHUNK]]
        with transaction.atomic():
            positions += ledger.record_bulk(entries=chunk, at=written.at)
    found: dict[int, list[PastAttempt]] = {}
    for (number, entry, connected), position in zip(planned, positions, strict=True):
        if entry.kind == "call.logged":
            attempt = PastAttempt(
                position=position,
                at=entry.occurred_at,
                means="call",
                connected=connected,
                by=entry.actor or 0,
            )
            found.setdefault(number, []).append(attempt)
    return {number: tuple(attempts) for number, attempts in found.items()}


def _call(
    one: Handed, person: Person, seller: int, when: datetime, outcome: str, written: Written
) -> NewEntry:
    return NewEntry(
        kind="call.logged",
        occurred_at=when,
        source="demo",
        team="sales",
        actor=seller,
        contact=written.contacts[one.number],
        company=written.companies[person.firm],
        channel="phone",
        properties={"outcome": outcome, "direction": "outbound"},
    )


def _demos(
    dice: random.Random, people: Sequence[Person], written: Written
) -> list[tuple[int, NewEntry]]:
    """A demo soon after a deal is opened, and one shortly before it is won."""
    found = []
    for n, one in enumerate(people):
        if one.opened is None:
            continue
        days = [one.opened + 2 + 3 * dice.random()]
        if one.won is not None:
            days.append(one.won - 0.3)
        seller = written.cast.ids[written.owners[n]]
        for day in sorted(days):
            if not written.happened(day):
                continue
            entry = NewEntry(
                kind="meeting.held",
                occurred_at=written.at_work(day),
                source="demo",
                team="sales",
                actor=seller,
                contact=written.contacts[n],
                company=written.companies[one.firm],
                channel="demo",
                properties={"place": dice.choice(("online", "online", "offline")), "minutes": 45},
            )
            found.append((n, entry))
    return found


def _past(
    one: Handed, person: Person, written: Written, attempts: tuple[PastAttempt, ...]
) -> PastHandover:
    contact = written.contacts[one.number]
    name = written.owners[one.number]
    reason = REASONS.get(one.reason)
    return PastHandover(
        contact=contact,
        company=written.companies[person.firm],
        cause=written.entered[contact, "sql"],
        clause="hand_raise" if person.hand_raise else "sql",
        definition=2 if story.DAYS - (person.sql or 0) < story.REPAIR else 1,
        created_at=one.created_at,
        owner=written.cast.ids[name],
        owner_name=name,
        first_offered_at=one.offered_at,
        status=one.status,
        decided_at=one.decided_at,
        reason=one.reason,
        reason_label=reason.label if reason else "",
        sort=str(reason.sort) if reason else "",
        attempts=attempts,
        fit=Decimal(44 if person.title not in ("", "Student") else 34),
        interest=Decimal(14 + one.number % 27),
    )


def write_deals(*, written: Written, people: Sequence[Person], market: Sequence[Firm]) -> int:
    """The deals, open and closed; gives how many."""
    dice = story.dice(3)
    pipeline = set_up_pipeline(at=written.start)
    stages = {stage.name: stage.id for stage in pipeline.stages}
    new = []
    for n, one in enumerate(people):
        if one.opened is not None:
            new.append(_deal(dice, n, one, written, market[one.firm], stages))
    new.sort(key=lambda deal: deal.opened_at)  # as their boards are read, the oldest first
    with transaction.atomic():
        create_deals(
            new=new, doing=Doing(by=SYSTEM, at=written.at, occurred_at=written.at, source="demo")
        )
    return len(new)


def _deal(
    dice: random.Random,
    number: int,
    one: Person,
    written: Written,
    firm: Firm,
    stages: dict[str, int],
) -> NewDeal:
    opened, seller = written.at_work(one.opened or 0), written.cast.ids[written.owners[number]]
    open_days = story.DAYS - (one.opened or 0)
    stage = "Discovery" if open_days < 9 else "Solution" if open_days < 24 else "Proposal"
    if open_days > 45:
        stage = dice.choice(("Proposal", "Commit"))
    closed = one.won if one.won is not None else one.lost
    if closed is not None:
        stage = "Won" if one.won is not None else "Lost"
    amount = None if closed is None and dice.random() < 0.06 else one.amount
    given: dict[str, object] = {
        "name": firm.name,
        "company": written.companies[one.firm],
        "owner": seller,
    }
    if amount is not None:
        given |= {"amount": str(amount), "currency": "EUR"}
    if closed is None:
        expected = (opened + timedelta(days=55)).date()
        given["expected_close"] = max(expected, written.at.date() + timedelta(days=3)).isoformat()
    return NewDeal(
        values=read_all(known=DEAL, given=given),
        stage_id=stages[stage],
        opened_at=opened,
        closed_at=written.at_work(closed) if closed is not None else None,
        loss_reason=dice.choice(names.LOST) if one.lost is not None else "",
        contacts=(ContactInDeal(contact_id=written.contacts[number], role="Buyer"),),
    )
