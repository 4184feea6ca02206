"""When a deal that somebody closes was won or lost."""

from datetime import timedelta

import pytest

from entente.ledger import queries as ledger
from entente.people.rules.changes import UnableToSave
from entente.pipeline.models import Deal
from entente.pipeline.operations.winning import lose_deal, win_deal
from entente.pipeline.testing import sell
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)


@pytest.fixture(autouse=True)
def cast():
    return assemble()


def test_a_deal_closes_between_its_opening_and_now(cast):
    opened = MORNING - timedelta(days=9)
    deal_id = sell(by=cast.ada, name="Mill", amount=900, opened_at=opened)

    def refused(closed_at):
        with pytest.raises(UnableToSave) as won:
            win_deal(deal_id=deal_id, by=cast.ada, at=MORNING, closed_at=closed_at)
        with pytest.raises(UnableToSave) as lost:
            lose_deal(deal_id=deal_id, reason="Dear", by=cast.ada, at=MORNING, closed_at=closed_at)
        return won.value.problems, lost.value.problems

    ahead = {"closed_on": "Enter a day until today"}
    early = {"closed_on": "It was opened on 15 November; enter that day or a later one."}
    assert refused(LATER) == (ahead, ahead)
    assert refused(opened - timedelta(days=1)) == (early, early)
    assert [one.kind for one in ledger.timeline(deal=deal_id).entries] == ["deal.opened"]
    win_deal(deal_id=deal_id, by=cast.ada, at=MORNING, closed_at=opened - timedelta(hours=2))
    assert Deal.objects.get().closed_at == opened
