"""Amounts of deals: possible in their currency, never below what was paid back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.ledger import queries as ledger
from entente.people.rules.changes import UnableToSave
from entente.pipeline.models import Deal
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
NEXT_WEEK = MORNING + timedelta(days=7)


@pytest.fixture(autouse=True)
def cast():
    return assemble()


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        (
            {"amount": "100.1255"},
            {"amount": "EUR has two decimals; enter an amount like 1200.50."},
        ),
        (
            {"amount": "777.50", "currency": "JPY"},
            {"amount": "JPY has no decimals; enter an amount like 1200."},
        ),
        (
            {"currency": "XXX"},
            {"currency": "There is no currency XXX; enter one in use, like EUR."},
        ),
    ],
)
def test_an_amount_is_possible_in_its_currency(cast, values, problems):
    with pytest.raises(UnableToSave) as new:
        sell(name="New", **values)
    deal_id = sell(name="Here", amount="100.50", currency="EUR", owner=cast.ada.member_id)
    with pytest.raises(UnableToSave) as changed:
        change_deal(deal_id=deal_id, values=values, by=cast.ada, at=LATER)

    assert (new.value.problems, changed.value.problems) == (problems, problems)


def test_an_amount_with_cents_cannot_become_one_in_yen(cast):
    deal_id = sell(name="Here", amount="100.50", currency="EUR", owner=cast.ada.member_id)

    with pytest.raises(UnableToSave, match="JPY has no decimals"):
        change_deal(deal_id=deal_id, values={"currency": "JPY"}, by=cast.ada, at=LATER)


def test_an_amount_too_fine_from_earlier_days_is_mended_before_the_win(cast):
    deal_id = sell(name="Old", amount="100", currency="EUR", owner=cast.ada.member_id)
    Deal.objects.update(amount=Decimal("100.125"))

    change_deal(deal_id=deal_id, values={"name": "Older"}, by=cast.ada, at=LATER)
    with pytest.raises(UnableToSave, match="EUR has two decimals"):
        win_deal(deal_id=deal_id, by=cast.ada, at=LATER)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"amount": "899.99"}, "amount", "900 EUR was paid back already; enter an amount no lower"),
        ({"amount": None}, "amount", "900 EUR was paid back already"),
        ({"currency": "USD"}, "currency", "so the deal stays in this currency"),
    ],
)
def test_a_deal_stays_worth_what_was_paid_back_of_it(cast, values, field, words):
    deal_id = sell(name="Won", amount="1000", currency="EUR", owner=cast.ada.member_id)
    win_deal(deal_id=deal_id, by=cast.ada, at=MORNING)
    refund_deal(deal_id=deal_id, amount=Decimal(900), reason="Broken", by=cast.ada, at=LATER)

    with pytest.raises(UnableToSave) as why:
        change_deal(deal_id=deal_id, values=values, by=cast.ada, at=NEXT_WEEK)
    assert words in why.value.problems[field]
    change_deal(deal_id=deal_id, values={"amount": "900"}, by=cast.ada, at=NEXT_WEEK)


def test_a_refund_follows_its_win(cast):
    deal_id = sell(name="Won", amount="1000", currency="EUR", owner=cast.ada.member_id)
    win_deal(deal_id=deal_id, by=cast.ada, at=LATER)

    def pay_back(amount, on):
        refund_deal(
            deal_id=deal_id, amount=Decimal(amount), reason="Broken", by=cast.ada, at=NEXT_WEEK,
            occurred_at=on,
        )  # fmt: skip

    with pytest.raises(UnableToSave) as early:
        pay_back("1", LATER - timedelta(days=1))
    assert early.value.problems.keys() == {"on"}
    with pytest.raises(UnableToSave, match="EUR has two decimals"):
        pay_back("0.005", NEXT_WEEK)
    pay_back("1", LATER - timedelta(hours=1))  # the same day: it was told by the day

    told_at = {one.kind: one.occurred_at for one in ledger.timeline(deal=deal_id).entries}
    assert told_at["deal.refunded"] == told_at["deal.won"] == LATER
