"""The room and the plan where everything was given away."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.agreements import testing as agreements
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.plan import outlook
from entente.plan.rules.document import STANDARD
from entente.plan.rules.window import ENOUGH_DEALS
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def test_deals_given_away_say_nothing_about_how_large_deals_are(cast):
    scope = outlook.quarter_of(at=MORNING)
    before = MORNING - timedelta(hours=1)
    agreements.agree(kind="goal_plan", scope=scope, content=STANDARD, by=cast.noor, at=before)
    for _ in range(ENOUGH_DEALS + 1):
        free = sell(name="Free", amount="0", currency="EUR", at=before)
        win_deal(deal_id=free, by=cast.noor, at=before)
    client = signed_in(cast.noor)

    assert [client.get(url).status_code for url in ("/room/", f"/plan/{scope}/")] == [200, 200]
    found = outlook.today(quarter=scope, at=MORNING)
    assert (found.deal_size, found.size_is_own) == (Decimal(STANDARD["deal_size"]), False)
