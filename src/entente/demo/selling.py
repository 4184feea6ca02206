"""What sales did: hand-overs with their verdicts, calls and demos, deals won and lost."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from entente.activities.models import Activity
from entente.activities.operations.bulk import PastDeed, log_many
from entente.activities.rules import About
from entente.demo import names, sold, story
from entente.demo.story import Person
from entente.demo.writing import Written, business_delay
from entente.handoff.operations.history import PastAttempt, PastHandover, write_past
from entente.handoff.rules.standing import Status
from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.ledger import operations as ledger
from entente.people.rules.changes import read_all
from entente.pipeline.operations.bulk.deals import NewDeal, create_deals
from entente.pipeline.operations.bulk.standing import Move, move_deals
from entente.pipeline.operations.pipelines import set_up_pipeline
from entente.pipeline.operations.saving import Doing
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.rules.fields import DEAL
from entente.qualification.rules.reasons import USUAL
from entente.sla import books
from entente.workspace.rules import SYSTEM

SLACK = {"partner portal": 0.9}  # hours until a call: who has waited for the system is called first
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
    done = handed(
        dice=dice, people=people, start=written.start, at=written.at, calendar=book.calendar
    )
    calls = _calls(dice, done, people, written, book.calendar)
    past = [_past(one, people[one.number], written, calls.get(one.number, ())) for one in done]
    for first in range(0, len(past), 3_000):
        write_past(past=past[first : first + 3_000], at=written.at)
    return len(past)


def handed(
    *,
    dice: random.Random,
    people: Sequence[Person],
    start: datetime,
    at: datetime,
    calendar: Calendar,
) -> list[Handed]:
    """The hand-overs of a story that began at `start` which are decided by now."""
    found = (
        _handed(dice, n, one, story.moment(start=start, days=one.sql), at, calendar)
        for n, one in enumerate(people)
        if one.sql is not None
    )
    return [one for one in found if one.decided_at is not None]


def _handed(
    dice: random.Random,
    number: int,
    one: Person,
    created: datetime,
    at: datetime,
    calendar: Calendar,
) -> Handed:
    offered = _offered(dice, one, created, calendar)
    slack = 0.25 if one.hand_raise else SLACK.get(one.channel, 1.7)
    touched = clock.due(
        start=offered, working=business_delay(dice=dice, mean_hours=slack), calendar=calendar
    )
    decided = clock.due(
        start=touched, working=business_delay(dice=dice, mean_hours=6), calendar=calendar
    )
    if decided >= at - timedelta(hours=3):
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


def _offered(dice: random.Random, one: Person, created: datetime, calendar: Calendar) -> datetime:
    """Within minutes; what the portal brings lies there for a working day: nobody's fault."""
    turn = dice.random()
    if one.channel != "partner portal":
        return created + timedelta(minutes=1 + 3 * turn)
    # In working time: by the wall clock the story hung on the weekday on which the demo began.
    return clock.due(start=created, working=timedelta(hours=4 + 8 * turn), calendar=calendar)


def _calls(
    dice: random.Random,
    handed: Sequence[Handed],
    people: Sequence[Person],
    written: Written,
    calendar: Calendar,
) -> dict[int, tuple[PastAttempt, ...]]:
    """The calls that reached them, and the demos of those who went on; written to the ledger."""
    planned: list[tuple[int, PastDeed]] = []
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
            planned.append((one.number, _call(one, person, seller, when, outcome, written)))
    planned += _demos(dice, people, written)
    found: dict[int, list[PastAttempt]] = {}
    for (number, deed), position in zip(planned, _logged(planned, written), strict=True):
        if deed.kind == "call":
            attempt = PastAttempt(
                position=position,
                at=deed.occurred_at,
                means="call",
                connected=deed.outcome == "connected",
                by=deed.by_id or 0,
            )
            found.setdefault(number, []).append(attempt)
    return {number: tuple(attempts) for number, attempts in found.items()}


def _logged(planned: Sequence[tuple[int, PastDeed]], written: Written) -> list[int]:
    """Log them, each when it happened; gives the positions of their entries."""
    positions: list[int] = []
    for first in range(0, len(planned), ledger.CHUNK):
        deeds = [deed for _, deed in planned[first : first + ledger.CHUNK]]
        with transaction.atomic():
            ids = log_many(deeds=deeds, at=written.at, source="demo")
        of = dict(Activity.objects.filter(id__in=ids).values_list("id", "position"))
        positions += [of[one] for one in ids]
    return positions


def _call(
    one: Handed, person: Person, seller: int, when: datetime, outcome: str, written: Written
) -> PastDeed:
    return PastDeed(
        kind="call",
        about=About(
            contact_id=written.contacts[one.number], company_id=written.companies[person.firm]
        ),
        by_id=seller,
        team="sales",
        occurred_at=when,
        logged_at=when,
        outcome=outcome,
        direction="outbound",
        channel="phone",
    )


