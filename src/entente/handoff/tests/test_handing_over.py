"""A lead is handed over, offered, decided on, and taken back."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from entente.funnel import operations as funnel
from entente.funnel import queries as funnels
from entente.funnel.operations import Move
from entente.handoff import queries, reactions
from entente.handoff.models import Handover, Offer, Question, Verdict
from entente.handoff.operations import deciding, offering, pausing
from entente.handoff.operations.deciding import AlreadyDecided, UnableToDecide
from entente.inbox.models import Notice
from entente.ledger import queries as ledger
from entente.people.operations import contacts
from entente.people.operations.deleting import delete_contact
from entente.workspace import operations as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM, Role, SeatHeld, Team
from entente.workspace.testing import MORNING, PASSWORD, assemble


@pytest.fixture
def cast(db):
    return assemble()


def contact(name: str = "Sara Lind") -> int:
    values = {"name": name, "email": f"{name.split(maxsplit=1)[0].lower()}@ostgard.example"}
    return contacts.create_contact(values=values, by=SYSTEM, at=MORNING)


def handed_over(contact_id: int, minutes: int = 0) -> Handover:
    at = MORNING + timedelta(minutes=minutes)
    position = funnel.enter_stage(
        move=Move(contact=contact_id, stage="sql", occurred_at=at, via="hand"), at=at
    )
    reactions.hand_over([ledger.entry(position=position)], at)
    return Handover.objects.get(cause=position)


def stage(contact_id: int) -> tuple[str, str]:
    row = funnels.standings(contacts=[contact_id])[contact_id]
    return (row.stage, row.exit)


def told(contact_id: int) -> list[str]:
    page = ledger.timeline(contact=contact_id)
    return [entry.kind for entry in page.entries if entry.kind.startswith(("lead", "verdict"))]


def test_a_lead_that_enters_sql_is_offered_to_a_person_of_sales_who_is_told(cast):
    row = handed_over(contact())

    assert (row.status, row.owner_id) == ("new", cast.ada.member_id)
    assert row.first_offered_at == row.offered_at == MORNING
    assert [(offer.member_id, offer.why) for offer in Offer.objects.all()] == [
        (cast.ada.member_id, "their turn")
    ]
    assert list(Notice.objects.values_list("member_id", "title")) == [
        (cast.ada.member_id, "Sara Lind is waiting for you")
    ]
    assert told(row.contact_id) == ["lead.offered", "lead.handed_over"]


def test_the_same_entry_hands_over_once_and_an_open_lead_is_not_handed_over_again(cast):
    row = handed_over(contact())

    reactions.hand_over([ledger.entry(position=row.cause)], MORNING)
    again = funnel.enter_stage(
        move=Move(contact=row.contact_id, stage="sql", occurred_at=MORNING, via="hand"), at=MORNING
    )
    reactions.hand_over([ledger.entry(position=again)], MORNING)

    assert Handover.objects.count() == 1
    assert Offer.objects.count() == 1


def test_accepting_makes_the_lead_theirs_and_undoing_gives_it_back(cast):
    row = handed_over(contact())

    decided = deciding.accept(handover_id=row.id, by=cast.ada, at=MORNING + timedelta(minutes=9))

    row.refresh_from_db()
    assert (row.status, row.contact.owner_id) == ("accepted", cast.ada.member_id)
    assert stage(row.contact_id) == ("accepted", "")

    deciding.undo(verdict_id=decided.verdict_id, by=cast.ada, at=MORNING + timedelta(minutes=10))

    row.refresh_from_db()
    assert (row.status, row.decided_at, row.owner_id) == ("new", None, cast.ada.member_id)
    assert row.contact.owner_id is None
    assert stage(row.contact_id) == ("sql", "")
    assert told(row.contact_id) == [
        "verdict.undone", "lead.accepted", "lead.offered", "lead.handed_over",
    ]  # fmt: skip


def test_an_acceptance_is_undone_although_the_contact_was_deleted_meanwhile(cast):
    row = handed_over(contact())
    decided = deciding.accept(handover_id=row.id, by=cast.ada, at=MORNING + timedelta(minutes=9))
    delete_contact(contact_id=row.contact_id, by=SYSTEM, at=MORNING + timedelta(minutes=10))

    deciding.undo(verdict_id=decided.verdict_id, by=cast.ada, at=MORNING + timedelta(minutes=11))

    row.refresh_from_db()
    assert (row.status, row.contact.owner_id) == ("new", cast.ada.member_id)


@pytest.mark.parametrize(
    ("reason", "wake_on", "status", "exit"),
    [
        ("company_does_not_fit", None, "rejected", "disqualified"),
        ("wrong_person", None, "rejected", ""),
        ("already_with_us", None, "rejected", ""),
        ("no_need_now", date(2027, 5, 1), "recycled", "recycled"),
        ("could_not_reach", None, "recycled", "recycled"),
    ],
)
def test_the_class_of_a_reason_says_where_the_lead_goes(cast, reason, wake_on, status, exit):
    row = handed_over(contact())

    deciding.reject(
        handover_id=row.id, reason=reason, wake_on=wake_on, note="so she said", by=cast.ada,
        at=MORNING,
    )  # fmt: skip

    row.refresh_from_db()
    assert (row.status, row.wake_on) == (status, wake_on)
    assert stage(row.contact_id) == ("sql", exit)
    assert Verdict.objects.get().note == "so she said"


def test_a_no_needs_an_agreed_reason_and_a_date_where_it_is_a_matter_of_time(cast):
    row = handed_over(contact())

    for reason, wake_on, words in (
        ("because", None, "Choose one of the reasons"),
        ("no_need_now", None, "Choose a day after today"),
        ("no_need_now", MORNING.date(), "Choose a day after today"),
    ):
        with pytest.raises(UnableToDecide, match=words):
            deciding.reject(
                handover_id=row.id, reason=reason, wake_on=wake_on, by=cast.ada, at=MORNING
            )

    assert not Verdict.objects.exists()


def test_nobody_decides_on_a_colleagues_lead_but_the_head(cast):
    row = handed_over(contact())

    for stranger in (cast.milan, cast.eve, cast.root):
        with pytest.raises(Refused):
            deciding.accept(handover_id=row.id, by=stranger, at=MORNING)

    assert deciding.accept(handover_id=row.id, by=cast.noor, at=MORNING).status == "accepted"


def test_turns_are_taken_and_an_absent_person_gets_none(cast):
    ben = workspace.add_member(
        name="Ben Sells",
        email="ben@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)],
        at=MORNING,
    )
    first, second = (handed_over(contact(name), n) for n, name in enumerate(("Jo A", "Al B")))
    workspace.note_absence(
        member_id=cast.ada.member_id,
        since=MORNING + timedelta(minutes=2),
        until=MORNING + timedelta(days=3),
        reason="holiday",
        by=cast.ada,
        at=MORNING,
    )
    third = handed_over(contact("Ed C"), 5)

    assert [row.owner_id for row in (first, second, third)] == [cast.ada.member_id, ben, ben]


def test_a_head_gives_a_lead_to_somebody_else_in_one_step_and_the_clock_runs_on(cast):
    row = handed_over(contact())
    later = MORNING + timedelta(hours=2)

    with pytest.raises(Refused, match="Only a person of sales"):
        offering.reassign(
            handover_id=row.id, to=cast.milan.member_id, why="", by=cast.noor, at=later
        )
    offering.reassign(
        handover_id=row.id, to=cast.noor.member_id, why="Ada is ill", by=cast.noor, at=later
    )

    row.refresh_from_db()
    assert (row.owner_id, row.offered_at, row.first_offered_at) == (
        cast.noor.member_id, later, MORNING,
    )  # fmt: skip
    assert [(one.member_id, one.ended_at) for one in row.offers.order_by("id")] == [
        (cast.ada.member_id, later),
        (cast.noor.member_id, None),
    ]
    assert told(row.contact_id)[0] == "lead.reassigned"


def test_marketing_is_asked_one_question_at_a_time_and_answers(cast):
    row = handed_over(contact())
    question = pausing.ask_marketing(
        handover_id=row.id, text="What is her number?", by=cast.ada, at=MORNING
    )

    with pytest.raises(Refused, match="has not answered"):
        pausing.ask_marketing(handover_id=row.id, text="And?", by=cast.ada, at=MORNING)
    with pytest.raises(Refused, match="Only a person of marketing"):
        pausing.answer(
            handover_id=row.id, question_id=question, text="No idea", by=cast.ada, at=MORNING
        )
    pausing.answer(
        handover_id=row.id, question_id=question, text="+46 31", by=cast.milan, at=MORNING
    )

    asked = Question.objects.get()
    assert (asked.answer, asked.answered_by_id) == ("+46 31", cast.milan.member_id)
    entry = ledger.timeline(contact=row.contact_id).entries[0]
    assert (entry.kind, entry.properties, entry.personal) == (
        "lead.answered", {"handover": row.id}, {"text": "+46 31"},
    )  # fmt: skip


def test_what_is_set_aside_comes_back_on_its_day(cast):
    row = handed_over(contact())
    until = MORNING + timedelta(days=2)

    pausing.set_aside(handover_id=row.id, until=until, buyers_date=True, by=cast.ada, at=MORNING)

    assert pausing.end_due(at=until - timedelta(seconds=1)) == 0
    assert pausing.end_due(at=until) == 1


def test_eve_sees_no_lead_and_ada_her_teams(cast):
    row = handed_over(contact())

    assert list(queries.waiting(viewer=cast.eve)) == []
    assert [one.id for one in queries.waiting(viewer=cast.ada)] == [row.id]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_the_same_moment_one_has_it_and_the_other_is_told():
    cast = assemble()
    row = handed_over(contact())
    start = threading.Barrier(2)
    results: dict[str, str] = {}

    def take(viewer):
        try:
            start.wait()
            deciding.accept(handover_id=row.id, by=viewer, at=MORNING)
            results[viewer.name] = "has it"
        except AlreadyDecided as error:
            results[viewer.name] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(viewer,)) for viewer in (cast.ada, cast.noor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winner = next(name for name, result in results.items() if result == "has it")
    loser = next(name for name in results if name != winner)
    assert results[loser] == f"{winner} was faster: this lead is accepted already."
    assert Verdict.objects.count() == 1
