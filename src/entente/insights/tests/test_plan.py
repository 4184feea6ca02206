"""The plan of a quarter as a report, once the quarter is over."""

from datetime import UTC, date, datetime

import pytest

from entente.agreements.testing import agree
from entente.insights import plan
from entente.kit.periods import Period
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.plan.models import ForecastMade
from entente.plan.rules.document import STANDARD
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

AUGUST = datetime(2026, 8, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "finding"),
    [
        ("290000", "The goal was missed: €290k of €300k by 30 September."),
        ("310000", "The goal was made: €310k of €300k by 30 September."),
    ],
)
def test_a_quarter_that_is_over_says_how_it_ended_and_not_how_likely_it_seemed(amount, finding):
    cast = assemble(at=datetime(2026, 6, 1, tzinfo=UTC))
    agree(kind="goal_plan", scope="2026-q3", content=STANDARD, by=cast.noor, at=AUGUST)
    deal = sell(name="Dairy", amount=amount, currency="EUR", at=AUGUST, opened_at=AUGUST)
    win_deal(deal_id=deal, by=cast.noor, at=AUGUST)
    ForecastMade.objects.create(quarter="2026-q3", version=1, at=AUGUST, chance=0.7, result={})

    summer = Period(date(2026, 7, 1), date(2026, 10, 1))
    found = plan.table(viewer=cast.noor, at=MORNING, period=summer)

    assert (found.finding, found.facts["chance"]) == (finding, None)
