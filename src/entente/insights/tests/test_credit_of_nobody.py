"""A report of credit says which deals nobody earned."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.insights import attribution
from entente.insights.table import as_csv
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.pipeline.operations.bulk.deals import NewDeal, create_deals
from entente.pipeline.operations.saving import Doing
from entente.pipeline.testing import stage_named
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def test_a_deal_with_nothing_but_old_touches_is_told_as_one_without(db):
    cast = assemble()
    sold = NewDeal(
        values={"name": "Dairy", "amount": Decimal(1000), "currency": "EUR"},
        stage_id=stage_named(name="Won"),
        opened_at=MORNING,
        closed_at=MORNING,
    )
    doing = Doing(by=cast.noor, at=MORNING, occurred_at=MORNING)
    (deal,) = create_deals(new=[sold], doing=doing)
    old = NewEntry(
        kind="meeting.held",
        occurred_at=MORNING - timedelta(days=181),
        deal=deal,
        team="sales",
        channel="demo",
        properties={"place": "online"},
    )
    ledger.record(entries=[old], at=MORNING)

    table = attribution.table(viewer=cast.noor, at=MORNING)

    assert table.notes[2] == (
        "1 deal had no touch that counts in the 180 days before the win: credited to nobody."
    )
    assert table.facts["without_touch"] == 1
    assert as_csv(table=table).splitlines()[1].startswith("No channel or no touch,EUR,1000.00")
