"""Files of Maven, HubSpot and Salesforce, through the pages and through the command."""

import csv
import json
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse

from entente.cli.main import run
from entente.exchange.models import Import
from entente.people.models import Company, Contact, OptOut
from entente.pipeline.models import Deal
from entente.project.testing import shared_data
from entente.web.testing import signed_in, words
from tests.imports.browsing import Forms, bring, upload

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAVEN = ("sales_pipeline.csv", "accounts.csv", "sales_teams.csv")
FIVETRAN = "crm_exports_fivetran"


def by_pages(cast, path, capsys) -> dict[str, int]:
    row = bring(signed_in(cast.noor), path)
    assert (row.state, row.failure) == ("done", "")
    return row.counts


def by_command(cast, path, capsys) -> dict[str, int]:
    run(["import", str(path), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["failure"]) == ("done", "")
    return found["counts"]


both_ways = pytest.mark.parametrize("way", [by_pages, by_command])


def rows(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("way", "order"), [(by_pages, MAVEN), (by_command, MAVEN[::-1])])
def test_maven_is_on_the_board_deals_without_an_account_too(cast, capsys, way, order):
    folder = shared_data("maven_crm")
    sold = rows(folder / "sales_pipeline.csv")

    counts = {name: way(cast, folder / name, capsys) for name in order}

    assert counts["sales_pipeline.csv"] == {"created": 8800}
    assert sum(counts["accounts.csv"].values()) == 85
    assert sum(counts["sales_teams.csv"].values()) == 35
    assert Company.objects.count() == 85
    assert Deal.objects.filter(company=None).count() == 1425
    open_ones = [row for row in sold if row["deal_stage"] in ("Engaging", "Prospecting")]
    without = [row for row in open_ones if not row["account"]]
    assert Deal.objects.filter(company=None, outcome="").count() == len(without) == 1425
    assert Counter(Deal.objects.values_list("stage__name", flat=True)) == Counter(
        row["deal_stage"] for row in sold
    )
    assert Counter(Deal.objects.values_list("name", flat=True)) == Counter(
        row["product"] for row in sold
    )
    assert Deal.objects.filter(amount=None).count() == len(open_ones)
    won = Deal.objects.filter(outcome="won").values("owner__name").annotate(sum=Sum("amount"))
    assert dict(won.values_list("owner__name", "sum")) == sold_by_each(sold)
    again = way(cast, folder / "sales_pipeline.csv", capsys)
    assert again == {"unchanged": 8800}
    the_board_shows_them(cast)


def sold_by_each(sold) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in sold:
        if row["deal_stage"] == "Won":
            who = row["sales_agent"]
            found[who] = found.get(who, Decimal(0)) + Decimal(row["close_value"])
    assert sum(found.values()) == Decimal("10005534")
    return found


def the_board_shows_them(cast) -> None:
    client = signed_in(cast.noor)
    last = Import.objects.latest("id")
    [url] = Forms(client.get(reverse("import", args=[last.id]))).links["Board of deals"]
    board = words(client.get(url))
    assert "2,089 open deals" in board
    assert "Prospecting 500" in board
    assert "Engaging 1,589" in board


EXPORTS = [
    ("hubspot/contact_data.csv", Contact, {"created": 22}),
    ("hubspot/company_data.csv", Company, {"created": 24}),
    ("hubspot/deal_data.csv", Deal, {"created": 44}),
    ("salesforce/sf_lead_data.csv", Contact, {"created": 1}),
    ("salesforce/sf_opportunity_data.csv", Deal, {"skipped": 10}),
]


@both_ways
@pytest.mark.parametrize(("name", "model", "counts"), EXPORTS)
def test_exports_come_in_as_they_are(cast, capsys, way, name, model, counts):
    path = shared_data(FIVETRAN) / name

    found = way(cast, path, capsys)
    again = way(cast, path, capsys)

    total = len(rows(path))
    assert found == counts
    assert sum(found.values()) == sum(again.values()) == total
    assert model.objects.count() == counts.get("created", 0)
    assert again == {one: n for one, n in (("unchanged", counts.get("created")),
                                           ("skipped", counts.get("skipped"))) if n}  # fmt: skip


def test_hubspot_deals_add_up_to_their_file(cast, capsys):
    path = shared_data(FIVETRAN) / "hubspot/deal_data.csv"

    by_pages(cast, path, capsys)

    amounts = [Decimal(row["property_amount"]) for row in rows(path) if row["property_amount"]]
    known = Deal.objects.exclude(amount=None)
    assert (known.count(), known.aggregate(sum=Sum("amount"))["sum"]) == (
        len(amounts),
        sum(amounts) if amounts else None,
    )


def test_a_known_export_is_named_and_each_row_is_told_in_a_sentence(cast):
    client = signed_in(cast.noor)
    told = {}
    for folder, name in (
        ("maven_crm", "accounts.csv"),
        (FIVETRAN, "hubspot/contact_data.csv"),
        (FIVETRAN, "salesforce/sf_opportunity_data.csv"),
    ):
        path = shared_data(folder) / name
        page = client.get(upload(client, content=path.read_bytes(), name=path.name)["Location"])
        told[path.name] = " We ".join(words(page).split(" We ", 2)[1:2])

    assert told["accounts.csv"].startswith(
        "know this file by its headings: Maven, accounts. Each row adds or updates a company "
        "(account). Correct below what is wrong"
    )
    assert told["contact_data.csv"].startswith("read it as an export of HubSpot. Each row adds")
    assert told["sf_opportunity_data.csv"].startswith("read it as an export of Salesforce.")


def test_a_no_in_an_export_is_a_record_with_its_source(cast, capsys):
    path = shared_data(FIVETRAN) / "salesforce/sf_lead_data.csv"
    said = [row for row in rows(path) if row.get("has_opted_out_of_email") == "true"]

    by_pages(cast, path, capsys)

    assert OptOut.objects.filter(means="mail").count() == len(said)
    page = signed_in(cast.noor).get(reverse("imports"))
    assert "sf_lead_data.csv" in Forms(page).links
