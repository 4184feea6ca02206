"""Real leads that nobody here wrote, exactly."""

import csv
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from entente.exchange import ready
from entente.exchange.operations import asking
from entente.exchange.testing import bring_in, fates
from entente.ledger.models import Entry
from entente.people.models import Company, Contact, OutsideKey
from entente.pipeline.models import Deal, DealContact
from entente.project.testing import shared_data
from entente.workspace import queries as workspace
from entente.workspace.models import Member, MemberKey
from entente.workspace.rules import Team
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


def the_world() -> dict:
    """Everything that the order of the files must not change."""
    keys = dict(OutsideKey.objects.filter(record="contact").values_list("record_id", "key"))
    return {
        "people": sorted(
            (keys[one], since)
            for one, since in Contact.objects.filter(deleted_at=None).values_list("id", "since")
        ),
        "companies": sorted(
            Company.objects.filter(deleted_at=None).values_list("keys_text", "since")
        ),
        "facts": sorted(
            (kind, keys.get(contact, ""), at, channel, asset, properties.get("stage", ""))
            for kind, contact, at, channel, asset, properties in Entry.objects.filter(
                kind__in=["first_contact.made", "stage.entered", "close.made", "deal.won"],
                voided=None,
            ).values_list("kind", "contact_id", "occurred_at", "channel", "asset", "properties")
        ),
        "deals": sorted(
            Deal.objects.filter(deleted_at=None).values_list(
                "name", "amount", "currency", "outcome", "closed_at", "owner__name"
            ),
            key=str,
        ),
        "parts": sorted(
            keys[one] for one in DealContact.objects.values_list("contact_id", flat=True)
        ),
    }


def test_leads_become_mqls_on_their_day_after_a_marketing_touch(cast):
    row = bring("olist_funnel", OLIST["leads"], cast)

    assert row.counts == {"created": 8000}
    assert Contact.objects.count() == 8000
    stages = Entry.objects.filter(kind="stage.entered")
    assert Counter(stages.values_list("properties__stage", "precision", "batch_id")) == {
        ("mql", "day", row.id): 8000
    }
    touches = Entry.objects.filter(kind="first_contact.made")
    channels = Counter(touches.values_list("channel", flat=True))
    assert channels == {
        "organic_search": 2296,
        "paid_search": 1586,
        "social": 1350,
        "unknown": 1099,
        "direct_traffic": 499,
        "email": 493,
        "referral": 284,
        "other": 150,
        "display": 118,
        "other_publicities": 65,
        "": 60,
    }
    assert touches.exclude(asset="").values("asset").distinct().count() == 495
    one = OutsideKey.objects.get(key="dac32acd4db4c29c230538b72f8dd87d")
    first = touches.get(contact_id=one.record_id)
    assert (first.occurred_at, first.precision, first.team, first.channel, first.asset) == (
        datetime(2018, 2, 1, tzinfo=UTC),
        "day",
        "marketing",
        "social",
        "88740e65d5d6b056e0cda098e1ea6313",
    )
    assert Contact.objects.get(id=one.record_id).since == datetime(2018, 2, 1, tzinfo=UTC)


def test_closed_deals_bring_forty_one_people_of_sales_and_one_close_each(cast):
    bring("olist_funnel", OLIST["leads"], cast)
    row = bring("olist_funnel", OLIST["deals"], cast)

    assert row.counts == {"created": 842}
    assert {team: len(people) for team, people in row.adds["people"].items()} == {"sales": 41}
    assert Contact.objects.count() == 8000
    assert Counter(Deal.objects.values_list("outcome", "amount")) == {("won", None): 842}
    assert MemberKey.objects.filter(system="olist").count() == 41
    ours = MemberKey.objects.filter(system="olist").values_list("member_id", flat=True)
    sales = {one.id for one in workspace.members(at=MORNING, team=Team.SALES)}
    assert set(ours) <= sales
    assert not Member.objects.filter(id__in=ours).exclude(email=None).exists()

    lead = OutsideKey.objects.get(record="contact", key="5420aad7fec3549a85876ba1c529bd84")
    about = Entry.objects.filter(contact_id=lead.record_id).exclude(kind__startswith="contact.")
    sr = MemberKey.objects.get(key="4ef15afb4b2723d8f3d81e51ec7afefe").member_id
    won = datetime(2018, 2, 26, 19, 58, 54, tzinfo=UTC)
    assert sorted(about.values_list("kind", "occurred_at", "actor_id", "team")) == [
        ("close.made", won, sr, "sales"),
        ("deal.opened", won, cast.noor.member_id, "sales"),
        ("deal.won", won, cast.noor.member_id, "sales"),
        ("first_contact.made", datetime(2018, 2, 21, tzinfo=UTC), None, "marketing"),
        ("stage.entered", datetime(2018, 2, 21, tzinfo=UTC), None, ""),
        ("stage.entered", won, None, ""),
    ]
    sdr = MemberKey.objects.get(key="a8387c01a09e99ce014107505b92388c").member_id
    assert Contact.objects.get(id=lead.record_id).owner_id == sdr
    assert not Entry.objects.filter(actor_id=sdr, contact_id=lead.record_id).exists()
    assert Entry.objects.filter(kind="close.made").count() == 842


