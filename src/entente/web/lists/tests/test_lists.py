"""Lists: who sees what, filters that read, order, views, deeds on many, export."""

import csv
import json
import re
from base64 import urlsafe_b64encode
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.audiences import queries as audiences
from entente.people.operations.customfields import define_field
from entente.people.operations.deleting import delete_contact
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.web.lists.export import safe
from entente.web.testing import signed_in, told
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
LISTS = ("/contacts/", "/companies/", "/deals/?view=table", "/deals/")


def asked(path, **query):
    return f"{path}?{urlencode(query)}"


def rows(page):
    """What the rows of a table are called, top to bottom."""
    return [part.split("<", 1)[0] for part in page.text.split("data-roving-item>")[1:]]


def reach(cast, record, action, reach):
    grant_reach(team=Team.SALES, role=Role.MEMBER, record=record, action=action, reach=reach,
                by=cast.root)  # fmt: skip


def mark(value, id_):
    """A place in a list as an address names it, true or not."""
    return urlsafe_b64encode(json.dumps([value, id_]).encode()).decode().rstrip("=")


@pytest.fixture
def owned(cast):
    """One of each record for Ada, for Milan and for nobody."""
    for owner in (cast.ada, cast.milan, None):
        name = f"{owner.name.split()[0]}'s" if owner else "Nobody's"
        whose = {"owner": owner.member_id} if owner else {}
        meet(name=name, **whose)
        found_company(name=name, **whose)
        sell(name=name, **whose)
    return cast


@pytest.mark.parametrize("path", LISTS)
def test_each_sees_as_far_as_they_reach(owned, path):
    record = {"con": "contact", "com": "company", "dea": "deal"}[path[1:4]]

    def seen():
        page = signed_in(owned.ada).get(path)
        return page.status_code, sorted(name.replace("&#x27;", "'") for name in rows(page))

    assert seen() == (200, ["Ada's", "Milan's", "Nobody's"])
    reach(owned, record, "see", Reach.TEAM)
    assert seen() == (200, ["Ada's", "Nobody's"])
    reach(owned, record, "see", Reach.OWN)
    assert seen() == (200, ["Ada's"])
    reach(owned, record, "see", Reach.NONE)
    assert seen() == (403, [])


@pytest.mark.parametrize("path", LISTS)
def test_eve_sees_no_list(owned, path):
    page = signed_in(owned.eve).get(path)

    assert page.status_code == 403
    assert "Ada&#x27;s" not in page.text


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_three_takes_as_many_queries_as_a_list_of_one(cast, path):
    def seeded():
        firm = found_company(name="Firm", owner=cast.ada.member_id)
        who = meet(name="Ida", company=firm, owner=cast.ada.member_id)
        sell(name="Deal", company=firm, contacts=[who], amount="5", owner=cast.ada.member_id)

    client = signed_in(cast.ada)
    client.get(path)
    counts = []
    for times in (1, 2):
        for _ in range(times):
            seeded()
        with CaptureQueriesContext(
            connection,
        ) as asked_:
            client.get(path)
        counts.append(len(asked_))

    assert counts[0] == counts[1]


def test_filters_read_as_phrases_and_each_can_be_left_out(cast):
    meet(name="Ida", country="Norway", owner=cast.ada.member_id)
    meet(name="Ole", country="Norway")
    meet(name="Sven", country="Sweden", owner=cast.ada.member_id)

    page = signed_in(cast.ada).get(
        asked("/contacts/", where='owner is me and country is "Norway"', sort="name")
    )

    assert rows(page) == ["Ida"]
    assert "1 contact<" in page.text
    assert "Owner is <b>me</b>" in page.text
    assert "Country is <b>“Norway”</b>" in page.text
    without_owner = urlencode({"where": 'country is "Norway"', "sort": "name"})
    assert f'href="?{without_owner.replace("&", "&amp;")}"' in page.text


def test_a_filter_that_does_not_read_says_where_and_keeps_what_was_typed(cast):
    meet(name="Ida")

    page = signed_in(cast.ada).get(asked("/contacts/", where='contry is "Norway"'))

    assert page.status_code == 422
    assert "Line 1, column 1" in page.text
    assert "Did you mean" in page.text
    assert "country" in page.text
    assert "<mark>contry" in page.text
    assert rows(page) == []