def _demos(
    dice: random.Random, people: Sequence[Person], written: Written
) -> list[tuple[int, PastDeed]]:
    """A demo soon after a deal is opened, and one shortly before it is won."""
    found = []
    for n, one in enumerate(people):
        if one.opened is None:
            continue
        days = [one.opened + 2 + 3 * dice.random()]
        if one.won is not None:
            days.append(one.won - 0.3)
        for day in sorted(days):
            if not written.happened(day):
                continue
            when = written.at_work(day)
            deed = PastDeed(
                kind="meeting",
                about=About(
                    contact_id=written.contacts[n],
                    company_id=written.companies[one.firm],
                    deal_id=written.deals[n],
                ),
                by_id=written.cast.ids[written.owners[n]],
                team="sales",
                occurred_at=when,
                logged_at=when,
                place=dice.choice(("online", "online", "offline")),
                minutes=45,
                channel="demo",
            )
            found.append((n, deed))
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


def write_deals(*, written: Written, people: Sequence[Person]) -> int:
    """The deals, open and closed; gives how many."""
    dice = story.dice(3)
    pipeline = set_up_pipeline(at=written.start)
    stages = {stage.name: stage.id for stage in pipeline.stages}
    opened = [n for n, one in enumerate(people) if one.opened is not None]
    opened.sort(key=lambda n: people[n].opened or 0)  # as their boards are read, the oldest first
    ways = {n: _way(dice, people[n], written) for n in opened}
    called = sold.titles(people=people, opened=opened)
    new = [_deal(dice, n, people[n], written, called[n], stages) for n in opened]
    with transaction.atomic():
        ids = create_deals(
            new=new, doing=Doing(by=SYSTEM, at=written.at, occurred_at=written.at, source="demo")
        )
        written.deals = dict(zip(opened, ids, strict=True))
        for stage in ("Solution", "Proposal", "Commit", "Won", "Lost"):
            _move(dice, stage, ways, people, written, stages)
    return len(new)


def _way(dice: random.Random, one: Person, written: Written) -> dict[str, float]:
    """When the deal came to each stage after the first, in days of the story."""
    opened = one.opened or 0.0
    closed = one.won if one.won is not None else one.lost
    if closed is None:
        stays = {"Solution": 9.0, "Proposal": 24.0}
        if dice.random() < 0.5:
            stays["Commit"] = 45.0
        way = {stage: opened + days for stage, days in stays.items()}
        return {stage: day for stage, day in way.items() if written.happened(day)}
    length = closed - opened
    shares = {"Solution": 0.2, "Proposal": 0.5, "Commit": 0.8}
    far = 3 if one.won is not None else dice.randint(0, 3)
    way = {
        stage: opened + length * share * (0.8 + 0.4 * dice.random())
        for stage, share in list(shares.items())[:far]
    }
    return way | {"Won" if one.won is not None else "Lost": closed}


def _move(
    dice: random.Random,
    stage: str,
    ways: dict[int, dict[str, float]],
    people: Sequence[Person],
    written: Written,
    stages: dict[str, int],
) -> None:
    move_deals(
        moves=[
            Move(
                deal_id=written.deals[n],
                stage_id=stages[stage],
                entered_at=written.at_work(way[stage]),
                loss_reason=dice.choice(names.LOST) if stage == "Lost" else "",
            )
            for n, way in ways.items()
            if stage in way
        ],
        doing=Doing(by=SYSTEM, at=written.at, occurred_at=written.at, source="demo"),
    )


def _deal(
    dice: random.Random,
    number: int,
    one: Person,
    written: Written,
    called: str,
    stages: dict[str, int],
) -> NewDeal:
    """The deal as it was opened; what became of it follows."""
    opened, seller = written.at_work(one.opened or 0), written.cast.ids[written.owners[number]]
    is_open = one.won is None and one.lost is None
    amount = None if is_open and dice.random() < 0.06 else one.amount
    given: dict[str, object] = {
        "name": called,
        "company": written.companies[one.firm],
        "owner": seller,
    }
    if amount is not None:
        given |= {"amount": str(amount), "currency": "EUR"}
    if is_open:
        expected = (opened + timedelta(days=55)).date()
        given["expected_close"] = max(expected, written.at.date() + timedelta(days=3)).isoformat()
    return NewDeal(
        values=read_all(known=DEAL, given=given),
        stage_id=stages["Discovery"],
        opened_at=opened,
        contacts=(ContactInDeal(contact_id=written.contacts[number], role="Buyer"),),
    )
