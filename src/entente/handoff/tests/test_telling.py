"""Who is offered a lead is told at once, in the inbox and by mail; without a server it is caught."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.handoff.models import Handover
from entente.handoff.operations import deciding, offering, pausing
from entente.handoff.operations.offering import Cause
from entente.inbox import queries as inbox
from entente.outbox import queries as outbox
from entente.people.testing import found_company, meet
from entente.workspace import operations as workspace
from entente.workspace.rules import Role, SeatHeld, Team
from entente.workspace.testing import MORNING, PASSWORD, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


@pytest.fixture
def lead(cast) -> int:
    dairy = found_company(name="Ostgård Dairy")
    sara = meet(name="Sara Lind", job_title="Plant manager", company=dairy)
    cause = Cause(
        contact=sara, position=7, at=MORNING, clause="sql", fit=Decimal("60"),
        interest=Decimal("21.4"),
    )  # fmt: skip
    return offering.begin(cause=cause, at=MORNING)


def notices(viewer):
    return [(one.title, one.words, one.url) for one in inbox.notices(viewer=viewer)]


def mails(cast):
    return [
        (one.to, one.subject, one.text, one.state, one.queued_at)
        for one in outbox.mails(viewer=cast.root)
    ]


def test_the_person_to_whom_it_is_offered_is_told_why_in_the_inbox_and_by_mail(cast, lead):
    why = (
        "Plant manager at Ostgård Dairy. "
        "Met the clause SQL, with 60 points of fit and 21 of interest."
    )

    assert notices(cast.ada) == [("Sara Lind is waiting for you", why, f"/queue/{lead}/")]
    assert mails(cast) == [
        (
            "ada@example.com",
            "Sara Lind is waiting for you",
            f"Sara Lind is waiting for you.\n\n{why}\n\nhttp://127.0.0.1:8400/queue/{lead}/\n",
            "caught",
            MORNING,
        )
    ]
    for other in (cast.milan, cast.noor, cast.eve, cast.root):
        assert notices(other) == []


def test_who_is_given_a_lead_by_the_head_is_told_the_same_way(cast, lead):
    ben = workspace.add_member(
        name="Ben Sells",
        email="ben@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)],
        at=MORNING,
    )
    later = MORNING + timedelta(hours=1)

    offering.reassign(handover_id=lead, to=ben, why="Ada is ill", by=cast.noor, at=later)

    assert [(to, subject, at) for to, subject, _, _, at in mails(cast)] == [
        ("ben@example.com", "Sara Lind is waiting for you", later),
        ("ada@example.com", "Sara Lind is waiting for you", MORNING),
    ]
    assert Handover.objects.get().owner_id == ben


def test_a_question_goes_to_the_heads_of_marketing_and_its_answer_to_who_asked(cast, lead):
    question = pausing.ask_marketing(handover_id=lead, text="Her number?", by=cast.ada, at=MORNING)
    pausing.answer(handover_id=lead, question_id=question, text="+46 31", by=cast.milan, at=MORNING)

    told = sorted((to, subject) for to, subject, *_ in mails(cast))
    assert told == [
        ("ada@example.com", "Marketing answered about Sara Lind"),
        ("ada@example.com", "Sara Lind is waiting for you"),
        ("noor@example.com", "Ada Sells asks about Sara Lind"),
    ]


def test_for_whom_a_lead_no_longer_waits_its_notice_is_read(cast, lead):
    def unread() -> list[int]:
        return [inbox.unread(viewer=one) for one in (cast.ada, cast.noor)]

    found = [unread()]
    for hours, to in enumerate((cast.noor, cast.ada), start=1):
        at = MORNING + timedelta(hours=hours)
        offering.reassign(handover_id=lead, to=to.member_id, why="", by=cast.noor, at=at)
        found.append(unread())
    deciding.accept(handover_id=lead, by=cast.ada, at=MORNING + timedelta(hours=3))
    found.append(unread())

    assert found == [[1, 0], [0, 1], [1, 0], [0, 0]]
