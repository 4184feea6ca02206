"""Who may take a piece of work off the timeline: whose it was, however it came there."""

import pytest

from entente.funnel.operations import Move, enter_stage
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.testing import meet
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def sara(cast):
    return meet(name="Sara Lind", owner=cast.ada.member_id)


def brought(contact, *, kind="meeting.held", actor=None, team="sales"):
    """The position of a touch that a file or another system brought."""
    entry = NewEntry(kind=kind, occurred_at=MORNING, contact=contact, actor=actor, team=team)
    ledger.record(entries=[entry], at=MORNING)
    (position,) = (one.position for one in facts.timeline(contact=contact, kinds=[kind]).entries)
    return position


def asked(client, position):
    """Whether the page offers to take it back, and what comes of doing so."""
    path = f"/entries/{position}/"
    offered = 'name="reason"' in client.get(path).text
    return offered, client.post(path, {"reason": "Was not so"}).status_code


def test_a_meeting_of_a_colleague_is_theirs_even_about_ones_own_contact(cast, sara):
    position = brought(sara, actor=cast.noor.member_id)

    assert asked(signed_in(cast.ada), position) == (False, 403)
    assert facts.stands(position=position)
    assert asked(signed_in(cast.noor), position) == (True, 303)
    assert not facts.stands(position=position)


def test_ones_own_work_that_a_file_brought_is_ones_own(cast, sara):
    assert asked(signed_in(cast.ada), brought(sara, actor=cast.ada.member_id)) == (True, 303)


def test_an_entry_says_its_clause_and_its_team_by_their_names(cast, sara):
    move = Move(contact=sara, stage="sql", occurred_at=MORNING, via="clause", clause="hand_raise")
    page = told(signed_in(cast.ada).get(f"/entries/{enter_stage(move=move, at=MORNING)}/"))
    download = brought(sara, kind="asset.downloaded", team="marketing")

    assert "Clause hand-raiser" in page and "Stage SQL" in page
    assert "Stage sql" not in page and "Stage name" not in page
    assert "Team M Marketing Marketing Through" in told(  # the mark, to be heard, to be read
        signed_in(cast.ada).get(f"/entries/{download}/")
    )


def test_what_no_person_did_belongs_to_the_contact(cast, sara):
    position = brought(sara, kind="asset.downloaded", team="marketing")

    assert asked(signed_in(cast.ada), position) == (True, 303)


def test_an_entry_says_its_days_as_the_house_writes_them(cast, sara):
    entry = NewEntry(
        kind="task.set", occurred_at=MORNING, contact=sara, properties={"due": "2026-12-01"}
    )
    (position,) = ledger.record(entries=[entry], at=MORNING)

    assert "Due 1 December" in told(signed_in(cast.ada).get(f"/entries/{position}/"))
