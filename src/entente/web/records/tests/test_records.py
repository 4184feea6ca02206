"""Pages of records: what they show, changing a field, taking it back, merging, adding."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.activities.operations import logging, tasks
from entente.activities.rules import About
from entente.agreements.testing import agree
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import NewEntry
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import define_field
from entente.people.operations.refusals import opt_out
from entente.people.queries.contacts import contact
from entente.people.testing import meet
from entente.pipeline.queries.deals import deal
from entente.pipeline.testing import sell
from entente.qualification.accord import BUSINESS
from entente.web.testing import signed_in
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def undo(client, page):
    """Press the Undo that a page offers."""
    return client.post(re.search(r'action="(/undo/[^"]+)"', page.text)[1], follow=True)


def test_a_person_of_whom_nothing_but_a_key_is_known_has_a_page(cast):
    who = meet(keys=[("olist", "dac32acd4db4c29c230538b72f8dd87d")])

    page = signed_in(cast.ada).get(f"/contacts/{who}/").text

    assert '<h1 class="record__name">Unnamed dac32acd4db4</h1>' in page
    assert '<span class="avatar avatar--lg" aria-hidden="true">·</span>' in page
    assert "dac32acd4db4c29c230538b72f8dd87d" in page
    assert "None yet" in page


def test_opt_outs_are_seen_and_no_call_or_mail_is_offered(cast, sara):
    change_contact(contact_id=sara, values={"phone": "+46 31 1"}, by=cast.ada, at=MORNING)
    client = signed_in(cast.ada)
    before = client.get(f"/contacts/{sara}/").text
    opt_out(contact_id=sara, means="phone", source="told Ada", by=cast.ada, at=MORNING)

    after = client.get(f"/contacts/{sara}/").text

    assert ('href="tel:+46 31 1"' in before, 'href="tel:+46 31 1"' in after) == (True, False)
    assert "No phone calls" in after
    assert "told Ada" in after
    assert 'href="mailto:sara@ostgard.example"' in after


@pytest.mark.parametrize(
    "path",
    [
        "contacts/{contact}/", "companies/{company}/", "deals/{deal}/",
        "contacts/{contact}/fields/email/", "deals/{deal}/win/", "contacts/{contact}/merging/",
        "contacts/{contact}/stage/", "contacts/{contact}/opt-out/", "entries/{entry}/",
        "tasks/{task}/",
    ],
)  # fmt: skip
def test_eve_finds_nothing_and_a_number_too_long_is_nowhere(cast, sara, path):
    info = contact(viewer=cast.root, contact_id=sara)
    task = tasks.set_task(about=About(contact_id=sara), subject="Call", by=cast.ada, at=MORNING)
    entry = facts.timeline(contact=sara).entries[0].position
    ids = {"contact": sara, "company": info.company_id, "deal": sell(name="D", contacts=[sara]),
           "entry": entry, "task": task}  # fmt: skip

    page = signed_in(cast.eve).get("/" + path.format(**ids))
    nowhere = signed_in(cast.ada).get("/" + path.format(**dict.fromkeys(ids, 10**17)))

    assert page.status_code in (403, 404)
    assert "Sara" not in page.text
    assert nowhere.status_code == 404


def test_a_record_that_somebody_may_see_and_not_change_offers_no_change(cast):
    theirs = sell(name="Theirs", owner=cast.milan.member_id)
    client = signed_in(cast.ada)

    page = client.get(f"/deals/{theirs}/")

    assert page.status_code == 200
    assert f"/deals/{theirs}/fields/" not in page.text
    assert "Close as won" not in page.text
    refused = client.post(f"/deals/{theirs}/fields/amount/", {"value": "5"})
    assert refused.status_code == 403
    assert "You may change a deal that your team owns" in refused.text
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="deal", action="see", reach=Reach.TEAM,
                by=cast.root)  # fmt: skip
    assert client.get(f"/deals/{theirs}/").status_code == 404


@pytest.mark.parametrize("of", ["contact", "company", "deal"])
def test_a_page_takes_as_many_queries_however_much_happened(cast, sara, of):
    agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=MORNING)
    info = contact(viewer=cast.root, contact_id=sara)
    client = signed_in(cast.ada)

    def one_more(n):
        made = sell(name=f"D{n}", company=info.company_id, contacts=[sara], amount="5",
                    owner=cast.ada.member_id)  # fmt: skip
        about = About(contact_id=sara, deal_id=made)
        logging.log_call(about=about, outcome="connected", by=cast.noor, at=MORNING)
        tasks.set_task(about=about, subject=f"T{n}", by=cast.ada, at=MORNING)
        meet(name=f"Colleague {n}", company=info.company_id, owner=cast.noor.member_id)
        return made

    counts = []
    for times in (1, 2):
        made = [one_more(n) for n in range(times)][-1]
        path = {"contact": f"/contacts/{sara}/", "company": f"/companies/{info.company_id}/",
                "deal": f"/deals/{made}/"}[of]  # fmt: skip
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_field_is_changed_where_it_stands_and_taken_back(cast, sara):
    client = signed_in(cast.ada)

    form = client.get(f"/contacts/{sara}/fields/job_title/", headers=HTMX)
    saved = client.post(
        f"/contacts/{sara}/fields/job_title/", {"value": "Plant director"}, headers=HTMX
    )

    assert 'value="Maintenance manager"' in form.text
    assert "<html" not in form.text + saved.text
    assert "Plant director" in saved.text
    assert "Was Maintenance manager" in saved.text
    undone = undo(client, saved)
    assert "Job title of Sara Lind is Maintenance manager again" in undone.text
    assert contact(viewer=cast.ada, contact_id=sara).values["job_title"] == "Maintenance manager"


def test_without_a_script_the_same_form_is_a_page_and_says_so_in_a_toast(cast, sara):
    client = signed_in(cast.ada)
    page = client.get(f"/contacts/{sara}/fields/job_title/")
    assert "<h1" in page.text

    saved = client.post(f"/contacts/{sara}/fields/job_title/", {"value": "CEO"}, follow=True)

    assert saved.redirect_chain[-1][0] == f"/contacts/{sara}-sara-lind/"
    assert "Changed job title of Sara Lind" in saved.text


def test_undo_after_somebody_elses_change_says_both_values_and_leaves_theirs(cast, sara):
    client = signed_in(cast.ada)
    saved = client.post(f"/contacts/{sara}/fields/job_title/", {"value": "CEO"}, headers=HTMX)
    change_contact(contact_id=sara, values={"job_title": "CFO"}, by=cast.milan, at=MORNING)

    answer = undo(client, saved)

    assert answer.status_code == 409
    assert "it is CFO now and was Maintenance manager before your change" in answer.text
    assert contact(viewer=cast.ada, contact_id=sara).values["job_title"] == "CFO"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "sara at dairy", "Enter an e-mail address, like ada@example.com"),
        ("email", "milan@example.com", "has this address already"),
        ("company", "Nowhere Ltd", "Nothing here is called “Nowhere Ltd”"),
        ("name", "x" * 401, "Shorten this to 400 characters"),
        ("phone", "1" * 61, "Shorten this to 60 characters"),
    ],
)
def test_a_refused_value_stays_in_its_place_with_what_to_enter(cast, sara, field, value, words):
    meet(name="Milan", email="milan@example.com")

    answer = signed_in(cast.ada).post(
        f"/contacts/{sara}/fields/{field}/", {"value": value}, headers=HTMX
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{value}"' in answer.text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("amount", "-5", "Enter an amount of zero or more"),
        ("amount", "1e30", "out of every range"),
        ("amount", "a lot", "Enter a number"),
        ("amount", "99999999999999", "below ten trillion"),
        ("expected_close", "0001-01-01", "between 1900 and 2199"),
        ("expected_close", "31.12.2026", "Enter a day, like 2026-11-24"),
    ],
)
def test_absurd_amounts_and_days_of_a_deal_are_answered(cast, field, typed, words):
    made = sell(name="D", owner=cast.ada.member_id)

    answer = signed_in(cast.ada).post(
        f"/deals/{made}/fields/{field}/", {"value": typed, "currency": "EUR"}, headers=HTMX
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert deal(viewer=cast.root, deal_id=made).values[field] is None


def test_an_amount_takes_a_currency_and_may_become_unknown_again(cast):
    made = sell(name="D", owner=cast.ada.member_id)
    client = signed_in(cast.ada)

    client.post(f"/deals/{made}/fields/amount/", {"value": "1,200.50", "currency": "gbp"})
    assert "£1,200.50" in client.get(f"/deals/{made}/").text
    bad = client.post(f"/deals/{made}/fields/amount/", {"value": "5", "currency": "€€€"})
    assert bad.status_code == 422
    client.post(f"/deals/{made}/fields/amount/", {"value": "", "currency": ""})

    assert deal(viewer=cast.ada, deal_id=made).amount is None


def test_fields_of_ones_own_take_every_type(cast, sara):
    def own(type_, **more):
        return define_field(record="contact", label=type_, type=type_, by=cast.root, at=MORNING,
                            **more)  # fmt: skip

    typed = {
        own("number"): ("4.5", "4.5"),
        own("money"): ("1200 BRL", "R$1,200"),
        own("date"): ("2026-12-24", "24 Dec"),
        own("moment"): ("2026-12-24T09:30", "24 Dec"),
        own("yesno"): ("yes", "yes"),
        own("choice", options=["Small", "Large"]): ("option:2", "Large"),
        own("member"): (str(cast.noor.member_id), "Noor Leads"),
        own("text"): ("Ö <b>", "Ö &lt;b&gt;"),
    }
    client = signed_in(cast.ada)

    for name, (value, shown) in typed.items():
        answer = client.post(f"/contacts/{sara}/fields/{name}/", {"value": value}, headers=HTMX)
        assert (answer.status_code, shown in answer.text) == (200, True), name


def test_the_timeline_tells_who_said_what_and_is_filtered(cast, sara):
    ledger.record(
        entries=[NewEntry(kind="asset.downloaded", occurred_at=MORNING - timedelta(days=9),
                          contact=sara, team="marketing", asset="Playbook", channel="LinkedIn")],
        at=MORNING,
    )  # fmt: skip
    logging.log_call(about=About(contact_id=sara), outcome="no_answer", by=cast.ada, at=MORNING,
                     text="Rang twice")  # fmt: skip
    client = signed_in(cast.milan)

    def told(query=""):
        page = client.get(f"/contacts/{sara}/{query}", headers=HTMX).text
        return re.findall(r'timeline__what" href="/entries/\d+/">([^<]+)<', page)

    assert told() == ["Call, outbound: no answer", "Added to Entente", "Downloaded Playbook"]
    assert told("?kind=marketing") == ["Downloaded Playbook"]
    assert told("?kind=sales&team=sales") == ["Call, outbound: no answer"]
    assert told("?channel=LinkedIn") == ["Downloaded Playbook"]
    assert told("?kind=nothing&older=never") == []
    for beyond in ("0001-01-01T00:00:00%2B23:59~1", "9999-12-31T23:59:59-23:59~1"):
        assert len(told(f"?older={beyond}")) == 3  # no place on a timeline: the newest
    page = client.get(f"/contacts/{sara}/").text
    assert "Ada Sells" in page
    assert "Rang twice" in page


def test_an_older_page_of_the_timeline_goes_on_where_the_first_ended(cast, sara):
    for number in range(30):
        logging.write_note(about=About(contact_id=sara), text=f"Note {number:02}", by=cast.ada,
                           at=MORNING, occurred_at=MORNING - timedelta(hours=number))  # fmt: skip
    client = signed_in(cast.ada)

    first = client.get(f"/contacts/{sara}/").text
    older = re.search(r'href="([^"]+)#timeline" hx-get', first)[1].replace("&amp;", "&")
    second = client.get(older).text

    notes = [re.findall(r"Note (\d\d)", page) for page in (first, second)]
    assert [notes[0][0], notes[0][-1], notes[1][0], notes[1][-1]] == ["00", "23", "24", "29"]


def test_three_of_the_same_in_a_row_are_told_as_one(cast, sara):
    for day in (3, 4, 5):
        ledger.record(
            entries=[NewEntry(kind="email.opened", occurred_at=MORNING - timedelta(days=day),
                              contact=sara, team="marketing", asset=f"Letter {day}")],
            at=MORNING,
        )  # fmt: skip

    page = signed_in(cast.ada).get(f"/contacts/{sara}/").text

    assert "Opened 3 e-mails" in page
    assert "Opened Letter 4" in page


def test_an_entry_is_taken_back_with_a_reason_and_counts_no_more(cast, sara):
    position = ledger.record(
        entries=[NewEntry(kind="event.attended", occurred_at=MORNING, contact=sara,
                          team="marketing", asset="Fair")],
        at=MORNING,
    )[0]  # fmt: skip
    client = signed_in(cast.ada)

    assert client.post(f"/entries/{position}/", {"reason": " "}).status_code == 422
    done = client.post(f"/entries/{position}/", {"reason": "It was her brother"}, follow=True)

    assert "Took back: Came to Fair" in done.text
    assert not facts.stands(position=position)
    page = client.get(f"/entries/{position}/").text
    assert "taken back or put right" in page
    assert "Take it back" not in page
    added = facts.timeline(contact=sara, kinds=["contact.created"]).entries[0].position
    refused = client.post(f"/entries/{added}/", {"reason": "No"})
    assert refused.status_code == 422
    assert "undo that deed instead" in refused.text


def test_no_form_of_a_contact_takes_a_null_byte_or_breaks(cast, sara):
    client = signed_in(cast.noor)
    for path in ("fields/job_title/", "stage/", "opt-out/", "erasure/", "merging/"):
        answer = client.post(f"/contacts/{sara}/{path}", {"value": "\x00", "reason": "x" * 5000})
        assert answer.status_code in (400, 422, 200), path
