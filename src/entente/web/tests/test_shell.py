"""What surrounds the pages: look, keys, sessions that end, toasts, navigation, search."""

from datetime import timedelta

import pytest
from django.test import Client

from entente.kit import clock
from entente.web import finding, navigation
from entente.web.finding import Hit
from entente.web.navigation import Waiting
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def test_the_look_is_kept_with_the_member_and_sends_them_back(cast):
    ada = signed_in(cast.ada)

    response = ada.post("/me/theme/", {"theme": "dark", "next": "/inbox/?after=3"})

    assert (response.status_code, response["Location"]) == (303, "/inbox/?after=3")
    assert 'data-theme="dark"' in signed_in(cast.ada).get("/inbox/").text
    ada.post("/me/theme/", {"theme": "purple"})
    assert "data-theme" not in signed_in(cast.ada).get("/inbox/").text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_sending_back_never_leads_off_this_site(cast, back):
    response = signed_in(cast.ada).post("/me/theme/", {"theme": "dark", "next": back})

    assert response["Location"] == "/me/"


def test_a_day_without_a_page_ends_the_session_and_so_do_fourteen_days_of_use(cast):
    ada = signed_in(cast.ada)
    with clock.frozen(MORNING):
        assert ada.get("/me/").status_code == 200
    with clock.frozen(MORNING + timedelta(hours=7)):
        assert ada.get("/me/").status_code == 200
    with clock.frozen(MORNING + timedelta(hours=15, minutes=1)):
        assert ada.get("/me/").status_code == 303

    busy, at = signed_in(cast.ada), MORNING
    while at <= MORNING + timedelta(days=14):
        with clock.frozen(at):
            assert busy.get("/me/").status_code == 200
        at += timedelta(hours=7)
    with clock.frozen(at):
        assert busy.get("/me/").status_code == 303


def test_a_stranger_on_a_page_without_a_form_gets_no_cookie(cast):
    assert Client().get("/nowhere/").cookies == {}


def test_an_entry_of_the_navigation_shows_only_to_whom_it_opens(cast):
    assert "Settings" in signed_in(cast.root).get("/me/").text
    assert "Settings" not in signed_in(cast.ada).get("/me/").text.split("<main")[0]


def test_what_waits_is_counted_in_the_navigation(cast, monkeypatch):
    monkeypatch.setitem(
        navigation._counts,
        "inbox",
        lambda viewer, at: Waiting(number=6, late=True, words="waiting"),
    )

    text = signed_in(cast.ada).get("/me/").text

    assert (
        '<span class="nav__count nav__count--late" id="count-inbox">6<span class="sr"> waiting'
        in text
    )


def test_search_asks_every_finder_and_shows_nothing_of_words_that_are_markup(cast, monkeypatch):
    def people(*, viewer, words, at, limit):
        yield Hit(title=f"{words} <b>", url="/people/1/", note="Ostgård Dairy", kind="person")

    monkeypatch.setattr(finding, "_finders", [("People", people)])
    ada = signed_in(cast.ada)

    page = ada.get("/search/", {"q": "  sara   lind "}).text
    options = ada.get("/search/options/", {"q": "sara"}, headers={"HX-Request": "true"}).text

    assert "sara lind &lt;b&gt;" in page and "<html" in page
    assert 'role="option"' in options and "<html" not in options
    assert "<script>" not in ada.get("/search/", {"q": "<script>alert(1)</script>"}).text


def test_a_form_from_another_site_is_refused_in_our_words(cast):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/sign-in/", {"login": "ada@example.com", "password": "x"})

    assert response.status_code == 403
    assert "This form is no longer valid" in response.text


def test_our_own_failure_is_said_plainly_and_without_the_database(
    client, settings, cast, monkeypatch
):
    def broken(*args, **kwargs):
        raise RuntimeError("secret details")

    monkeypatch.setattr("entente.web.shell.pages.me", broken)
    client = signed_in(cast.ada)
    client.raise_request_exception = False

    response = client.get("/me/")

    assert response.status_code == 500
    assert "The fault is ours" in response.text and "secret" not in response.text
