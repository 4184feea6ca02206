"""Markov learns from all deals, won and lost, closed by the end of the month of the win."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.attribution import queries
from entente.attribution.rules.models import Model
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.testing import meet
from entente.pipeline.operations.deleting import delete_deal
from entente.pipeline.operations.winning import lose_deal, refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.workspace.operations import grant_reach
from entente.workspace.queries import viewer
from entente.workspace.rules import SYSTEM, Reach, Role, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

ZERO = Decimal(0)


@pytest.fixture
def cast():
    return assemble(at=ago(200))


def ago(days: float) -> datetime:
    """So many days before 24 November: 30 lie in October, 60 in September."""
    return MORNING - timedelta(days=days)


OCTOBER = {"since": ago(50), "until": ago(24)}
NOVEMBER = {"since": ago(23), "until": MORNING}


def came(channels: str, *, days: float, owner: int | None = None, amount: str = "100.00") -> int:
    """A deal of somebody new who came over these channels, one a day, until `days` ago."""
    buyer = meet(at=ago(150))
    for back, channel in enumerate(channels):
        touch(buyer, channel, days + 20 - back)
    return sell(
        contacts=[buyer], amount=amount, currency="EUR", owner=owner, at=ago(days + 1)
    )  # fmt: skip


def touch(contact: int, channel: str, days: float) -> None:
    clicked = NewEntry(
        kind="ad.clicked", occurred_at=ago(days), contact=contact, team="marketing", channel=channel
    )
    ledger.record(entries=[clicked], at=ago(days))


def won(channels: str, *, days: float = 30, **more) -> int:
    deal = came(channels, days=days, **more)
    win_deal(deal_id=deal, by=SYSTEM, at=ago(days), closed_at=ago(days))
    return deal


def lost(channels: str, *, days: float = 30) -> int:
    deal = came(channels, days=days)
    lose_deal(deal_id=deal, reason="price", by=SYSTEM, at=ago(days), closed_at=ago(days))
    return deal


def earned(viewer, model: Model = Model.MARKOV, **period) -> dict[str, Decimal]:
    found = queries.report(viewer=viewer, at=MORNING, **period)
    return {row.label: row.amounts.get((model, "EUR"), ZERO) for row in found.rows}


def way(viewer, deal: int) -> dict[str, Decimal]:
    found = queries.journey(deal_id=deal, viewer=viewer, at=MORNING, model=Model.MARKOV)
    return {one.channel: one.amount for one in found.touches}


def test_what_was_lost_says_what_a_channel_is_worth(cast):
    """By hand: without a all is lost, without b a half; then 6/11 and, still, a half."""
    won("ab")
    won("a")
    before = earned(cast.noor)

    for _ in range(10):
        lost("b")

    assert before == {"a": Decimal("166.67"), "b": Decimal("33.33")}
    assert earned(cast.noor) == {"a": Decimal("152.17"), "b": Decimal("47.83")}


def test_a_touch_after_the_loss_is_no_part_of_what_was_lost(cast):
    won("a")
    won("ab")
    deal = lost("b")
    before = earned(cast.noor)

    late = NewEntry(
        kind="ad.clicked", occurred_at=ago(29), deal=deal, team="marketing", channel="a"
    )
    ledger.record(entries=[late], at=MORNING)

    assert before == {"a": Decimal("160.00"), "b": Decimal("40.00")}
    assert earned(cast.noor) == before


def each_model(viewer, **period) -> dict[Model, dict[str, Decimal]]:
    rows = queries.report(viewer=viewer, at=MORNING, **period).rows
    return {
        model: {row.label: row.amounts.get((model, "EUR"), ZERO) for row in rows}
        for model in queries.SHOWN
    }


def test_a_refund_of_another_month_takes_back_what_the_deal_had_earned_under_each_model(cast):
    deal = won("ab", days=60, amount="1000.00")
    for _ in range(4):
        won("a", days=60)
        won("b", days=20)
    then, now = each_model(cast.noor, until=ago(24)), each_model(cast.noor, **NOVEMBER)

    refund_deal(deal_id=deal, amount=Decimal(1000), reason="x", by=cast.noor, at=ago(10))

    after = each_model(cast.noor, **NOVEMBER)
    assert each_model(cast.noor, until=ago(24)) == then
    assert len(then) == 10
    for model, earned_then in then.items():
        back = {one: after[model].get(one, ZERO) - now[model].get(one, ZERO) for one in "ab"}
        of_the_deal = {"a": earned_then.get("a", ZERO) - 400, "b": earned_then.get("b", ZERO)}
        assert back == {one: -amount for one, amount in of_the_deal.items()}, model


def test_a_deal_of_a_later_month_changes_nothing_of_a_month_that_is_over(cast):
    won("ab")
    won("a")
    before = earned(cast.noor, **OCTOBER)

    won("b", days=10)
    lost("a", days=10)

    assert before == {"a": Decimal("166.67"), "b": Decimal("33.33")}
    assert earned(cast.noor, **OCTOBER) == before


def test_a_journey_shows_what_the_report_says_of_its_only_deal_with_a_channel(cast):
    deal = won("ab")
    for _ in range(3):
        won("a")
    lost("b")

    assert earned(cast.noor) == {"a": Decimal("377.78"), "b": Decimal("22.22")}
    assert way(cast.noor, deal) == {"a": Decimal("77.78"), "b": Decimal("22.22")}


def test_who_sees_only_their_own_deals_sees_the_same_parts_of_them_as_their_head(cast):
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="deal", action="see",
                reach=Reach.OWN, by=cast.root)  # fmt: skip
    ada = viewer(member_id=cast.ada.member_id, at=MORNING)
    hers = won("ab", owner=ada.member_id)
    for _ in range(3):
        won("a", owner=cast.noor.member_id)

    report = queries.report(viewer=ada, at=MORNING)

    assert (report.deals, report.revenue) == (1, {"EUR": Decimal("100.00")})
    assert earned(ada) == way(ada, hers) == way(cast.noor, hers)
    assert earned(ada) == {"a": Decimal("80.00"), "b": Decimal("20.00")}
    assert earned(ada, Model.LINEAR) == {"a": Decimal("50.00"), "b": Decimal("50.00")}


def test_a_deleted_deal_teaches_nothing_any_more(cast):
    won("ab")
    deal = won("a")

    delete_deal(deal_id=deal, by=cast.noor, at=ago(1))

    assert earned(cast.noor) == {"a": Decimal("50.00"), "b": Decimal("50.00")}


def test_a_report_asks_as_often_however_many_deals_teach(cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            earned(cast.noor, **OCTOBER)
        return len(found)

    won("ab")
    lost("a")
    few = asked()
    for channels in ("a", "b", "ba"):
        won(channels, days=60)
        lost(channels)

    assert asked() == few
