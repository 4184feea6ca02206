"""Clocks run by the agreement in force when the lead was offered; both sides on one card."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from entente.agreements import testing as agreements
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, noting, offering, pausing
from entente.inbox.models import Notice
from entente.kit import periods
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.operations import contacts
from entente.sla import accord, operations, queries
from entente.sla.rules.clocks import State
from entente.sla.rules.document import STANDARD
from entente.sla.rules.scorecard import Word
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM, Role, SeatHeld, Team
from entente.workspace.testing import MORNING, PASSWORD, assemble

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # nine o'clock in Paris


def clock(hours: float = 0, days: float = 0) -> datetime:
    return TUESDAY + timedelta(hours=hours, days=days)


@pytest.fixture
def cast():
    found = assemble(at=clock(days=-30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=clock(days=-20))
    return found


def lead(at: datetime, name: str = "Sara Lind") -> Handover:
    contact = contacts.create_contact(
        values={"name": name, "email": f"{name[:2]}{at:%H%M%S%d}@example.com".replace(" ", "")},
        by=SYSTEM,
        at=at,
    )
    position = funnel.enter_stage(
        move=Move(contact=contact, stage="sql", occurred_at=at, via="hand"), at=at
    )
    reactions.hand_over([facts.entry(position=position)], at)
    return Handover.objects.select_related("contact", "owner").get(cause=position)


def calls(row: Handover, at: datetime, by: int, outcome: str = "voicemail") -> None:
    [position] = ledger.record(
        entries=[
            NewEntry(
                kind="call.logged", occurred_at=at, team="sales", actor=by,
                contact=row.contact_id, properties={"outcome": outcome},
            )
        ],
        at=at,
    )  # fmt: skip
    noting.note_attempts(entries=[facts.entry(position=position)], at=at)


def reads(row: Handover, at: datetime):
    row = Handover.objects.select_related("contact", "owner").get(id=row.id)
    found = queries.clocks(rows=[row], at=at)[row.id]
    return (found.what, found.reading.state, found.reading.left, found.reading.late_by)


def test_the_clock_burns_down_in_working_hours_and_then_waits_for_the_verdict(cast):
    row = lead(clock())

    zero, minutes = timedelta(0), lambda n: timedelta(minutes=n)
    assert reads(row, clock(1)) == ("first contact", State.CALM, timedelta(hours=3), zero)
    assert reads(row, clock(3.5)) == ("first contact", State.SOON, minutes(30), zero)
    assert reads(row, clock(4.5)) == ("first contact", State.LATE, zero, minutes(30))

    calls(row, clock(5), cast.ada.member_id)
    assert reads(row, clock(5))[:2] == ("verdict", State.CALM)


def test_a_question_rests_the_clock_but_not_for_ever(cast):
    row = lead(clock())
    pausing.ask_marketing(handover_id=row.id, text="Her number?", by=cast.ada, at=clock(1))

    assert reads(row, clock(6))[1:3] == (State.PAUSED, timedelta(hours=3))
    assert reads(row, clock(1 + 24 + 3.5))[1] is State.LATE


def test_only_a_buyers_date_rests_the_clock(cast):
    mine, buyers = lead(clock(), "Ann"), lead(clock(), "Bea")
    for row, given in ((mine, False), (buyers, True)):
        pausing.set_aside(
            handover_id=row.id, until=clock(days=3), buyers_date=given, by=cast.ada, at=clock(1)
        )

    assert reads(mine, clock(6))[1] is State.LATE
    assert reads(buyers, clock(6))[1] is State.PAUSED


def test_near_the_limit_the_owner_is_told_once_and_past_it_the_head(cast):
    row = lead(clock())

    assert operations.watch_clocks(at=clock(1)) == 0
    assert [operations.watch_clocks(at=clock(3.5)) for _ in range(2)] == [1, 0]
    assert [operations.watch_clocks(at=clock(4.5)) for _ in range(2)] == [1, 0]

    told = list(Notice.objects.order_by("id").values_list("member_id", "title"))
    assert told == [
        (cast.ada.member_id, "Sara Lind is waiting for you"),
        (cast.ada.member_id, "Sara Lind: the first contact is due soon"),
        (
            cast.noor.member_id,
            "Sara Lind waits for a first contact longer than we promised; Ada Sells has the lead",
        ),
        (cast.ada.member_id, "Sara Lind: the first contact is late"),
    ]
    kinds = [entry.kind for entry in facts.timeline(contact=row.contact_id).entries]
    assert kinds.count("sla.reminded") == kinds.count("sla.breached") == 1


def test_accepting_a_lead_silences_nobody_before_somebody_tried_to_reach_it(cast):
    rows = [lead(clock(), name) for name in ("Sara Lind", "Emma Whit")]
    for row in rows:
        deciding.accept(handover_id=row.id, by=cast.ada, at=clock(1))
    calls(rows[1], clock(2), cast.ada.member_id)
    Notice.objects.all().delete()

    done = [operations.watch_clocks(at=clock(hours)) for hours in (2, 3.5, 4.5, 5)]

    assert done == [0, 1, 1, 0]
    assert list(Notice.objects.order_by("id").values_list("title", flat=True)) == [
        "Sara Lind: the first contact is due soon",
        "Sara Lind waits for a first contact longer than we promised; Ada Sells has the lead",
        "Sara Lind: the first contact is late",
    ]


def lines(viewer, at):
    week = periods.around(day=TUESDAY.date(), kind="week")
    card = queries.card(viewer=viewer, at=at, period=week, back=1)
    return card, {
        one.line.term.key: (one.line.met, one.line.of, one.line.word) for one in card.lines
    }


def test_both_sides_stand_on_one_card_with_the_facts_behind_each_breach(cast):
    broken = lead(clock(), "Bea")
    for kept in (lead(clock(), "Ann"), lead(clock(), "Cleo")):
        calls(kept, clock(2), cast.ada.member_id, "connected")
        deciding.accept(handover_id=kept.id, by=cast.ada, at=clock(2))
    calls(broken, clock(6), cast.ada.member_id)
    deciding.reject(handover_id=broken.id, reason="company_does_not_fit", by=cast.ada, at=clock(7))

    card, found = lines(cast.noor, clock(7.5))

    assert found["handed_over"][:2] == (3, 0)
    assert found["accepted"] == (2, 3, Word.SHORT)
    assert found["context"] == (3, 3, Word.KEPT)
    assert found["first_contact"] == (2, 3, Word.MISSING)
    assert found["reasons"] == (1, 1, Word.TOO_FEW)
    [breach] = card.of("sales")[1].line.broken
    assert (breach.handover, breach.due_at, breach.done_at, breach.late_by) == (
        broken.id, clock(4), clock(6), timedelta(hours=2),
    )  # fmt: skip
    assert card.handovers[broken.id].contact.name == "Bea"
    assert card.version == "The service level agreement, version 1"
    assert 0 < card.both <= Fraction(1)


def test_a_new_agreement_from_tomorrow_leaves_yesterdays_breaches_as_they_were(cast):
    row = lead(clock())
    calls(row, clock(6), cast.ada.member_id)
    _, before = lines(cast.noor, clock(7))

    looser = {
        **STANDARD,
        "promises": [
            {**promise, "within_hours": "40"} if promise["key"] == "first_contact" else promise
            for promise in STANDARD["promises"]
        ],
    }
    agreements.agree(
        kind="sla", content=looser, by=cast.noor, at=clock(7), from_day=date(2026, 11, 25)
    )
    later = lead(clock(days=1))
    calls(later, clock(6, days=1), cast.ada.member_id)
    card, _ = lines(cast.noor, clock(7, days=1))

    assert before["first_contact"] == (0, 1, Word.TOO_FEW)
    found = [one for one in card.lines if one.line.term.key == "first_contact"]
    assert [(one.name, one.judged_by, one.line.met, one.line.of) for one in found] == [
        ("First contact in 40 hours", "version 2, from 25 Nov", 1, 1),
        ("First contact in 4 hours", "version 1, until 24 Nov", 0, 1),
    ]
    assert [[each.handover for each in one.line.broken] for one in found] == [[], [row.id]]
    assert card.version == "The service level agreement, version 2"


def test_a_promise_that_is_dropped_from_tomorrow_keeps_its_breach_of_today(cast):
    row = lead(clock())
    calls(row, clock(6), cast.ada.member_id)
    kept = [one for one in STANDARD["promises"] if one["key"] != "first_contact"]
    agreements.agree(
        kind="sla", content={**STANDARD, "promises": kept}, by=cast.noor, at=clock(7),
        from_day=date(2026, 11, 25),
    )  # fmt: skip

    _, found = lines(cast.noor, clock(2, days=1))

    assert found["first_contact"] == (0, 1, Word.TOO_FEW)


def test_to_pass_a_late_lead_to_somebody_who_was_away_mends_nothing(cast):
    row = lead(clock())
    ben = workspace.add_member(
        name="Ben Sells", email="ben@example.com", password=PASSWORD, at=clock(days=-20),
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)],
    )  # fmt: skip
    workspace.note_absence(
        member_id=ben, since=clock(-1), until=clock(3, days=1), reason="", by=cast.root, at=clock()
    )
    _, before = lines(cast.noor, clock(days=1))
    offering.reassign(handover_id=row.id, to=ben, why="", by=cast.noor, at=clock(days=1))
    _, after = lines(cast.noor, clock(1, days=1))

    assert before["first_contact"] == after["first_contact"] == (0, 1, Word.TOO_FEW)
    # Twelve hours late in all, less the three for which its new owner was still away.
    assert reads(row, clock(8, days=1)) == (
        "first contact", State.LATE, timedelta(0), timedelta(hours=9),
    )  # fmt: skip


def test_a_lead_that_nobody_could_take_yet_stands_on_the_card_without_a_clock(cast):
    for seller in (cast.ada, cast.noor):
        workspace.deactivate_member(member_id=seller.member_id, by=cast.root, at=clock(-1))
    row = lead(clock())

    _, found = lines(cast.root, clock(1))

    assert (row.owner, row.first_offered_at) == (None, None)
    assert found["handed_over"][0] == 1
    assert reads(row, clock(1))[:2] == ("first contact", State.NOT_STARTED)


def test_whoever_gets_a_lead_with_little_time_left_is_reminded_too(cast):
    row = lead(clock())
    ben = workspace.add_member(
        name="Ben Sells", email="ben@example.com", password=PASSWORD, at=clock(days=-20),
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)],
    )  # fmt: skip
    operations.watch_clocks(at=clock(3.2))
    offering.reassign(handover_id=row.id, to=ben, why="", by=cast.noor, at=clock(3.3))
    operations.watch_clocks(at=clock(3.5))
    operations.watch_clocks(at=clock(3.6))

    reminded = Notice.objects.filter(kind="sla.soon").order_by("id")
    assert list(reminded.values_list("member_id", flat=True)) == [cast.ada.member_id, ben]


@pytest.mark.parametrize(
    ("signed", "at", "quota"),
    [
        (clock(days=-20), clock(7), (Fraction(10), Word.SHORT)),
        (clock(days=1), clock(7, days=1), (Fraction(6), Word.SHORT)),  # Wednesday of five days
        (clock(days=4), clock(1, days=4), (Fraction(10), Word.NOTHING_YET)),  # on Saturday
    ],
)
def test_the_first_week_owes_leads_from_the_signature_on(signed, at, quota):
    found = assemble(at=clock(days=-30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=signed, baseline=True)

    card, _ = lines(found.noor, at)
    early = queries.card(
        viewer=found.noor, at=at, period=periods.around(day=date(2018, 3, 5), kind="week")
    )

    assert early.version == "The service level agreement, version 1 (baseline)"
    owed = [card.of("marketing")[0].line, early.of("marketing")[0].line]
    assert [(one.term.target, one.word) for one in owed] == [
        quota, (Fraction(10), Word.NOTHING_YET),
    ]  # fmt: skip


def test_an_excuse_of_the_list_is_answered_by_the_other_side_and_counted(cast):
    row = lead(clock())
    calls(row, clock(6), cast.ada.member_id)

    with pytest.raises(operations.UnableToExcuse, match="Choose one of the excuses"):
        operations.give_excuse(
            handover_id=row.id, term="first_contact", reason="Traffic", by=cast.ada, at=clock(7)
        )
    with pytest.raises(Refused, match="Only sales"):
        operations.give_excuse(
            handover_id=row.id, term="first_contact", reason="System was down", by=cast.milan,
            at=clock(7),
        )  # fmt: skip
    excuse = operations.give_excuse(
        handover_id=row.id, term="first_contact", reason="System was down", by=cast.ada,
        at=clock(7),
    )  # fmt: skip
    with pytest.raises(Refused, match="The other side answers"):
        operations.answer_excuse(excuse_id=excuse, approved=True, by=cast.ada, at=clock(7))
    operations.answer_excuse(excuse_id=excuse, approved=True, by=cast.milan, at=clock(7))

    card, found = lines(cast.noor, clock(7.2))
    line = card.of("sales")[1].line
    assert (found["first_contact"][:2], len(line.broken), len(line.excused)) == ((0, 0), 0, 1)


def test_nobody_answers_an_excuse_of_their_own(cast):
    both = workspace.add_member(
        name="Bo Both",
        email="bo@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=team, role=Role.HEAD) for team in (Team.MARKETING, Team.SALES)],
        at=clock(days=-20),
    )
    bo = members.viewer(member_id=both, at=clock())
    row = lead(clock())
    calls(row, clock(6), cast.ada.member_id)
    excuse = operations.give_excuse(
        handover_id=row.id, term="first_contact", reason="System was down", by=bo, at=clock(7)
    )

    with pytest.raises(Refused, match="somebody else answers"):
        operations.answer_excuse(excuse_id=excuse, approved=True, by=bo, at=clock(7))

    operations.answer_excuse(excuse_id=excuse, approved=False, by=cast.milan, at=clock(7))


def test_a_baseline_says_nothing_of_weeks_before_the_first_lead():
    found = assemble(at=clock(days=-30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=clock(days=-1), baseline=True)
    for bird in ("Blackbird", "Robin", "Wren"):
        lead(clock(days=-6), f"{bird}-early")
        lead(clock(hours=1), f"{bird}-late")

    card = queries.card(viewer=SYSTEM, at=clock(hours=2), back=3)

    measured = [
        (period.start, {side: share is not None for side, share in sides.items()})
        for period, sides in card.trend
    ]
    assert measured == [
        (date(2026, 11, 2), {"marketing": False, "sales": False}),
        (date(2026, 11, 9), {"marketing": False, "sales": False}),
        (date(2026, 11, 16), {"marketing": True, "sales": True}),
        (date(2026, 11, 23), {"marketing": True, "sales": False}),  # its clock still runs
    ]


def test_without_an_agreement_no_clock_runs_and_there_is_no_card():
    cast = assemble(at=MORNING)
    row = lead(MORNING)

    assert queries.clocks(rows=[row], at=MORNING) == {}
    assert queries.card(viewer=cast.noor, at=MORNING) is None


@pytest.mark.parametrize(
    "content", [accord.KIND.starters[0].content, accord.KIND.starters[1].content]
)
def test_a_starter_closes_with_its_calendar_and_reads_as_prose(cast, content):
    closed = accord.validate(accord.resolve(content, clock()))

    assert closed["calendar_closed"]["timezone"] == "Europe/Paris"
    assert accord.validate(closed) == closed
    sections = accord.prose(closed)
    assert [section.title for section in sections] == [
        "Marketing promises sales", "Sales promises marketing", "How the clocks run",
        "Working hours", "Excuses that count",
    ]  # fmt: skip
