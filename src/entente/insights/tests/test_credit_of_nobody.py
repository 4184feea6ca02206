"""A report of credit says which deals nobody earned."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from entente.funnel.operations import Move, enter_stage
from entente.insights import attribution, funnel
from entente.insights.table import as_csv, as_json, as_text
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.testing import meet
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
    assert as_csv(table=table).splitlines()[1].startswith(",EUR,1000.00")
    assert as_text(table=table).splitlines()[2].startswith("No channel or no touch  EUR")


def test_a_contact_and_a_credit_without_a_channel_are_written_alike_so_that_reports_join(db):
    cast = assemble()
    sara = meet(name="Sara")
    enter_stage(move=Move(contact=sara, stage="mql", occurred_at=MORNING, via="import"), at=MORNING)
    sold = NewDeal(
        values={"name": "Dairy", "amount": Decimal(1000), "currency": "EUR"},
        stage_id=stage_named(name="Won"),
        opened_at=MORNING,
        closed_at=MORNING,
    )
    create_deals(new=[sold], doing=Doing(by=cast.noor, at=MORNING, occurred_at=MORNING))

    tables = (
        funnel.table(viewer=cast.noor, at=MORNING, by="channel"),
        attribution.table(viewer=cast.noor, at=MORNING),
    )

    channel = [
        {
            row["part" if "part" in row else "channel"]
            for row in json.loads(as_json(table=one))["rows"]
        }
        for one in tables
    ]
    assert channel == [{""}, {""}]
    assert [as_csv(table=one).splitlines()[1] for one in tables] == [
        "MQL,,1,0,0.00000,0.00000,0.79345",
        ",EUR" + 10 * ",1000.00",
    ]
    said = [" ".join(as_text(table=one).splitlines()[2].split()) for one in tables]
    assert said[0].startswith("MQL No channel 1 0 ")
    assert said[1].startswith("No channel or no touch EUR 1000.00 ")
