"""Every request passes the edge: who asks, whether they may, in which words they are refused."""

import pytest
from django.test import Client
from django.urls import get_resolver

from entente.web.access import ADMINISTRATOR, may, seat
from entente.web.routes import declaration
from entente.web.testing import signed_in, told
from entente.workspace.access import Refused, require
from entente.workspace.rules import Role, Team

pytestmark = pytest.mark.django_db


def test_every_address_says_who_may_open_it():
    undeclared = [
        str(pattern.pattern)
        for included in get_resolver().url_patterns
        for pattern in getattr(included, "url_patterns", [included])
        if declaration(pattern.callback) is None
    ]

    assert undeclared == []


def test_a_stranger_is_sent_to_sign_in_and_back(cast):
    response = Client().get("/me/?tab=2")

    assert (response.status_code, response["Location"]) == (303, "/sign-in/?next=/me/%3Ftab%3D2")


def test_htmx_is_told_to_leave_the_page_when_the_session_is_over(cast):
    response = Client().get("/me/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, "/sign-in/?next=/me/")


def test_the_refused_read_what_it_takes_and_who_can_lift_it(cast):
    response = signed_in(cast.ada).get("/components/")

    assert response.status_code == 403
    assert "This page is for administrators." in response.text
    assert "An administrator can change that under Settings, Members." in response.text


def test_an_administrator_sees_the_component_sheet_and_no_template_asks_the_database(cast):
    response = signed_in(cast.root).get("/components/")

    assert response.status_code == 200
    assert "Components and their states" in response.text
    assert response["Cache-Control"] == "no-store"
    assert "HX-Request" in response["Vary"]


def test_a_method_that_a_page_does_not_take_is_answered_405(cast):
    response = signed_in(cast.ada).get("/me/theme/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "<h1" in response.text


def test_who_asks_as_no_page_does_is_answered_in_plain_words(cast):
    ada = signed_in(cast.ada)
    for response, code, said in (
        (ada.put("/me/"), 405, "This address cannot be used that way. It answers when a page"),
        (ada.delete("/components/"), 403, "This is not open to you. This page is for administrat"),
    ):
        assert (response.status_code, response["Content-Type"][:11]) == (code, "text/plain;")
        assert response.text.startswith(said)


def test_nul_is_refused_at_the_door(cast):
    response = signed_in(cast.ada).get("/search/", {"q": "a\x00b"})

    assert response.status_code == 400
    assert "Nothing was changed" in response.text


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ({"name": "a\x00b"}, "We could not read that"),
        ({"name": "a" * 3_000_000}, "That is more than a form can hold"),
        ({f"n{number}": "1" for number in range(2_100)}, "up to two thousand answers"),
    ],
)
def test_what_no_form_can_hold_is_told_on_a_page_of_the_house(cast, sent, title):
    response = signed_in(cast.ada).post("/deals/new/", sent)

    assert response.status_code == 400
    assert title in response.text and "Nothing was changed" in response.text
    assert "Ada Sells" in response.text and 'href="/deals/"' in response.text


def test_a_form_that_is_no_longer_valid_shows_what_was_written_and_no_secret(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(signed_in(cast.ada).cookies)
    typed = {"text": "She left in spring.", "to": "7", "password1": "correct horse battery"}

    answer = strict.post("/log/", typed)

    assert answer.status_code == 403
    assert told(answer) == (
        "This form is no longer valid It was open for too long, or you signed in again meanwhile. "
        "Nothing was changed. Open the page again and send the form once more. Open the page again "
        "What you wrote It was not kept; copy what you still need She left in spring."
    )


def test_nothing_lives_at_an_unknown_address(cast):
    outside = Client().get("/nowhere/")
    page = signed_in(cast.ada).get("/nowhere/").text

    assert (outside.status_code, "/search/" in outside.text) == (404, False)
    assert 'was deleted. <a href="/search/">Search</a> finds what is left.' in page
    assert "There is nothing at this address" in page and "Ada Sells" in page


def test_a_refusal_calls_things_as_the_pages_do(cast):
    for record, one in (("handoff", "a hand-over"), ("accord", "the accord"), ("deal", "a deal")):
        with pytest.raises(Refused, match=f"^Your seat does not let you change {one}\\."):
            require(viewer=cast.eve, record=record, action="change")
    assert "does not let you see hand-overs." in may(record="handoff").why


def test_policies_admit_by_seat_and_by_reach(cast):
    assert [ADMINISTRATOR.admits(who) for who in (cast.root, cast.noor, cast.eve)] == [
        True,
        False,
        False,
    ]
    assert [seat(team=Team.SALES).admits(who) for who in (cast.ada, cast.milan, cast.eve)] == [
        True,
        False,
        False,
    ]
    assert [seat(role=Role.HEAD).admits(who) for who in (cast.noor, cast.ada)] == [True, False]
    assert [may(record="contact").admits(who) for who in (cast.ada, cast.eve)] == [True, False]
