"""What stops, rests and never stops the clock of a waiting lead, to the minute, from logged facts."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.funnel.operations import Move, enter_stage
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import offering, pausing
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.outbox import queries as outbox
from entente.people.testing import meet
from entente.sla import operations, queries
from entente.sla.rules.clocks import State
from entente.sla.rules.document import STANDARD
from entente.workspace import operations as workspace
from entente.workspace.rules import Role, SeatHeld, Team
from entente.workspace.testing import PASSWORD, assemble

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # Tuesday, nine o'clock in Paris
DUE = NINE + timedelta(hours=4)


@pytest.fixture
def cast():
    found = assemble(at=NINE - timedelta(days=30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=NINE - timedelta(days=20))
    return found


@pytest.fixture
def ben(cast) -> int:
    return workspace.add_member(
        name="Ben Sells", email="ben@example.com", password=PASSWORD,
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)], at=NINE - timedelta(days=30),
    )  # fmt: skip


def after(**span) -> datetime:
    return NINE + timedelta(**span)


@pytest.fixture
def lead(cast) -> int:
    """Handed over and offered to Ada on Tuesday at nine; first contact is due at one."""
    sara = meet(name="Sara Lind", at=NINE)
    move = Move(contact=sara, stage="sql", occurred_at=NINE, via="hand")
    position = enter_stage(move=move, at=NINE)
    reactions.hand_over([facts.entry(position=position)], NINE)
    return Handover.objects.get(cause=position).id


def reads(lead: int, at: datetime):
    """What the clock waits for, how it stands and when that is due."""
    row = Handover.objects.select_related("contact", "owner").get(id=lead)
    found = queries.clocks(rows=[row], at=at)[lead]
    return (found.what, found.reading.state, found.reading.due_at)


def noted(lead: int) -> tuple[int, datetime | None]:
    row = Handover.objects.get(id=lead)
    return (row.attempts, row.first_touch_at)


def follow(lead: int, at: datetime) -> None:
    """What the consumer of attempts does with all that was logged about the lead."""
    contact = Handover.objects.get(id=lead).contact_id
    reactions.note(list(reversed(facts.timeline(contact=contact).entries)), at)


def calls(lead: int, by, at: datetime, *, happened: datetime | None = None, outcome="voicemail"):
    about = About(contact_id=Handover.objects.get(id=lead).contact_id)
    log_call(about=about, outcome=outcome, by=by, at=at, occurred_at=happened or at)
    follow(lead, at)


def test_a_voicemail_is_an_attempt_and_stops_the_first_contacts_clock(cast, lead):
    assert reads(lead, after(minutes=59)) == ("first contact", State.CALM, DUE)

    calls(lead, cast.ada, after(hours=1))

    assert noted(lead) == (1, after(hours=1))
    assert reads(lead, after(hours=1))[0] == "verdict"


def test_a_colleagues_call_counts_and_leaves_the_lead_where_it_is(cast, lead):
    calls(lead, cast.noor, after(hours=2), outcome="no_answer")

    assert noted(lead) == (1, after(hours=2))
    assert Handover.objects.get().owner_id == cast.ada.member_id


def test_an_automatic_mail_and_marketings_call_stop_nothing(cast, lead):
    contact = Handover.objects.get().contact_id
    ledger.record(
        entries=[
            NewEntry(
                kind="email.sent_by_person", occurred_at=after(hours=1), contact=contact,
                team=team, actor=actor,
            )
            for team, actor in (("marketing", None), ("sales", None), ("marketing", 1))
        ],
        at=after(hours=1),
    )  # fmt: skip
    follow(lead, after(hours=1))

    assert noted(lead) == (0, None)
    assert reads(lead, after(hours=4, minutes=1)) == ("first contact", State.LATE, DUE)


def test_a_back_dated_call_counts_from_when_it_was_logged(cast, lead):
    calls(lead, cast.ada, after(hours=5), happened=after(hours=1))

    assert noted(lead) == (1, after(hours=5))
    breach = judged(cast, lead, after(hours=5))
    assert (breach.due_at, breach.done_at, breach.late_by) == (
        DUE, after(hours=5), timedelta(hours=1),
    )  # fmt: skip


def judged(cast, lead: int, at: datetime):
    card = queries.card(viewer=cast.noor, at=at, back=0)
    line = next(one.line for one in card.lines if one.line.term.key == "first_contact")
    return next(one for one in line.broken if one.handover == lead)


def test_asking_marketing_rests_it_for_the_agreed_eight_hours_at_most(cast, lead):
    pausing.ask_marketing(handover_id=lead, text="Her number?", by=cast.ada, at=after(hours=1))

    # One of four hours is used; the pause of eight working hours ends on Wednesday at ten.
    rests = reads(lead, after(hours=2))
    assert rests == ("first contact", State.PAUSED, after(days=1, hours=4))
    assert reads(lead, after(days=1, hours=1, minutes=-1))[1] is State.PAUSED
    assert reads(lead, after(days=1, hours=1))[1] is State.CALM
    assert reads(lead, after(days=1, hours=4, minutes=1))[1] is State.LATE


def test_an_answer_lets_it_run_on_at_once(cast, lead):
    question = pausing.ask_marketing(
        handover_id=lead, text="Her number?", by=cast.ada, at=after(hours=1)
    )
    pausing.answer(
        handover_id=lead, question_id=question, text="+46", by=cast.milan, at=after(hours=3)
    )

    assert reads(lead, after(hours=3)) == ("first contact", State.CALM, after(hours=6))


@pytest.mark.parametrize(
    ("buyers_date", "state", "due"),
    [(True, State.PAUSED, NINE + timedelta(days=2, hours=3)), (False, State.LATE, DUE)],
)
def test_setting_aside_rests_it_only_with_a_date_that_the_buyer_gave(
    cast, lead, buyers_date, state, due
):
    pausing.set_aside(
        handover_id=lead, until=after(days=2), buyers_date=buyers_date, by=cast.ada,
        at=after(hours=1),
    )  # fmt: skip

    assert reads(lead, after(days=1)) == ("first contact", state, due)


def test_a_reassignment_gives_nobody_more_time(cast, lead, ben):
    offering.reassign(
        handover_id=lead, to=ben, why="Ada is ill", by=cast.noor, at=after(hours=3, minutes=30)
    )

    row = Handover.objects.get()
    assert (row.owner_id, row.first_offered_at, row.offered_at) == (
        ben, NINE, after(hours=3, minutes=30),
    )  # fmt: skip
    assert reads(lead, after(hours=3, minutes=30)) == ("first contact", State.SOON, DUE)
    assert reads(lead, after(hours=4, minutes=1))[1] is State.LATE


def test_the_time_before_the_first_offer_is_the_systems(cast):
    sara = meet(name="Sara Lind", at=NINE)
    move = Move(contact=sara, stage="sql", occurred_at=NINE, via="hand")
    position = enter_stage(move=move, at=after(hours=2))
    reactions.hand_over([facts.entry(position=position)], after(hours=2))

    row = Handover.objects.get()
    assert (row.created_at, row.first_offered_at) == (NINE, after(hours=2))
    assert reads(row.id, after(hours=2)) == ("first contact", State.CALM, after(hours=6))


def test_the_reminder_and_the_escalation_are_mailed_once_each(cast, lead):
    for at in (after(hours=3), after(hours=3, minutes=1), after(hours=4, minutes=1),
               after(hours=5)):  # fmt: skip
        operations.watch_clocks(at=at)

    told = [(one.to, one.subject, one.queued_at) for one in outbox.mails(viewer=cast.root)]
    assert sorted(told, key=lambda one: (one[2], one[0])) == [
        ("ada@example.com", "Sara Lind is waiting for you", NINE),
        ("ada@example.com", "Sara Lind: the first contact is due soon", after(hours=3)),
        ("ada@example.com", "Sara Lind: the first contact is late", after(hours=4, minutes=1)),
        (
            "noor@example.com",
            "Sara Lind waits for a first contact longer than we promised; Ada Sells has the lead",
            after(hours=4, minutes=1),
        ),
    ]
