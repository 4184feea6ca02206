"""What cannot be done says why, and nothing is cut off in silence."""

from datetime import date, timedelta

import pytest

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover, Question, SetAside
from entente.handoff.operations import deciding, offering, pausing
from entente.ledger import queries as ledger
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.operations.erasing import erase_contact
from entente.people.testing import meet
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def cast(db):
    return assemble()


@pytest.fixture
def row(cast) -> Handover:
    move = Move(contact=meet(name="Sara", at=MORNING), stage="sql", occurred_at=MORNING, via="hand")
    position = funnel.enter_stage(move=move, at=MORNING)
    reactions.hand_over([ledger.entry(position=position)], MORNING)
    return Handover.objects.get(cause=position)


def test_nothing_is_done_about_a_lead_whose_contact_was_deleted_until_it_is_restored(cast, row):
    delete_contact(contact_id=row.contact_id, by=SYSTEM, at=LATER)
    about = {"handover_id": row.id, "at": LATER}

    for deed in (
        lambda: deciding.accept(by=cast.ada, **about),
        lambda: deciding.reject(reason="wrong_person", by=cast.ada, **about),
        lambda: pausing.ask_marketing(text="Who?", by=cast.ada, **about),
        lambda: pausing.set_aside(until=LATER + timedelta(9), buyers_date=True, by=cast.ada, **about),
        lambda: offering.reassign(to=cast.noor.member_id, why="", by=cast.noor, **about),
    ):  # fmt: skip
        with pytest.raises(Refused, match="This contact was deleted; restore it before"):
            deed()
    restore_contact(contact_id=row.contact_id, by=SYSTEM, at=LATER)

    assert not Question.objects.exists() and not SetAside.objects.exists()
    assert deciding.accept(by=cast.ada, **about).status == "accepted"


def test_a_question_and_its_answer_are_kept_whole_or_refused(cast, row):
    about = {"handover_id": row.id, "at": LATER}

    with pytest.raises(Refused, match="Shorten this to 1,000 characters; it has 1,001"):
        pausing.ask_marketing(text="x" * 1001, by=cast.ada, **about)
    lines = "Who is it?\n" * 90 + "x" * 10  # a thousand letters, as the browser counts
    question = pausing.ask_marketing(text=lines.replace("\n", "\r\n"), by=cast.ada, **about)
    with pytest.raises(Refused, match="Shorten this to 2,000 characters; it has 2,001"):
        pausing.answer(question_id=question, text="x" * 2001, by=cast.milan, **about)
    pausing.answer(question_id=question, text="x" * 2000, by=cast.milan, **about)

    kept = Question.objects.get()
    assert (kept.text, kept.answer, len(lines)) == (lines, "x" * 2000, 1000)


def test_a_date_beyond_all_calendars_is_a_date(cast, row):
    no = deciding.reject(
        handover_id=row.id, reason="no_need_now", wake_on=date.max, by=cast.ada, at=LATER
    )

    row.refresh_from_db()
    assert (no.status, row.wake_on) == ("recycled", date.max)


def test_nothing_is_written_any_more_about_who_was_erased(cast, row):
    question = pausing.ask_marketing(
        handover_id=row.id, text="Her number?", by=cast.ada, at=MORNING
    )
    erase_contact(contact_id=row.contact_id, request="by letter", by=cast.root, at=LATER)

    with pytest.raises(Refused, match="This person was erased; nothing about them is kept"):
        pausing.answer(
            handover_id=row.id, question_id=question, text="+46 31", by=cast.milan, at=LATER
        )

    kept = Question.objects.get()
    assert (kept.text, kept.answer, kept.answered_at) == ("", "", None)


def test_who_was_erased_before_anybody_was_offered_them_is_offered_to_nobody(cast):
    sara = meet(name="Sara", at=MORNING)
    move = Move(contact=sara, stage="sql", occurred_at=MORNING, via="hand")
    position = funnel.enter_stage(move=move, at=MORNING)
    erase_contact(contact_id=sara, request="by letter", by=cast.root, at=MORNING)

    reactions.hand_over([ledger.entry(position=position)], LATER)

    assert not Handover.objects.exists()