def test_a_filter_is_added_without_writing_and_by_writing(cast):
    client = signed_in(cast.ada)
    form = client.get("/contacts/filter/?what=field:owner")
    assert all(words in form.text for words in ("is one of", "Ada Sells", "Add this filter"))

    added = client.get(
        asked("/contacts/filter/", what="field:owner", how="is", value="me", add="yes",
              where='country is "Norway"', sort="name")
    )  # fmt: skip
    assert added["Location"] == asked(
        "/contacts/", where='country is "Norway" and owner is me', sort="name"
    )
    did = client.get(
        asked("/contacts/filter/", what="did:call.logged", times="at least", count="2",
              when="is in the last", number="30", unit="day", add="yes")
    )  # fmt: skip
    assert "had+a+call+logged+at+least+2+times+in+the+last+30+days" in did["Location"]
    written = client.get(asked("/contacts/filter/", text="yes", where="e-mail is known"))
    assert written["Location"] == "/contacts/?where=e-mail+is+known"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"what": "field:company.employees", "how": "is", "value": "many"}, "Enter a number"),
        ({"what": "field:company.employees", "how": "is", "value": "1e999999999"}, "30 digits"),
        (
            {"what": "field:company.employees", "how": "is one of", "values": "1e999999999"},
            "Enter numbers",
        ),
        ({"what": "field:since", "how": "is on", "value": "yesterday"}, "Enter a day, like"),
        ({"what": "field:since", "how": "is on", "value": "0001-01-01"}, "out of the question"),
        ({"what": "field:name", "how": "is", "value": ""}, "Enter a value"),
        ({"what": "field:company.employees", "how": "is one of", "values": "x"}, "Enter numbers"),
        ({"what": "field:owner", "how": "is", "value": "999999"}, "Choose one of the list"),
    ],
)
def test_what_cannot_be_a_value_is_answered_beside_it(cast, query, words):
    page = signed_in(cast.ada).get(asked("/contacts/filter/", add="yes", **query))

    assert page.status_code == 422
    assert words in page.text


def test_a_written_filter_that_does_not_read_says_so_on_top_and_beside_the_text(cast):
    page = signed_in(cast.ada).get(asked("/contacts/filter/", text="yes", where="stage is"))

    (why,) = re.findall(r'<a href="#where">(.+?)</a>', page.text)
    assert page.status_code == 422
    assert f'id="where-error"><span class="sr">Error: </span>{why}</p>' in page.text
    assert page.text.count("data-focus") == 1


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "password"},
        {"sort": "-nothing", "columns": "password,name,xx"},
        {"after": "!!", "before": "zzz"},
        {"after": mark("no day", 5), "sort": "-since"},
        {"after": mark("no number", 5), "sort": "owner"},
        {"after": mark("9" * 30, 5), "sort": "owner"},
        {"after": mark("1e999999999", 5), "sort": "amount"},
        {"after": mark("\x00", 5), "sort": "name"},
        {"after": mark("\ud800", 5), "sort": "name"},
        {"after": mark("2026-W01-1", 5), "sort": "-since"},
        {"before": mark("NaN day", 5), "sort": "expected_close"},
        {"before": mark("x", 10**30), "sort": "name"},
        {"before": mark(None, 5), "sort": "since"},
        {"after": urlsafe_b64encode(b"[" * 20_000).decode()},
        {"after": urlsafe_b64encode(b"[" * 5_900).decode()},
        {"after": mark("0001-01-01T00:00:00+23:59", 5), "sort": "since"},
        {"saved": "99999999999999999999"},
        {"q": "%_\\' or 1=1"},
        {"where": "x" * 30_000},
        {"where": "name is " + "(" * 500},
        {"view": "nothing"},
    ],
)
@pytest.mark.parametrize("path", ["/contacts/", "/companies/", "/deals/"])
def test_no_address_of_a_list_breaks_it(cast, path, query):
    meet(name="Ida")

    page = signed_in(cast.ada).get(asked(path, **query))

    assert page.status_code in (200, 422)


def test_lists_are_walked_forwards_and_back(cast):
    for number in range(51):
        meet(name=f"Person {number:02}")
    client = signed_in(cast.ada)

    first = client.get("/contacts/?sort=name")
    after = first.text.split("after=")[1].split('"')[0]
    second = client.get(f"/contacts/?sort=name&after={after}")
    before = second.text.split("before=")[1].split('"')[0]
    again = client.get(f"/contacts/?sort=name&before={before}")

    assert (len(rows(first)), rows(second)) == (50, ["Person 50"])
    assert rows(again) == rows(first)
    assert "50 of 51 contacts" in first.text


def test_columns_are_chosen_with_the_companys_own_among_them(cast):
    size = define_field(record="contact", label="Size", type="choice", options=["S", "L"],
                        by=cast.root, at=MORNING)  # fmt: skip
    meet(name="Ida", **{size: "L"})

    page = signed_in(cast.ada).get(asked("/contacts/", columns=f"email,{size}"))

    assert '<td role="cell">L</td>' in page.text
    assert ">E-mail</a>" in page.text
    assert "sort=-since" not in page.text


