"""What criteria may ask of deals, now and as of any moment, in SQL as in Python."""

from datetime import timedelta

import pytest

from entente.audiences.queries import asking, explain, matching, understood
from entente.people.testing import found_company, meet
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.operations.moving import move_deal
from entente.pipeline.operations.winning import reopen_deal, win_deal
from entente.pipeline.testing import sell, stage_named
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DAYS = (0.5, 1.5, 3, 5, 9)


def asked_in_both(text, subject, records):
    """By day, which records meet it; SQL and Python must agree on each."""
    found = []
    for days in DAYS:
        at = MORNING + days * DAY
        asked = asking(at=at, present=days == DAYS[-1])
        criterion = understood(text=text, at=at, subject=subject)
        met = matching(criterion=criterion, asked=asked)
        by_hand = [
            record
            for record in records
            if explain(criterion=criterion, record=record, asked=asked).verdict.qualifies
        ]
        assert met == by_hand, (text, days)
        found.append([records.index(one) for one in met])
    return found


@pytest.fixture
def sales():
    cast = assemble()
    firm = found_company(name="Nordwind")
    ida, ole = meet(name="Ida", company=firm), meet(name="Ole")
    mill = sell(by=cast.ada, name="Mill", amount=100, company=firm, contacts=[ida])
    pump = sell(
        by=cast.ada, name="Pump", currency="BRL", amount=900, contacts=[ole], at=MORNING + 2 * DAY
    )
    move_deal(deal_id=mill, stage_id=stage_named(name="Proposal"), by=cast.ada, at=MORNING + DAY)
    change_deal(deal_id=mill, values={"amount": 250}, by=cast.ada, at=MORNING + 2 * DAY)
    win_deal(deal_id=mill, by=cast.ada, at=MORNING + 4 * DAY)
    change_deal(deal_id=pump, values={"currency": "EUR"}, by=cast.ada, at=MORNING + 4 * DAY)
    reopen_deal(deal_id=mill, by=cast.ada, at=MORNING + 8 * DAY)
    return {"deal": [mill, pump], "contact": [ida, ole], "company": [firm]}


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ('deal stage is "Discovery"', [[0], [], [1], [1], [1]]),
        ('deal stage is at or beyond "Proposal"', [[], [0], [0], [0], [0]]),
        ('deal outcome is "won"', [[], [], [], [0], []]),
        ('deal outcome is "open"', [[0], [0], [0, 1], [1], [0, 1]]),
        ("deal amount is at least 200 EUR", [[], [], [0], [0, 1], [0, 1]]),
        ("deal amount is at least 200 BRL", [[1], [1], [1], [], []]),
        ('deal name is "mill"', [[0]] * 5),
        ("closed is known", [[], [], [], [0], []]),
        ("closed is on 2026-11-28", [[], [], [], [0], []]),
        ("closed is before 2026-11-28", [[], [], [], [], []]),
    ],
)
def test_deals_are_what_they_were(sales, text, met):
    assert asked_in_both(text, "deal", sales["deal"]) == met


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ('has at least 1 deals where (deal outcome is "won")', [[], [], [], [0], []]),
        ("has at least 1 deals", [[0], [0], [0, 1], [0, 1], [0, 1]]),
        ("has no deal", [[1], [1], [], [], []]),
    ],
)
def test_people_are_asked_for_their_deals(sales, text, met):
    assert asked_in_both(text, "contact", sales["contact"]) == met


def test_companies_are_asked_for_their_deals(sales):
    text = 'has at least 1 deals where (deal outcome is "won")'

    assert asked_in_both(text, "company", sales["company"]) == [[], [], [], [0], []]
