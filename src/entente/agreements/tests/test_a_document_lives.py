"""The life of a document: drafted, proposed, signed by three seats, in force, superseded."""

from datetime import date

import pytest

from entente.agreements import offers, queries, standing
from entente.agreements.operations import drafting, signing
from entente.agreements.rules.life import Days, State
from entente.agreements.testing import HOUSE
from entente.workspace import operations as workspace
from entente.workspace import queries as members
from entente.workspace.rules import Role, SeatHeld, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
TOMORROW = date(2026, 11, 25)
SOUP = {"hours": 8, "cooks": [{"name": "Ada", "dish": "soup"}]}
STEW = {"hours": 9, "cooks": [{"name": "Ada", "dish": "stew"}]}


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE):
        yield


@pytest.fixture
def cast():
    return assemble()


def head(name: str, team: Team, role: Role = Role.HEAD):
    member_id = workspace.add_member(name=name, at=MORNING, seats=[SeatHeld(team=team, role=role)])
    return members.viewer(member_id=member_id, at=MORNING)


def test_a_document_is_in_force_once_three_people_have_signed_the_same_text(cast):
    mia = head("Mia Marks", Team.MARKETING)
    sam = head("Sam Sells", Team.SALES)
    sue = head("Sue Sponsors", Team.SHARED, Role.SPONSOR)

    drafting.begin_draft(kind="house_rules", starter="a-small-house", by=mia, at=MORNING)
    number = drafting.propose(kind="house_rules", by=mia, at=MORNING)
    proposed = standing.document(kind="house_rules", viewer=cast.ada, at=MORNING).proposed
    told = [
        signing.sign(
            version_id=proposed.id, seats=[seat], digest=proposed.digest, by=signer, at=MORNING
        )
        for seat, signer in (("sponsor", sue), ("marketing", mia), ("sales", sam))
    ]

    assert number == proposed.number == 1
    assert told == [
        signing.Signed(missing=("marketing", "sales"), in_force_from=None, later_than_agreed=False),
        signing.Signed(missing=("sales",), in_force_from=None, later_than_agreed=False),
        signing.Signed(missing=(), in_force_from=TODAY, later_than_agreed=False),
    ]
    held = standing.document(kind="house_rules", viewer=cast.ada, at=MORNING).in_force
    assert [(one.seat, one.words) for one in held.signatures] == [
        ("sponsor", "Sue Sponsors, sponsor"),
        ("marketing", "Mia Marks, head of marketing"),
        ("sales", "Sam Sells, head of sales"),
    ]
    assert (held.state, held.days) == (State.IN_FORCE, Days(since=None, until=None))
    assert queries.in_force(kind="house_rules", at=MORNING).content == {
        "hours": 8,
        "tea": "0",
        "share": "0.5",
        "notice": "",
        "cooks": [{"name": "Ada", "dish": "soup"}],
    }
