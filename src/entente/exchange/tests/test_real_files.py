"""Real leads that nobody here wrote, exactly."""

import csv
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from entente.exchange import ready
from entente.exchange.testing import bring_in, fates
from entente.ledger.models import Entry
from entente.people.models import Contact, OutsideKey
from entente.pipeline.models import Deal
from entente.project.testing import shared_data
from entente.workspace.models import MemberKey
from entente.workspace.testing import MORNING, assemble

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OLIST = {
    "leads": "olist_marketing_qualified_leads_dataset.csv",
    "deals": "olist_closed_deals_dataset.csv",
    "revenue": "seller_performance.csv",
}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def bring(folder: str, name: str, cast, mapping=None):
    """Import one of the shared files with the mapping that it gets by itself, or a ready one."""
    chosen = ready.named(name=mapping).mapping if mapping else None
    path = shared_data(folder) / name
    row = bring_in(content=path, by=cast.noor, at=MORNING, mapping=chosen)
    assert (row.state, row.failure) == ("done", "")
    with path.open(encoding="utf-8", newline="") as file:
        assert row.rows == sum(1 for _ in csv.reader(file)) - 1
    return row


def test_a_lead_of_thousands_from_its_first_contact_to_the_amount_it_brought(cast):
    """All of them, in both orders, are counted in `tests/imports/test_olist.py`."""
    leads, deals, revenue = (bring("olist_funnel", OLIST[one], cast) for one in OLIST)

    assert (leads.counts, deals.counts) == ({"created": 8000}, {"created": 842})
    assert revenue.counts == {"updated": 380, "skipped": 2715}
    assert {reason for _, outcome, reason in fates(revenue) if outcome == "skipped"} == {
        "There is no deal with this seller_id."
    }
    assert {team: len(people) for team, people in deals.adds["people"].items()} == {"sales": 41}
    stages = Entry.objects.filter(kind="stage.entered", properties__stage="mql")
    assert Counter(stages.values_list("precision", "batch_id")) == {("day", leads.id): 8000}
    known = Deal.objects.exclude(amount=None)
    assert Counter(known.values_list("currency", flat=True)) == {"BRL": 380}
    won = Entry.objects.filter(kind="deal.won")
    told = won.exclude(position__in=won.exclude(corrects=None).values("corrects"))
    assert told.aggregate(total=Sum("value"))["total"] == Decimal("676851.48")
    assert told.count() == 842
    the_life_of_one(cast, Entry.objects.filter(batch_id__in=[leads.id, deals.id]))


def the_life_of_one(cast, told) -> None:
    lead = OutsideKey.objects.get(record="contact", key="5420aad7fec3549a85876ba1c529bd84")
    about = told.filter(contact_id=lead.record_id).exclude(kind__startswith="contact.")
    sr = MemberKey.objects.get(key="4ef15afb4b2723d8f3d81e51ec7afefe").member_id
    first, close = datetime(2018, 2, 21, tzinfo=UTC), datetime(2018, 2, 26, 19, 58, 54, tzinfo=UTC)
    assert sorted(about.values_list("kind", "occurred_at", "actor_id", "team")) == [
        ("close.made", close, sr, "sales"),
        ("deal.opened", close, cast.noor.member_id, "sales"),
        ("deal.won", close, cast.noor.member_id, "sales"),
        ("first_contact.made", first, None, "marketing"),
        ("stage.entered", first, None, ""),
        ("stage.entered", close, None, ""),
    ]
    sdr = MemberKey.objects.get(key="a8387c01a09e99ce014107505b92388c").member_id
    contact = Contact.objects.get(id=lead.record_id)
    assert (contact.since, contact.owner_id) == (first, sdr)
    assert not Entry.objects.filter(actor_id=sdr, contact_id=lead.record_id).exists()


def test_deals_that_salesforce_has_deleted_stay_out_unless_somebody_wants_them(cast):
    row = bring("crm_exports_fivetran", "salesforce/sf_opportunity_data.csv", cast)

    assert {fate[1:] for fate in fates(row)} == {("skipped", "It is deleted there.")}

    mapping = {name: one for name, one in row.mapping.items() if name != "skip"}
    path = shared_data("crm_exports_fivetran") / "salesforce/sf_opportunity_data.csv"
    wanted = bring_in(content=path, by=cast.noor, at=MORNING, mapping=mapping)
    assert wanted.counts == {"created": 10}
    with path.open(encoding="utf-8", newline="") as file:
        flags = [(one["is_won"], one["is_closed"]) for one in csv.DictReader(file)]
    said = {("true", "true"): "won", ("false", "true"): "lost", ("false", "false"): ""}
    assert Counter(Deal.objects.values_list("outcome", flat=True)) == Counter(
        said[one] for one in flags
    )
