"""Contacts enter stages, skip some, come back; the projection follows the ledger."""

from datetime import timedelta

import pytest

from entente.funnel import operations, queries
from entente.funnel.operations import Move
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.people.operations.contacts import Gone
from entente.people.testing import meet
from entente.workspace.access import Refused
from entente.workspace.operations import grant_reach
from entente.workspace.queries import viewer
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def enter(contact: int, stage: str, days: int = 0, **more) -> int:
    move = Move(
        contact=contact,
        stage=stage,
        occurred_at=MORNING + timedelta(days=days),
        via="criteria",
        **more,
    )
    return operations.enter_stage(move=move, at=MORNING)


def stands(contact: int) -> tuple[str, int, str]:
    row = queries.standings(contacts=[contact])[contact]
    return (row.stage, (row.entered_at - MORNING).days, row.exit)


def test_the_stage_is_the_furthest_point_reached_and_an_exit_stands_beside_it(cast):
    enter(1, "iql")
    enter(1, "sql", days=2)
    enter(1, "mql", days=3)
    assert stands(1) == ("sql", 2, "")

    enter(1, "recycled", days=5)
    assert stands(1) == ("sql", 2, "recycled")

    enter(1, "mql", days=9)
    assert stands(1) == ("sql", 2, "")
    assert [(row.stage, row.is_exit) for row in queries.passages(contact=1)] == [
        ("iql", False), ("sql", False), ("mql", False), ("recycled", True), ("mql", False),
    ]  # fmt: skip


def test_the_consumer_builds_from_the_ledger_what_was_written_at_once(cast):
    enter(1, "iql")
    enter(2, "customer", days=1)
    before = {key: stands(key) for key in (1, 2)}

    operations.forget()
    operations.project(contacts=[1, 2], at=MORNING)

    assert {key: stands(key) for key in (1, 2)} == before


def test_an_import_that_is_undone_leaves_no_passage(cast):
    enter(1, "mql", batch=8, message_id="row 1", source="import:8")
    enter(2, "mql")

    voided = ledger.void(batch=8, at=MORNING, actor=None)
    entries = [
        entry
        for entry in facts.facts(after=0, until=10**9, limit=100)
        if entry.kind == "batch.voided"
    ]
    operations.apply(entries, MORNING)

    assert voided.entries == 1
    assert sorted(queries.standings(contacts=[1, 2])) == [2]


def test_a_move_by_hand_says_why(cast):
    sara = meet(name="Sara Lind")
    with pytest.raises(Refused, match="Say why"):
        operations.move_by_hand(
            contact=sara, stage="mql", reason=" ", by=cast.ada, team="sales", at=MORNING
        )
    with pytest.raises(operations.NoSuchStage, match="Our funnel has no stage mars; it has visit"):
        operations.move_by_hand(
            contact=sara, stage="mars", reason="far", by=cast.ada, team="sales", at=MORNING
        )
    with pytest.raises(Refused):
        operations.move_by_hand(
            contact=sara, stage="mql", reason="I say so", by=cast.eve, team="", at=MORNING
        )

    operations.move_by_hand(
        contact=sara, stage="mql", reason="met at the fair", by=cast.ada, team="sales", at=MORNING
    )

    [passage] = queries.passages(contact=sara)
    assert (passage.stage, passage.via, passage.reason, passage.by_id) == (
        "mql", "hand", "met at the fair", cast.ada.member_id,
    )  # fmt: skip


def test_who_may_change_only_their_own_contacts_moves_no_others(cast):
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="contact", action="change",
                reach=Reach.OWN, by=cast.root)  # fmt: skip
    ada = viewer(member_id=cast.ada.member_id, at=MORNING)
    hers = meet(name="Sara Lind", owner=ada.member_id)
    others = [meet(name="Tom Berg", owner=cast.milan.member_id), meet(name="Nobody's")]

    def moved(contact):
        operations.move_by_hand(
            contact=contact, stage="mql", reason="met", by=ada, team="sales", at=MORNING
        )

    moved(hers)
    for contact in others:
        with pytest.raises(Refused, match="You may change a contact that you own"):
            moved(contact)

    assert sorted(queries.standings(contacts=[hers, *others])) == [hers]


def test_nobody_moves_a_contact_that_is_not_here(cast):
    with pytest.raises(Gone, match="There is no contact 4711"):
        operations.move_by_hand(
            contact=4711, stage="mql", reason="met", by=cast.ada, team="sales", at=MORNING
        )
