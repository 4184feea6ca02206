"""Logging in ten seconds, tasks, and searching everything."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from entente.activities.models import Activity
from entente.activities.operations import logging, tasks
from entente.activities.operations.correcting import correct_activity
from entente.activities.queries import open_tasks
from entente.activities.rules import About
from entente.kit import clock
from entente.ledger import queries as ledger
from entente.people.operations import deleting
from entente.people.testing import found_company, meet
from entente.pipeline.testing import sell
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()


def undo(client, page):
    return client.post(re.search(r'action="(/undo/[^"]+)"', page.text)[1], follow=True)


@pytest.fixture
def sara(cast):
    return meet(name="Sara Lind", owner=cast.ada.member_id)


def told(contact):
    return [entry.kind for entry in ledger.timeline(contact=contact).entries]


def test_a_call_is_logged_by_name_and_one_is_back_where_one_was(cast, sara):
    client = signed_in(cast.ada)

    done = client.post(
        "/log/",
        {"kind": "call", "who": "sara", "outcome": "voicemail", "text": "Later", "next": "/tasks/"},
        follow=True,
    )

    assert done.redirect_chain == [("/tasks/", 303)]
    assert "Logged a call with Sara Lind" in done.text
    assert told(sara) == ["call.logged", "contact.created"]
    assert "Took the log back" in undo(client, done).text
    assert told(sara)[0] == "entry.retracted"


def test_the_log_knows_whose_page_one_comes_from(cast, sara):
    client = signed_in(cast.ada)

    page = client.get("/log/", headers={"referer": f"http://testserver/contacts/{sara}-sara-lind/"})

    assert "Log something about Sara Lind" in page.text
    assert f'value="contact:{sara}"' in page.text
    assert f'name="next" value="/contacts/{sara}-sara-lind/"' in page.text


def test_a_log_of_the_past_with_what_comes_next(cast, sara):
    signed_in(cast.ada).post(
        "/log/",
        {"kind": "appointment", "chosen": f"contact:{sara}", "who": "Sara Lind",
         "occurred_at": "2026-11-20T14:30", "minutes": "45", "text": "Walked the line",
         "next_subject": "Send the offer", "next_due_on": "2026-11-27"},
    )  # fmt: skip

    met = ledger.timeline(contact=sara, kinds=["meeting.held"]).entries[0]
    (task,) = open_tasks(viewer=cast.ada, today=TODAY)
    assert met.occurred_at.isoformat() == "2026-11-20T13:30:00+00:00"
    assert (met.properties["place"], met.personal["text"]) == ("offline", "Walked the line")
    assert (task.subject, task.due_on) == ("Send the offer", date(2026, 11, 27))


@pytest.mark.parametrize(
    ("kind", "entry", "channel"),
    [
        ("call", "call.logged", "phone"),
        ("email", "email.sent_by_person", "email"),
        ("meeting", "meeting.held", "meeting"),
        ("appointment", "meeting.held", "meeting"),
        ("demo", "meeting.held", "demo"),
    ],
)
def test_what_sales_does_is_credited_to_a_channel_of_its_own(cast, sara, kind, entry, channel):
    """Also after it was put right."""
    typed = {"kind": kind, "chosen": f"contact:{sara}", "who": "Sara Lind", "outcome": "connected"}
    signed_in(cast.ada).post("/log/", typed)

    def channels() -> list[str]:
        found = ledger.timeline(contact=sara, kinds=[entry]).entries
        return [one.channel for one in found]

    assert channels() == [channel]
    correct_activity(
        activity_id=Activity.objects.get().id, values={"text": "Spoke of oil"}, by=cast.ada,
        at=MORNING,
    )  # fmt: skip
    assert channels() == [channel]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"who": ""}, "Say whom or what this is about"),
        ({"who": "Nobody"}, "Nothing here is called “Nobody”"),
        ({"outcome": ""}, "Say how the call went"),
        ({"outcome": "great"}, "Select a valid choice"),
        ({"occurred_at": "2031-01-01T09:00"}, "set a task for it instead"),
        ({"occurred_at": "1960-01-01T09:00"}, "Enter a day after 1970"),
        ({"occurred_at": "soon"}, "Enter a day and time"),
        ({"minutes": "-4"}, "between 0 and 1440"),
        ({"minutes": "a few"}, "as a whole number"),
        ({"kind": "note", "text": " "}, "an empty note helps nobody"),
        ({"kind": "task", "subject": ""}, "Say what is to be done"),
        ({"kind": "task", "subject": "x", "due_on": "2525-01-01"}, "between 1970 and 2199"),
        ({"kind": "dance"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_logged_is_answered_and_kept_as_typed(cast, sara, typed, words):
    given = {"kind": "call", "who": "Sara Lind", "outcome": "connected", "text": "Kept", **typed}

    answer = signed_in(cast.ada).post("/log/", given)

    assert answer.status_code == 422
    assert words in answer.text
    assert told(sara) == ["contact.created"]
    if given["text"] == "Kept":
        assert "Kept</textarea>" in answer.text


def test_an_e_mail_that_somebody_wrote_elsewhere_is_logged(cast, sara):
    client = signed_in(cast.ada)
    done = client.post(
        "/log/",
        {
            "kind": "email",
            "chosen": f"contact:{sara}",
            "who": "Sara Lind",
            "text": "Sent the offer",
        },
        follow=True,
    )

    (mail,) = ledger.timeline(contact=sara, kinds=["email.sent_by_person"]).entries
    assert (mail.team, mail.actor) == ("sales", cast.ada.member_id)
    assert mail.personal["text"] == "Sent the offer"
    assert "Logged an e-mail to Sara Lind" in done.text
    assert "One of us wrote an e-mail" in done.text


def test_of_two_who_bear_a_name_one_is_chosen(cast, sara):
    twin = meet(name="Sara Lind")

    asked = signed_in(cast.ada).post(
        "/log/", {"kind": "call", "who": "Sara Lind", "outcome": "connected"}
    )

    assert asked.status_code == 422
    assert "Several fit" in asked.text
    assert f'value="contact:{twin}"' in asked.text


def test_a_name_written_over_a_choice_means_the_other_person(cast, sara):
    ida = meet(name="Ida Berg")
    call = {"kind": "call", "chosen": f"contact:{sara}", "outcome": "connected"}
    client = signed_in(cast.ada)

    client.post("/log/", {**call, "who": "Ida Berg"})
    unknown = client.post("/log/", {**call, "who": "Nobody Here"})
    client.post("/log/", {**call, "who": "sara"})

    assert unknown.status_code == 422
    assert "Nothing here is called “Nobody Here”." in unknown.text
    assert told(ida).count("call.logged") == told(sara).count("call.logged") == 1


def test_nobody_is_taken_for_a_choice_that_was_deleted_meanwhile(cast, sara):
    ida = meet(name="Sara Lindqvist")
    client = signed_in(cast.ada)
    deleting.delete_contact(contact_id=sara, by=cast.ada, at=MORNING)
    call = {"kind": "call", "who": "Sara Lind", "chosen": f"contact:{sara}"}

    page = client.post("/log/", {**call, "outcome": "connected"})

    assert page.status_code == 422
    assert "What you chose is not here any more." in page.text
    assert f'value="contact:{ida}"' in page.text
    assert "call.logged" not in told(ida)


def test_a_refused_form_speaks_of_the_name_that_stands_in_it(cast, sara):
    client = signed_in(cast.ada)
    call = {"kind": "call", "chosen": f"contact:{sara}", "outcome": ""}

    kept = client.post("/log/", {**call, "who": "sara  lind"}).text
    other = client.post("/log/", {**call, "who": "Ida Berg"}).text

    assert "Log something about Sara Lind" in kept
    assert "Log a call, a meeting or a note" in other


def test_a_namesake_is_told_by_title_and_company_from_the_offer_to_the_message(cast):
    dairy = found_company(name="Ostgård Dairy")
    meet(name="Ida Berg", email="ida@example.com")
    ida = meet(name="Ida Berg", job_title="Buyer", company=dairy)
    client = signed_in(cast.ada)
    given = {"kind": "call", "who": "Ida Berg", "chosen": f"contact:{ida}"}

    offers = client.get("/search/picks/?of=&q=ida").text
    unsure = client.post("/log/", {**given, "chosen": "", "outcome": "connected"}).text
    refused = client.post("/log/", {**given, "outcome": ""}).text
    done = client.post("/log/", {**given, "outcome": "connected"}, follow=True).text

    assert (
        'data-about="Buyer, Ostgård Dairy"' in offers and 'data-about="ida@example.com"' in offers
    )
    assert "Several fit: Ida Berg (ida@example.com) or Ida Berg (Buyer, Ostgård Dairy)" in unsure
    assert 'aria-live="polite">Buyer, Ostgård Dairy</p>' in refused
    assert "Logged a call with Ida Berg (Buyer, Ostgård Dairy)" in done


def test_a_common_name_offers_eight_people_and_leaves_room_for_companies_and_deals(cast):
    for number in range(9):
        meet(name=f"Ida {number}")
        found_company(name=f"Ida & Sons {number}")
        sell(name=f"Ida's line {number}")

    offers = signed_in(cast.ada).get("/search/picks/?of=&q=ida").text

    found = re.findall(r'data-value="(\w+):', offers)
    assert found == ["contact"] * 8 + ["company"] * 3 + ["deal"] * 3


def test_eve_logs_nothing_and_nobody_logs_on_what_they_cannot_see(cast, sara):
    given = {"kind": "call", "chosen": f"contact:{sara}", "who": "", "outcome": "connected"}

    assert signed_in(cast.eve).get("/log/").status_code == 403
    assert signed_in(cast.eve).post("/log/", given).status_code == 403
    assert "/log/" not in signed_in(cast.eve).get("/me/").text


def test_tasks_stand_by_their_day_are_ticked_off_and_opened_again(cast, sara):
    for subject, days in (("Late one", -1), ("Today's", 0), ("Later", 3)):
        tasks.set_task(about=About(contact_id=sara), subject=subject, by=cast.ada, at=MORNING,
                       due_on=TODAY + timedelta(days=days))  # fmt: skip
    client = signed_in(cast.ada)

    page = client.get("/tasks/").text
    assert "3 tasks to do: 1 late and 1 for today" in page
    assert re.findall(r"<h2 id=\"g\d\">([^<]+)<", page) == ["Late", "Today", "Later"]
    task = open_tasks(viewer=cast.ada, today=TODAY)[0]
    done = client.post(f"/tasks/{task.id}/done/", follow=True)
    assert "Done: Late one" in done.text
    assert "Late one" in client.get("/tasks/?show=done").text
    undo(client, done)
    assert len(open_tasks(viewer=cast.ada, today=TODAY)) == 3


def test_a_task_is_put_right_and_given_to_somebody_else(cast, sara):
    task_id = tasks.set_task(about=About(contact_id=sara), subject="Call", by=cast.ada, at=MORNING)
    client = signed_in(cast.ada)

    bad = client.post(f"/tasks/{task_id}/", {"subject": "", "assignee": cast.noor.member_id})
    assert bad.status_code == 422
    client.post(
        f"/tasks/{task_id}/",
        {"subject": "Call Sara", "due_on": "2026-12-01", "assignee": cast.noor.member_id},
    )

    assert open_tasks(viewer=cast.ada, today=TODAY) == []
    (task,) = open_tasks(viewer=cast.noor, today=TODAY)
    assert (task.subject, task.due_on) == ("Call Sara", date(2026, 12, 1))


def test_one_box_finds_people_companies_and_deals_by_reach(cast, sara):
    firm = found_company(name="Sara & Sons")
    sell(name="Sara's retrofit")
    page = signed_in(cast.ada).get("/search/?q=sara").text

    for group in ("People", "Companies", "Deals"):
        assert f">{group}</h2>" in page
    assert f'href="/contacts/{sara}-sara-lind/"' in page
    assert f'href="/companies/{firm}-sara-sons/"' in page
    assert "Log a call" in signed_in(cast.ada).get("/search/?q=call").text
    eve = signed_in(cast.eve)
    assert "Sara" not in eve.get("/search/?q=lind").text.replace("sara", "")
    assert "Log a call" not in eve.get("/search/?q=call").text
    assert eve.get("/search/picks/?of=contact&q=sara").text.strip() == ""


def test_suggestions_name_what_they_are_about(cast, sara):
    found = signed_in(cast.ada).get(
        "/search/picks/?of=contact&q=sara", headers={"HX-Request": "true"}
    )

    assert f'data-value="contact:{sara}"' in found.text
    assert "<html" not in found.text


@pytest.mark.parametrize(
    ("now", "written", "happened"),
    [
        # On 31 October the hour from two to three comes twice in Paris.
        (datetime(2027, 10, 31, 0, 45, tzinfo=UTC), "2027-10-31T02:30", "00:30"),
        (datetime(2027, 10, 31, 1, 45, tzinfo=UTC), "2027-10-31T02:30", "01:30"),
        # On 28 March it does not come at all.
        (datetime(2027, 3, 28, 9, 0, tzinfo=UTC), "2027-03-28T02:30", "01:30"),
    ],
)
def test_a_call_in_the_night_of_the_clocks_is_logged(cast, sara, now, written, happened):
    with clock.frozen(now):
        done = signed_in(cast.ada).post(
            "/log/",
            {"kind": "call", "who": "Sara Lind", "outcome": "voicemail", "occurred_at": written},
        )

    call = ledger.timeline(contact=sara).entries[0]
    assert (done.status_code, call.kind) == (303, "call.logged")
    assert f"{call.occurred_at.astimezone(UTC):%H:%M}" == happened


def test_a_search_says_that_it_shows_the_first_of_many(cast):
    for number in range(20):
        meet(name=f"Thorn {number}")
    client, said = signed_in(cast.noor), "These are the first 20; one word more narrows it down."

    twenty = client.get("/search/?q=thorn").text
    meet(name="Thorn again")
    page = client.get("/search/?q=thorn").text

    assert (twenty.count('class="found__link"'), said in twenty) == (20, False)
    assert (page.count('class="found__link"'), said in page) == (20, True)


def test_a_demo_is_called_one_where_it_is_told(cast):
    sara = meet(name="Sara Lind")
    for is_demo in (True, False):
        logging.log_meeting(about=About(contact_id=sara), by=cast.ada, at=MORNING, is_demo=is_demo)

    page = words(signed_in(cast.ada).get(f"/contacts/{sara}/"))

    assert "Demo (online)" in page
    assert "Met (online)" in page


def test_whoever_sets_a_task_reads_of_a_task(cast):
    page = signed_in(cast.ada).get("/log/?kind=task").text

    assert '<span class="says-task">Set a task</span></h1>' in page
    assert '<span class="says-task">Set the task</span>' in page
