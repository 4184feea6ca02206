"""Those who sign are asked, a no is passed on, and both teams learn what is in force."""

import pytest

from entente.agreements import offers
from entente.agreements.operations import drafting, signing
from entente.agreements.rules.life import SEATS
from entente.agreements.standing import document
from entente.agreements.testing import HOUSE
from entente.inbox import queries as inbox
from entente.inbox import reactions
from entente.inbox.models import Notice
from entente.ledger import queries as ledger
from entente.workspace import operations as workspace
from entente.workspace import queries as workspaces
from entente.workspace.rules import Role, SeatHeld, Team
from entente.workspace.testing import MORNING, PASSWORD, assemble

pytestmark = pytest.mark.django_db
OF = {"kind": "house_rules"}


@pytest.fixture
def cast():
    with offers.only(HOUSE):
        yield assemble()


def propose(by) -> object:
    drafting.begin_draft(**OF, starter="a-small-house", by=by, at=MORNING)
    drafting.propose(**OF, by=by, at=MORNING)
    return document(**OF, viewer=by, at=MORNING).proposed


def follow() -> None:
    entries = ledger.facts(after=0, until=10**9, kinds=reactions.READS, limit=100)
    reactions.follow_the_accord(entries, MORNING)


def told() -> list[tuple]:
    rows = Notice.objects.order_by("id").values_list("member__name", "title", "words", "url")
    return list(rows)


def test_a_proposal_asks_those_who_sign_once(cast):
    propose(cast.noor)

    follow()
    follow()

    words = "It holds once both heads and the sponsor have signed exactly this text."
    assert told() == [
        ("Noor Leads", "Read and sign House rules, version 1", words, "/accord/house-rules/1/")
    ]


def test_who_has_signed_or_declined_is_not_asked_any_more(cast):
    mia = workspace.add_member(
        name="Mia Heads",
        email="mia@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=Team.MARKETING, role=Role.HEAD)],
        at=MORNING,
    )
    proposed = propose(cast.noor)
    signing.sign(
        version_id=proposed.id, seats=SEATS, digest=proposed.digest, by=cast.noor, at=MORNING
    )

    follow()
    follow()

    unread = Notice.objects.filter(read_at=None).values_list("member__name", "title")
    both = ("Noor Leads", "Mia Heads")
    assert {(name, title) for name, title in unread if name in both} == {
        *((name, "House rules, version 1 is in force from 24 November") for name in both),
    }
    mias = workspaces.viewer(member_id=mia, at=MORNING)
    assert inbox.unread(viewer=mias) == 1


def test_who_signed_is_not_told_to_read_it_and_confirm(cast):
    proposed = propose(cast.noor)
    signing.sign(
        version_id=proposed.id, seats=SEATS, digest=proposed.digest, by=cast.noor, at=MORNING
    )

    follow()

    assert [(name, words) for name, _, words, _ in told()[1:]] == [
        ("Ada Sells", "Read it and confirm that you have."),
        ("Milan Markets", "Read it and confirm that you have."),
        ("Noor Leads", ""),
    ]


@pytest.mark.parametrize("end", ["declined", "taken back"])
def test_nobody_is_asked_to_sign_what_cannot_be_signed_any_more(cast, end):
    seats = [SeatHeld(team=Team.MARKETING, role=Role.HEAD)]
    workspace.add_member(
        name="Mia Heads", email="mia@example.com", password=PASSWORD, seats=seats, at=MORNING
    )
    proposed = propose(cast.noor)
    follow()
    question = Notice.objects.filter(title__startswith="Read and sign", read_at=None)
    assert question.count() == 2

    if end == "declined":
        signing.decline(
            version_id=proposed.id, seat=SEATS[0], reason="Too slow", by=cast.noor, at=MORNING
        )
    else:
        signing.take_back(version_id=proposed.id, reason="A slip", by=cast.noor, at=MORNING)
    follow()

    assert question.count() == 0


def test_what_is_in_force_is_told_to_all_of_both_teams_who_can_read_it(cast):
    seats = [SeatHeld(team=Team.SALES, role=Role.MEMBER)]
    workspace.add_member(name="Known From A File", seats=seats, at=MORNING)
    proposed = propose(cast.noor)
    signing.sign(
        version_id=proposed.id, seats=SEATS, digest=proposed.digest, by=cast.noor, at=MORNING
    )

    follow()

    assert [(name, title) for name, title, *_ in told()[1:]] == [
        (name, "House rules, version 1 is in force from 24 November")
        for name in ("Ada Sells", "Milan Markets", "Noor Leads")
    ]
