"""Money that its currency does not have, from earlier days, never stops the report."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.attribution import queries
from entente.insights import attribution as told
from entente.pipeline.models import Deal
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def cast():
    return assemble(at=MORNING - timedelta(days=200))


def won(name, cast):
    deal_id = sell(name=name, amount="100", currency="EUR", at=MORNING)
    win_deal(deal_id=deal_id, by=cast.noor, at=MORNING)
    return deal_id


def test_money_that_its_currency_does_not_have_is_set_aside_and_named(cast):
    old, refunded, nowhere, _ = (won(name, cast) for name in ("Old", "Back", "Odd", "Good"))
    refund_deal(deal_id=refunded, amount=Decimal("0.50"), reason="x", by=cast.noor, at=MORNING)
    Deal.objects.filter(id=old).update(amount=Decimal("100.125"))
    Deal.objects.filter(id=refunded).update(currency="JPY")
    Deal.objects.filter(id=nowhere).update(currency="XXX")

    report = queries.report(viewer=cast.noor, at=LATER)

    assert report.set_aside == ("Old", "Back", "Odd")
    assert (report.deals, report.unknown_amounts) == (4, 0)
    for model in queries.SHOWN:
        whole = sum(row.amounts.get((model, "EUR"), Decimal(0)) for row in report.rows)
        assert whole == report.revenue["EUR"] == Decimal("100.00"), model
    assert not report.revenue.get("JPY")
    assert (
        "3 deals counted, not valued, until their amounts and refunds go with their currencies: "
        "Old, Back and Odd."
    ) in told.notes(report=report)
    way = queries.journey(deal_id=old, viewer=cast.noor, at=LATER)
    assert way.set_aside
    assert {one.amount for one in way.touches} == {None}


def test_the_report_of_nothing_but_such_money_says_that_there_is_none(cast):
    won("Old", cast)
    Deal.objects.update(amount=Decimal("100.1234"))

    report = queries.report(viewer=cast.noor, at=LATER)

    assert told.sentence(report=report) == (
        "No won deal has an amount yet: there is no revenue to share."
    )