def test_revenue_becomes_the_amount_of_the_deals_it_belongs_to(cast):
    bring("olist_funnel", OLIST["deals"], cast)
    row = bring("olist_funnel", OLIST["revenue"], cast)

    assert row.counts == {"updated": 380, "skipped": 2715}
    assert {reason for _, outcome, reason in fates(row) if outcome == "skipped"} == {
        "There is no deal with this seller_id."
    }
    known = Deal.objects.exclude(amount=None)
    assert known.aggregate(total=Sum("amount"))["total"] == Decimal("676851.48")
    assert Counter(known.values_list("currency", flat=True)) == {"BRL": 380}
    assert Deal.objects.filter(amount=None).count() == 462
    won = Entry.objects.filter(kind="deal.won")
    told = won.exclude(position__in=won.exclude(corrects=None).values("corrects"))
    assert told.aggregate(total=Sum("value"))["total"] == Decimal("676851.48")
    assert told.count() == 842


def test_the_files_may_come_in_any_order_and_again(cast):
    worlds = []
    for order in (("leads", "deals", "revenue"), ("deals", "revenue", "leads")):
        rows = [bring("olist_funnel", OLIST[one], cast) for one in order]
        worlds.append(the_world())
        again = [bring("olist_funnel", OLIST[one], cast) for one in order]
        assert [set(row.counts) for row in again] == [
            {"unchanged", "skipped"} if one == "revenue" else {"unchanged"} for one in order
        ]
        assert the_world() == worlds[-1]
        for row in reversed(rows):
            asking.undo(import_id=row.id, by=cast.noor, at=MORNING)
        assert Deal.objects.filter(deleted_at=None).count() == 0

    assert worlds[0] == worlds[1]


def test_maven_accounts_teams_and_pipeline_are_on_the_board(cast):
    accounts = bring("maven_crm", "accounts.csv", cast)
    teams = bring("maven_crm", "sales_teams.csv", cast)
    row = bring("maven_crm", "sales_pipeline.csv", cast)

    assert accounts.counts == {"created": 85}
    assert teams.counts == {"created": 35}
    assert row.counts == {"created": 8800}
    assert Company.objects.count() == 85
    assert Counter(Deal.objects.values_list("stage__name", flat=True)) == {
        "Won": 4238,
        "Lost": 2473,
        "Engaging": 1589,
        "Prospecting": 500,
    }
    assert Deal.objects.filter(company=None).count() == 1425
    assert Deal.objects.filter(company=None, deleted_at=None, outcome="").count() == 1425
    won = Deal.objects.filter(outcome="won").aggregate(total=Sum("amount"))
    assert won["total"] == Decimal("10005534")
    assert Deal.objects.filter(outcome="", amount=None).count() == 2089
    assert Deal.objects.filter(name="GTXPro").count() == 1480
    top = Deal.objects.filter(outcome="won").values("owner__name").annotate(sum=Sum("amount"))
    assert sorted(top.values_list("sum", "owner__name"))[-2:] == [
        (Decimal("478396"), "Vicki Laflamme"),
        (Decimal("1153214"), "Darcel Schlecht"),
    ]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("hubspot/contact_data.csv", {"created": 22}),
        ("hubspot/company_data.csv", {"created": 24}),
        ("hubspot/deal_data.csv", {"created": 44}),
        ("salesforce/sf_lead_data.csv", {"created": 1}),
    ],
)
def test_exports_of_other_systems_come_in_without_correction(cast, name, counts):
    row = bring("crm_exports_fivetran", name, cast)
    again = bring("crm_exports_fivetran", name, cast)

    assert row.counts == counts
    assert again.counts == {"unchanged": sum(counts.values())}


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
