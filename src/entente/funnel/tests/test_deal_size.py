"""What a won deal is worth on average, of those that the reader may see."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.funnel import analysis
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.workspace.operations import grant_reach
from entente.workspace.queries import viewer
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def won(cast, *, amount: str, owner: int) -> None:
    deal = sell(name="Mill", by=cast.noor, at=MORNING, amount=amount, owner=owner)
    win_deal(deal_id=deal, by=cast.noor, at=MORNING)


def sizes(cast) -> list[Decimal | None]:
    """The size of a deal as Ada and as Noor read it."""
    asking = (viewer(member_id=who.member_id, at=MORNING) for who in (cast.ada, cast.noor))
    later = MORNING + timedelta(days=1)
    return [analysis.report(viewer=who, at=later).deal_size for who in asking]


def test_the_size_of_a_deal_tells_nothing_of_deals_that_the_reader_may_not_see(cast):
    won(cast, amount="123456", owner=cast.noor.member_id)
    assert sizes(cast) == [Decimal("123456.00"), Decimal("123456.00")]

    grant_reach(team=Team.SALES, role=Role.MEMBER, record="deal", action="see",
                reach=Reach.OWN, by=cast.root)  # fmt: skip
    assert sizes(cast) == [None, Decimal("123456.00")]

    won(cast, amount="1000", owner=cast.ada.member_id)
    assert sizes(cast) == [Decimal("1000.00"), Decimal("62228.00")]
