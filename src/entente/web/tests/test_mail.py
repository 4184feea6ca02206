"""Outgoing mail can be read by those who run the house; notices by those who were told."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from entente.inbox import operations as inbox
from entente.outbox.models import Mail
from entente.outbox.operations import queue_mail
from entente.outbox.rules import State
from entente.web.mail import pages
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def mail(**changes) -> int:
    values = {
        "cause": "t:1",
        "to": "ada@example.com",
        "subject": "Hello <b>",
        "text": "x",
        "at": MORNING,
    }
    return queue_mail(**{**values, **changes})


def test_caught_mail_is_listed_and_its_own_links_can_be_followed(cast):
    mail_id = mail(text="Join:\nhttp://127.0.0.1:8400/join/abc/\nhttps://evil.example/x <script>")
    root = signed_in(cast.root)

    listed, read = root.get("/mail/").text, root.get(f"/mail/{mail_id}/").text

    assert "1 mail caught; nothing leaves this machine" in listed
    assert "Hello &lt;b&gt;" in listed
    assert '<a href="http://127.0.0.1:8400/join/abc/">' in read
    assert "https://evil.example/x &lt;script&gt;" in read and 'href="https://evil' not in read


def test_what_was_written_last_stands_first_whichever_was_put_down_first(cast, monkeypatch):
    monkeypatch.setattr(pages, "A_PAGE", 2)
    for subject, hour in (("Second", 1), ("First", 2), ("Fourth", -1), ("Third", 0)):
        mail(cause=f"t:{subject}", subject=subject, at=MORNING + timedelta(hours=hour))
    root = signed_in(cast.root)

    def subjects(address: str) -> list[str]:
        return re.findall(r'href="/mail/\d+/">(\w+)', root.get(address).text)

    after = re.search(r'href="(\?after=\d+)', root.get("/mail/").text)

    assert subjects("/mail/") == ["First", "Second"]
    assert subjects(f"/mail/{after[1]}") == ["Third", "Fourth"]


@pytest.mark.parametrize(
    ("name", "parts"), [("join", ["abc"]), ("account_reset_password_from_key", ["2", "d3a-71"])]
)
def test_where_mail_leaves_a_way_in_is_for_its_reader_alone(cast, settings, name, parts):
    path = reverse(name, args=parts)
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    mail_id = mail(text=f"Come in:\nhttp://127.0.0.1:8400{path}\nhttp://127.0.0.1:8400/queue/")

    read = signed_in(cast.root).get(f"/mail/{mail_id}/").text

    assert path not in read
    assert "Come in:\n(a link that its reader alone sees)\n" in read
    assert '<a href="http://127.0.0.1:8400/queue/">' in read


@pytest.mark.parametrize("server", ["", "smtp://127.0.0.1:1"])
def test_the_page_of_mail_has_one_name_with_a_mail_server_and_without(cast, settings, server):
    settings.SMTP_URL = server
    mail_id = mail()
    root = signed_in(cast.root)

    led_from = root.get("/settings/" if server else "/room/").text
    listed, read = root.get("/mail/").text, root.get(f"/mail/{mail_id}/").text

    assert re.search(r'<a[^>]*href="/mail/"[^>]*>.*?Outgoing mail', led_from, re.DOTALL)
    assert "<title>Outgoing mail" in listed and "Outgoing mail</span>" in listed
    assert "‹ Outgoing mail</a>" in read
    assert "Mail caught" not in led_from + listed + read


def test_a_held_mail_goes_again_on_an_administrators_word(cast, settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    mail_id = mail()
    Mail.objects.update(state=State.UNCERTAIN, reply="No answer after the final dot")
    root = signed_in(cast.root)

    assert "We cannot know" in root.get(f"/mail/{mail_id}/").text
    assert "Of 1 we cannot know, so they are held." in root.get("/mail/").text
    assert root.post(f"/mail/{mail_id}/again/").status_code == 303
    assert Mail.objects.get().state == State.QUEUED


def test_unknown_mail_and_odd_cursors_are_answered_calmly(cast):
    root = signed_in(cast.root)

    assert root.get("/mail/999999/").status_code == 404
    for odd in ("x", "-1", "9" * 30, "٣"):
        assert root.get("/mail/", {"after": odd}).status_code == 200


def test_the_inbox_shows_what_is_new_and_opening_it_takes_note_and_leads_there(cast):
    inbox.tell(
        member_id=cast.ada.member_id,
        kind="k",
        title="Sara Lind is yours",
        url="/me/",
        cause="c",
        at=MORNING,
    )
    ada = signed_in(cast.ada)
    page = ada.get("/inbox/").text
    notice = page.split('action="/inbox/')[2].split("/")[0]

    assert "1 notice is new" in page
    assert signed_in(cast.milan).post(f"/inbox/{notice}/").status_code == 404
    assert ada.get(f"/inbox/{notice}/").status_code == 405
    assert ada.post(f"/inbox/{notice}/")["Location"] == "/me/"
    assert "You have read everything" in ada.get("/inbox/").text


def test_lists_take_the_same_number_of_queries_whatever_they_hold(
    cast, django_assert_max_num_queries
):
    ada, root = signed_in(cast.ada), signed_in(cast.root)
    counts = []
    for size in (1, 3, 30):
        for n in range(size):
            mail(cause=f"{size}:{n}")
            inbox.tell(
                member_id=cast.ada.member_id, kind="k", title="t", cause=f"{size}:{n}", at=MORNING
            )
        # Thirteen for each page, and a first look.
        with django_assert_max_num_queries(40) as captured:
            ada.get("/inbox/"), root.get("/mail/"), root.get("/settings/members/")
        counts.append(len(captured))
    assert len(set(counts[1:])) == 1, counts
