"""What followed from a deal's win goes when a file says that it was lost, and comes back."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.exchange.operations import asking
from entente.exchange.testing import bring_in
from entente.funnel import queries as funnel
from entente.ledger import queries as ledger
from entente.people.rules.keys import KeyGiven
from entente.people.testing import meet
from entente.pipeline.operations.keys import add_keys
from entente.pipeline.operations.taking_part import add_contact
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
MAPPING = {
    "version": 1,
    "system": "crm",
    "timezone": "UTC",
    "deal": {"match": ["key"], "fields": {"key": "Id", "stage": "Stage", "closes_at": "Close"}},
}


@pytest.fixture
def ann(cast, live):
    """Ann's deal was won by hand, and she is a customer since."""
    ann = meet(name="Ann", at=MORNING)
    deal = sell(name="Mill", amount="100", currency="EUR", at=MORNING)
    add_contact(deal_id=deal, contact_id=ann, by=cast.ada, at=MORNING)
    add_keys(deal_id=deal, keys=[KeyGiven("crm", "d1")])
    live()
    win_deal(deal_id=deal, by=cast.ada, at=MORNING)
    live()
    return ann


def reached(contact: int) -> str:
    return funnel.standings(contacts=[contact])[contact].stage


def entered(stage: str) -> list[datetime]:
    facts = ledger.facts(after=0, until=10**9, limit=10**6, kinds=["stage.entered"])
    return [one.occurred_at for one in facts if one.properties["stage"] == stage]


def test_a_customer_whose_deal_a_file_says_was_lost_is_none(cast, live, ann):
    assert reached(ann) == "customer"

    row = bring_in(content="Id,Stage,Close\nd1,Closed Lost,2026-11-20\n", by=cast.noor,
                   at=MORNING + timedelta(hours=1), mapping=MAPPING)  # fmt: skip
    live()

    assert (row.counts, reached(ann), entered("customer")) == ({"updated": 1}, "opportunity", [])

    asking.undo(import_id=row.id, by=cast.noor, at=MORNING + timedelta(hours=2))
    live()

    assert (reached(ann), entered("customer")) == ("customer", [MORNING])


def test_a_customer_is_one_since_the_day_that_a_file_corrects(cast, live, ann):
    bring_in(content="Id,Stage,Close\nd1,Closed Won,2026-11-20\n", by=cast.noor,
             at=MORNING + timedelta(hours=1), mapping=MAPPING)  # fmt: skip
    live()

    assert (reached(ann), entered("customer")) == ("customer", [datetime(2026, 11, 20, tzinfo=UTC)])
