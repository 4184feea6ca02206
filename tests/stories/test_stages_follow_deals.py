"""Stages follow a deal, also where what happened to it is taken back.

Nobody is told by hand what follows from what: the consumers of `project/reactions.py` are run.
"""

from datetime import datetime, timedelta

import pytest

from entente.funnel import queries as funnels
from entente.ledger import consumers
from entente.people.testing import meet
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.operations.deleting import delete_deal, restore_deal
from entente.pipeline.operations.winning import lose_deal, reopen_deal, win_deal
from entente.pipeline.testing import sell
from entente.project import reactions
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def after(days: float) -> datetime:
    return MORNING + timedelta(days=days)


@pytest.fixture
def cast():
    found = assemble()
    for reader in reactions.consumers():
        consumers.register(consumer=reader, at=MORNING)
    return found


@pytest.fixture
def sara(cast) -> int:
    return meet(name="Sara Lind")


@pytest.fixture
def deal(cast, sara) -> int:
    found = sell(by=cast.ada, contacts=[sara], amount=10)
    live(MORNING)
    return found


def live(at: datetime) -> None:
    while sum(consumers.catch_up(consumer=one, at=at) for one in reactions.consumers()):
        pass


def stands(contact: int) -> tuple[str, int, str] | None:
    row = funnels.standings(contacts=[contact]).get(contact)
    return row and (row.stage, (row.entered_at - MORNING).days, row.exit)


def test_a_deal_won_and_reopened_makes_nobody_a_customer_until_it_is_won_again(cast, sara, deal):
    found = []
    for days, deed in ((1, win_deal), (2, reopen_deal), (3, win_deal)):
        deed(deal_id=deal, by=cast.ada, at=after(days))
        live(after(days))
        found.append(stands(sara))

    assert found == [("customer", 1, ""), ("opportunity", 0, ""), ("customer", 3, "")]


def test_a_deal_lost_and_reopened_has_lost_nobody(cast, sara, deal):
    lose_deal(deal_id=deal, reason="Price", by=cast.ada, at=after(1))
    live(after(1))
    lost = stands(sara)

    reopen_deal(deal_id=deal, by=cast.ada, at=after(2))
    live(after(2))

    assert (lost, stands(sara)) == (("opportunity", 0, "lost"), ("opportunity", 0, ""))


def test_what_happened_and_was_taken_back_before_anybody_looked_leaves_no_trace(cast, sara, deal):
    lose_deal(deal_id=deal, reason="Price", by=cast.ada, at=after(1))
    reopen_deal(deal_id=deal, by=cast.ada, at=after(1))
    win_deal(deal_id=deal, by=cast.ada, at=after(2))
    reopen_deal(deal_id=deal, by=cast.ada, at=after(2))
    live(after(3))

    assert stands(sara) == ("opportunity", 0, "")


def test_a_deleted_deal_brought_its_people_nowhere_and_restored_where_it_had(cast, sara, deal):
    win_deal(deal_id=deal, by=cast.ada, at=after(1))
    live(after(1))

    found = []
    for days, deed in ((2, delete_deal), (3, restore_deal), (4, delete_deal), (5, restore_deal)):
        deed(deal_id=deal, by=cast.ada, at=after(days))
        live(after(days))
        found.append(stands(sara))

    assert found == [None, ("customer", 1, ""), None, ("customer", 1, "")]
    assert [row.stage for row in funnels.passages(contact=sara)] == ["opportunity", "customer"]


def test_another_deal_keeps_its_people_where_it_brought_them(cast, sara, deal):
    other = sell(by=cast.ada, contacts=[sara], amount=20, at=after(1))
    live(after(1))

    delete_deal(deal_id=deal, by=cast.ada, at=after(2))
    live(after(2))
    without = stands(sara)
    delete_deal(deal_id=other, by=cast.ada, at=after(3))
    live(after(3))

    assert (without, stands(sara)) == (("opportunity", 1, ""), None)


def test_a_win_told_again_with_another_amount_is_no_second_one(cast, sara, deal):
    win_deal(deal_id=deal, by=cast.ada, at=after(1))
    live(after(1))

    change_deal(deal_id=deal, values={"amount": "12"}, by=cast.ada, at=after(2))
    live(after(2))
    told = stands(sara)
    reopen_deal(deal_id=deal, by=cast.ada, at=after(3))
    live(after(3))

    assert (told, stands(sara)) == (("customer", 1, ""), ("opportunity", 0, ""))
