"""Eight thousand real leads through the pages and the command, and what every page says then."""

import csv
import io
import json
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from entente.agreements.testing import agree
from entente.cli.main import run
from entente.exchange.models import Import
from entente.exchange.operations import asking
from entente.funnel import operations as funnel
from entente.funnel.rules.document import STANDARD as FUNNEL
from entente.handoff.models import Handover
from entente.inbox.models import Notice
from entente.outbox.models import Mail
from entente.people.models import Company, Contact, OutsideKey
from entente.people.operations.contacts import change_contact
from entente.pipeline.models import Deal
from entente.project.testing import shared_data
from entente.sla import operations as promises
from entente.sla import queries as sla
from entente.sla.rules.document import STANDARD as SLA
from entente.web.testing import signed_in, words
from entente.workspace.models import MemberKey
from entente.workspace.testing import MORNING
from tests.imports import olist
from tests.imports.browsing import Forms, bring, upload

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BY_ORIGIN = {
    "organic_search": (2296, 271),
    "paid_search": (1586, 195),
    "social": (1350, 75),
    "unknown": (1099, 179),
    "direct_traffic": (499, 56),
    "email": (493, 15),
    "referral": (284, 24),
    "other": (150, 4),
    "display": (118, 6),
    "other_publicities": (65, 3),
    "": (60, 14),
}


def test_three_files_through_the_pages_deals_before_leads(cast, live, capsys):
    shared_data("olist_funnel")
    client = signed_in(cast.noor)

    deals = bring(client, olist.path(olist.DEALS))
    revenue = bring(client, olist.path(olist.REVENUE))
    leads = bring(client, olist.path(olist.LEADS))
    live()

    assert deals.counts == {"created": 842}
    assert revenue.counts == {"updated": 380, "skipped": 2715}
    assert leads.counts == {"created": 7158, "updated": 842}
    olist.is_all_here()
    the_skipped_have_a_reason(client, revenue)
    the_funnel_says_so(client)
    the_842_are_the_same_everywhere(client, capsys)
    the_first_touch_is_credited(capsys)
    the_early_close_is_a_warning(client)
    the_same_file_again_changes_nothing(client)
    nothing_rings_until_one_is_handed_over(cast, live)
    undoing_keeps_the_five(cast, client, leads)


def the_skipped_have_a_reason(client, row) -> None:
    told = words(client.get(reverse("import", args=[row.id])))
    assert (
        "380 of 3,095 rows imported Rows of the file, by what became of them Changed 380 "
        "Skipped 2,715"
    ) in told
    assert "There is no deal with this seller_id. Skipped" in told
    page = client.get(reverse("import_rows", args=[row.id]) + "?outcome=skipped")
    assert words(page).count("There is no deal with this seller_id.") == 100


def the_funnel_says_so(client) -> None:
    told = words(client.get(reverse("funnel")))
    assert "MQL to SQL 8,000 842 11% 10.525% 35%" in told
    by_origin = list(
        csv.DictReader(io.StringIO(read(client, reverse("funnel_csv") + "?by=channel")))
    )
    mqls = [row for row in by_origin if row["stage"] == "MQL"]
    assert {row["part"]: (int(row["entered"]), int(row["moved_on"])) for row in mqls} == BY_ORIGIN
    page = words(client.get(reverse("funnel") + "?by=channel"))
    assert "Organic search 2,296 271 12%" in page
    assert "No channel 60 14 23%" in page
    assert "Together 8,000 842 11%" in page


def read(client, url: str) -> str:
    response = client.get(url)
    return b"".join(response).decode("utf-8-sig")


def the_842_are_the_same_everywhere(client, capsys) -> None:
    page = client.get(reverse("funnel"))
    [url] = {url for url in Forms(page).links["842"] if "beyond" in url}
    listed = client.get(url)
    assert "842 contacts" in words(listed)
    [download] = Forms(listed).links["Download as CSV"]
    rows = list(csv.DictReader(io.StringIO(read(client, download))))
    won = {row["mql_id"] for row in olist.rows(olist.DEALS)}
    keys = OutsideKey.objects.filter(record="contact", record_id__in=[row["id"] for row in rows])
    assert len(rows) == 842
    assert set(keys.values_list("key", flat=True)) == won

    [where] = parse_qs(urlsplit(url).query)["where"]
    assert run(["report", "contacts", "--where", where, "--csv"]) == 0
    told = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["id"] for row in told} == {row["id"] for row in rows}
    assert sorted(row["outside_keys"] for row in told) == sorted(won)


def the_first_touch_is_credited(capsys) -> None:
    """Four were won in the hour of midnight on the very day of their first contact."""
    assert run(["report", "attribution", "--csv"]) == 0
    told = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    real = [row for row in told if row["currency"] == "BRL"]
    firsts = {row["channel"]: Decimal(row["first_touch"]) for row in real}
    assert {one: amount for one, amount in firsts.items() if amount} == olist.first_touch()
    assert {row["channel"]: row["last_touch"] for row in real} == {
        **dict.fromkeys(firsts, "0.00"),
        "close": "676851.48",
    }


