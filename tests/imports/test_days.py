"""A day that a file gives without a time is that day, wherever the house stands."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from entente.cli.main import run
from entente.exchange.testing import bring_in
from entente.kit import clock
from entente.ledger import consumers
from entente.people.models import Contact
from entente.pipeline.models import Deal
from entente.project import reactions
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING, assemble
from tests.imports.browsing import Forms

pytestmark = pytest.mark.django_db

FILE = "id,first,won,promised,worth\nL1,2018-01-01,2018-02-01,2018-03-01,500\n"
MAPPING = {
    "version": 1,
    "timezone": "UTC",
    "contact": {
        "match": ["key"],
        "fields": {
            "key": "id",
            "last_name": "id",
            "since": "first",
            "field:Due": {"column": "promised", "type": "date"},
        },
    },
    "deal": {
        "match": ["key"],
        "fields": {
            "key": "id",
            "name": "id",
            "stage": {"value": "Won"},
            "closes_at": "won",
            "amount": "worth",
        },
    },
    "touches": [
        {
            "kind": "first_contact.made",
            "team": "marketing",
            "at": "first",
            "channel": {"value": "social"},
        }
    ],
    "stages": [
        {"stage": {"value": "mql"}, "at": "first"},
        {"stage": {"value": "customer"}, "at": "won"},
    ],
}
HOUSES = ["UTC", "Europe/Paris", "America/Sao_Paulo", "America/New_York", "Asia/Tokyo"]


@pytest.fixture
def house(settings, tmp_path):
    """A company in some zone into which a file was brought; gives Noor's browser."""
    settings.MEDIA_ROOT = tmp_path / "files"

    def stands_in(zone: str, content: str = FILE, mapping: object = MAPPING):
        cast = assemble(timezone=zone)
        for consumer in reactions.consumers():
            consumers.register(consumer=consumer, at=MORNING)
        row = bring_in(content=content, by=cast.noor, at=MORNING, mapping=mapping)
        assert (row.state, row.failure, row.counts) == ("done", "", {"created": 1})
        while sum(consumers.catch_up(consumer=one, at=MORNING) for one in reactions.consumers()):
            pass
        return signed_in(cast.noor)

    with clock.frozen(MORNING):
        yield stands_in


def report(capsys, *argv: str) -> list[dict[str, str]]:
    assert run(["report", *argv, "--csv"]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


@pytest.mark.parametrize("zone", HOUSES)
def test_a_day_is_that_day_on_every_page_list_and_timeline(house, zone):
    client = house(zone)

    person = told(client.get(reverse("contact", args=[Contact.objects.get().id])))
    assert "Customer since 1 Feb 2018" in person
    assert "Known since 1 Jan 2018" in person
    assert "Due 1 Mar 2018" in person
    timeline = "1 Feb 2018 Deal won, €500 S Sales 1 Feb 2018 Deal opened in New business, €500"
    came = "1 Jan 2018 Became MQL 1 Jan 2018 First came to us through social M Marketing"
    assert f"{timeline} S Sales {came}" in person
    deal = Deal.objects.get().id
    assert "No company Won 1 February 2018 Open it again" in told(
        client.get(reverse("deal", args=[deal]))
    )
    assert "1 January 2018 1 Jan 2018 M Marketing First came to us" in told(
        client.get(reverse("journey", args=[deal]))
    )
    assert told(client.get(reverse("contacts"))).endswith("L1 L1 Customer 1 Jan 2018")


@pytest.mark.parametrize("zone", HOUSES)
def test_a_day_counts_in_its_month(house, zone, capsys):
    client = house(zone)

    found = report(capsys, "funnel", "--by", "month")
    assert [(row["stage"], row["part"], row["entered"]) for row in found] == [
        ("MQL", "2018-01", "1"),
        ("Customer", "2018-02", "1"),
    ]
    entered = report(capsys, "funnel", "--period", "2018-01")
    assert [(row["stage"], row["entered"]) for row in entered if row["entered"] != "0"] == [
        ("MQL", "1")
    ]
    credit = {
        month: report(capsys, "attribution", "--period", month)
        for month in ("2018-01", "2018-02", "2018-03")
    }
    assert {month: [row["first_touch"] for row in rows] for month, rows in credit.items()} == {
        "2018-01": [],
        "2018-02": ["500.00"],
        "2018-03": [],
    }
    [line] = report(capsys, "contacts")
    assert line["known_since"] == "2018-01-01"
    [download] = Forms(client.get(reverse("contacts"))).links["Download as CSV"]
    text = b"".join(client.get(download)).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["Known since"] == "2018-01-01"
    assert [*row.values()] == [*line.values()]
    asked = "known since is on 2018-01-01"
    assert [one["contact"] for one in report(capsys, "contacts", "--where", asked)] == ["L1"]


def test_a_win_told_by_the_hour_stays_behind_the_first_contact_of_its_day(house, capsys):
    content = FILE.replace("2018-02-01", "2018-01-01 02:00:00")

    house("America/Sao_Paulo", content)

    found = report(capsys, "funnel", "--by", "month")
    assert [(row["stage"], row["part"], row["moved_on"]) for row in found] == [
        ("MQL", "2018-01", "1"),
        ("Customer", "2018-01", "0"),
    ]
    assert run(["report", "funnel", "--json"]) == 0
    assert "reached a later stage before" not in capsys.readouterr().out


def test_an_open_deal_is_expected_on_the_day_of_the_file(house):
    still = {**MAPPING, "stages": MAPPING["stages"][:1]}
    still["deal"] = {**MAPPING["deal"], "fields": {**MAPPING["deal"]["fields"]}}
    still["deal"]["fields"]["stage"] = {"value": "Proposal"}

    house("America/New_York", mapping=still)

    assert Deal.objects.get().expected_close == date(2018, 2, 1)


@pytest.mark.parametrize("zone", HOUSES)
def test_a_deal_that_a_file_opens_today_shows_the_day_and_no_time(house, zone):
    opened = {**MAPPING["deal"]["fields"], "stage": {"value": "Proposal"}, "opened_at": "first"}
    mapping = {**MAPPING, "deal": {**MAPPING["deal"], "fields": opened}, "stages": []}

    client = house(zone, FILE.replace("2018-01-01", "2026-11-24"), mapping)

    page = told(client.get(reverse("deal", args=[Deal.objects.get().id])))
    assert "Opened 24 Nov" in page
    assert "Deal opened" in page