def test_a_view_is_saved_shared_and_deleted(cast):
    client = signed_in(cast.ada)
    query = urlencode({"where": "owner is me", "sort": "name"})

    saved = client.post("/contacts/views/", {"name": "My north", "shared": "all", "query": query})
    view = audiences.views(viewer=cast.ada, subject="contact")[0]

    assert saved["Location"] == f"/contacts/?{query}&saved={view.id}"
    assert "My north" in signed_in(cast.milan).get("/contacts/").text
    opened = client.get(saved["Location"]).text
    assert "Delete this view" in opened
    assert "Save as a view" not in opened
    assert client.post("/contacts/views/", {"name": "", "query": query}).status_code == 422
    signed_in(cast.milan).post(f"/views/{view.id}/removal/", {"subject": "contact"})
    assert audiences.views(viewer=cast.ada, subject="contact") != []
    client.post(f"/views/{view.id}/removal/", {"subject": "contact"})
    assert audiences.views(viewer=cast.ada, subject="contact") == []


def read(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:])))


def test_a_file_that_is_parted_elsewhere_runs_no_formula_either(cast):
    sara = meet(name="Sara", city="x;=1+1;y", owner=cast.ada.member_id)

    file = signed_in(cast.ada).get("/contacts/export/?columns=city")

    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert text == f"id,Contact,City\r\n{sara},Sara,\"'x;'=1+1;y\"\r\n"


def test_an_export_holds_exactly_the_rows_and_runs_no_formula(cast):
    firm = found_company(name="=1+1", owner=cast.ada.member_id)
    meet(name="@Ida", company=firm, job_title="+cmd|' /C calc'!A0", owner=cast.ada.member_id)
    meet(name="Ole")
    ask = {"columns": "company,job_title,phone", "sort": "name"}

    found = read(signed_in(cast.noor).get(asked("/contacts/export/", **ask)))

    assert [row[1:] for row in found] == [
        ["Contact", "Company", "Job title", "Phone"],
        ["'@Ida", "'=1+1", "'+cmd|' /C calc'!A0", ""],
        ["Ole", "", "", ""],
    ]
    only = read(signed_in(cast.noor).get(asked("/contacts/export/", where='name is "Ole"', **ask)))
    assert [row[1] for row in only] == ["Contact", "Ole"]


def test_an_export_of_a_criterion_that_cannot_be_read_is_the_list_that_says_so(cast):
    meet(name="Ida")
    where = 'nmae is "Ida"'
    client = signed_in(cast.noor)

    answer = client.get(asked("/contacts/export/", where=where))
    page = client.get(asked("/contacts/", where=where))

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert told(answer) == told(page)
    assert "nmae" in told(answer)


def test_an_export_reaches_as_far_as_taking_out_is_allowed(owned):
    reach(owned, "contact", "export", Reach.OWN)
    rows_of = read(signed_in(owned.ada).get("/contacts/export/"))
    assert [row[1] for row in rows_of] == ["Contact", "Ada's"]

    reach(owned, "contact", "export", Reach.NONE)
    assert signed_in(owned.ada).get("/contacts/export/").status_code == 403
    assert "Download as CSV" not in signed_in(owned.ada).get("/contacts/").text
    assert signed_in(owned.eve).get("/contacts/export/").status_code == 403


def test_two_currencies_are_never_added_up(cast):
    sell(name="A", amount="10", currency="EUR")
    sell(name="B", amount="20", currency="GBP")
    sell(name="C")

    page = signed_in(cast.ada).get("/deals/?view=table")

    assert "together, their known amounts add up to €10 and £20." in page.text
    assert "unknown" in page.text
    found = read(signed_in(cast.noor).get("/deals/export/?columns=amount&sort=name"))
    assert [row[1:] for row in found[1:]] == [["A", "10", "EUR"], ["B", "20", "GBP"],
                                              ["C", "", ""]]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("-5", "-5"),
        ("-5+3", "'-5+3"),
        ("+49 30", "+49 30"),
        ("＝1+1", "'＝1+1"),
        (" =1+1", "' =1+1"),
        ("\n=1+1", "'\n'=1+1"),
        ("x;=1+1;y", "'x;'=1+1;y"),
        ("'=1+1", "''=1+1"),
        ("\tx", "'\tx"),
        ("plain", "plain"),
        (5, 5),
        ("", ""),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_made_harmless(value, written):
    assert safe(value) == written


def test_a_page_whose_rows_are_gone_begins_the_list_anew(cast):
    ids = [meet(name=f"P{n:02}") for n in range(51)]
    client = signed_in(cast.ada)
    later = client.get("/contacts/", {"sort": "name"}).text.split("after=")[1].split('"')[0]
    delete_contact(contact_id=ids[-1], by=cast.ada, at=MORNING)

    page = client.get(f"/contacts/?sort=name&after={later}")

    assert rows(page) == [f"P{n:02}" for n in range(50)]