def the_early_close_is_a_warning(client) -> None:
    page = client.get(reverse("funnel"))
    assert "1 contact reached a later stage before MQL: counted, but check dates." in words(page)
    [url] = Forms(page).links["Open it"]
    contact = OutsideKey.objects.get(
        record="contact", record_id=int(url.split("/")[2].split("-")[0])
    )
    first = {row["mql_id"]: row["first_contact_date"] for row in olist.rows(olist.LEADS)}
    early = [
        row["mql_id"] for row in olist.rows(olist.DEALS) if row["won_date"] < first[row["mql_id"]]
    ]
    assert early == [contact.key]


def the_same_file_again_changes_nothing(client) -> None:
    page = client.get(
        upload(client, content=olist.path(olist.LEADS).read_bytes(), name="x")["Location"]
    )
    assert "importing it again changes nothing" in words(page)
    Import.objects.latest("id").delete()
    for name, told in (
        (olist.LEADS, "8,000 rows: everything was here already, nothing changed"),
        (olist.DEALS, "842 rows: everything was here already, nothing changed"),
        (olist.REVENUE, "Nothing changed: 380 of 3,095 rows were here already"),
    ):
        again = bring(client, olist.path(name))
        assert told in words(client.get(reverse("import", args=[again.id])))
    olist.is_all_here()


def nothing_rings_until_one_is_handed_over(cast, live) -> None:
    """Imported past is history; one of them handed over today is today's."""
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
    agree(kind="funnel", content=FUNNEL, by=cast.noor, at=MORNING)
    agree(kind="sla", content=SLA, by=cast.noor, at=MORNING)
    live()
    assert (Handover.objects.count(), promises.watch_clocks(at=MORNING)) == (0, 0)

    lead = OutsideKey.objects.get(key="dac32acd4db4c29c230538b72f8dd87d").record_id
    funnel.move_by_hand(
        contact=lead, stage="sql", reason="She rang us", by=cast.noor, team="marketing", at=MORNING
    )
    live()
    live()

    [row] = Handover.objects.select_related("contact", "owner")
    clocks = sla.clocks(rows=[row], at=MORNING)
    assert (row.contact_id, [found.what for found in clocks.values()]) == (lead, ["first contact"])


def undoing_keeps_the_five(cast, client, leads) -> None:
    won = [row["mql_id"] for row in olist.rows(olist.DEALS)]
    handed = Handover.objects.get().contact_id
    free = OutsideKey.objects.filter(record="contact", batch_id=leads.id).exclude(key__in=won)
    five = list(
        free.exclude(record_id=handed).order_by("id").values_list("record_id", flat=True)[:5]
    )
    for number, contact in enumerate(five):
        values = {"first_name": f"Edited{number}"}
        change_contact(contact_id=contact, values=values, by=cast.ada, at=MORNING)

    page = client.post(reverse("import_undoing", args=[leads.id]), follow=True)

    told = words(page)
    # The five and the one handed over.
    assert "6 records stay: 6 that somebody worked on since." in told
    assert [f"Edited{number}" in told for number in range(5)] == [True] * 5
    assert set(five) <= set(Contact.objects.filter(deleted_at=None).values_list("id", flat=True))
    left = set(olist.people().values())
    assert len(left) == 842 + 6
    assert left >= set(won)


def test_three_files_through_the_command_leads_before_deals(cast, live, capsys):
    told = {}
    for name in (olist.LEADS, olist.DEALS, olist.REVENUE):
        assert run(["import", str(olist.path(name)), "--json"]) == 0
        told[name] = json.loads(capsys.readouterr().out)["counts"]
    live()

    assert told == {
        olist.LEADS: {"created": 8000},
        olist.DEALS: {"created": 842},
        olist.REVENUE: {"updated": 380, "skipped": 2715},
    }
    olist.is_all_here()
    the_first_touch_is_credited(capsys)
    assert run(["report", "funnel", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    [mql] = [row for row in found["rows"] if row["stage"] == "MQL"]
    assert (mql["entered"], mql["moved_on"], mql["rate"]) == (8000, 842, "0.10525")
    assert (
        found["notes"][1] == "1 contact reached a later stage before MQL: counted, but check dates."
    )
    assert run(["report", "funnel", "--by", "channel", "--csv"]) == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    mqls = [row for row in rows if row["stage"] == "MQL"]
    assert {row["part"]: (int(row["entered"]), int(row["moved_on"])) for row in mqls} == BY_ORIGIN

    for name, counts in ((olist.LEADS, "8,000 unchanged"), (olist.DEALS, "842 unchanged")):
        assert run(["import", str(olist.path(name))]) == 0
        said = capsys.readouterr()
        assert said.out.startswith(f"{counts.split()[0]} rows: {counts}. Nothing changed.")
        assert "This very file was imported on 2026-11-24 already." in said.err
    olist.is_all_here()
    nothing_is_left_once_all_is_undone(cast)


def nothing_is_left_once_all_is_undone(cast) -> None:
    brought = Import.objects.filter(state="done").order_by("-id")
    for row in [one for one in brought if one.counts.keys() & {"created", "updated"}]:
        assert asking.undo(import_id=row.id, by=cast.noor, at=MORNING) == 0
    for records in (Contact.objects, Company.objects, Deal.objects):
        assert not records.filter(deleted_at=None).exists()
    assert not MemberKey.objects.filter(system="olist").exists()
