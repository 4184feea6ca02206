"""Signing in: the right words, the same words for all wrong ones, and no way around."""

import re

import pytest
from django.conf import settings
from django.test import Client

from entente.outbox import queries as outbox
from entente.web.testing import signed_in
from entente.workspace import operations, testing
from entente.workspace.rules import Role, SeatHeld, Team

pytestmark = pytest.mark.django_db
RIGHT = {"login": "ada@example.com", "password": testing.PASSWORD}


def reset_link(cast) -> str:
    (mail,) = outbox.mails(viewer=cast.root, limit=1)
    return re.search(re.escape(settings.BASE_URL) + r"(/password/new/\S+)", mail.text).group(1)


def test_a_member_signs_in_with_address_and_password_and_gets_where_they_were_going(cast):
    response = Client().post("/sign-in/?next=/me/", {**RIGHT, "next": "/me/"})

    assert (response.status_code, response["Location"]) == (303, "/me/")


def test_unknown_address_and_wrong_password_read_the_same(cast):
    wrong = Client().post("/sign-in/", {**RIGHT, "password": "not this one at all"})
    unknown = Client().post("/sign-in/", {**RIGHT, "login": "nobody@example.com"})

    def words(response):
        return re.sub(r'(value|content)="[^"]*"', "", response.text)

    assert wrong.status_code == unknown.status_code == 422
    assert "That address and password do not belong together" in wrong.text
    assert words(wrong) == words(unknown)


def test_an_empty_answer_is_asked_for_by_its_name(cast):
    response = Client().post("/sign-in/", {"login": "", "password": ""})

    assert response.status_code == 422
    assert "Enter your e-mail address" in response.text
    assert "Enter your password" in response.text


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(cast):
    client = Client()
    for _ in range(5):
        client.post("/sign-in/", {**RIGHT, "password": "not this one at all"})

    response = client.post("/sign-in/", RIGHT, headers={"X-Forwarded-For": "203.0.113.7"})

    assert response.status_code == 422
    assert "Too many tries" in response.text


def test_who_left_cannot_sign_in(cast):
    operations.deactivate_member(member_id=cast.ada.member_id, by=cast.root, at=testing.MORNING)

    response = Client().post("/sign-in/", RIGHT, follow=True)

    assert "This account is closed" in response.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:evil",
        "/%5cevil.example",
        "\t//evil.example",
    ],
)
def test_signing_in_never_leads_off_this_site(cast, target):
    response = Client().post("/sign-in/", {**RIGHT, "next": target})

    assert response.status_code == 303
    assert response["Location"] in ("/", target) and not re.match(
        r"^(\w+:|//|/\\|\s)", response["Location"]
    )


def test_a_forgotten_password_is_set_anew_by_the_mailed_link_once(cast):
    old = signed_in(cast.ada)
    assert (
        Client().post("/password/forgotten/", {"email": "ada@example.com"})["Location"]
        == "/password/forgotten/sent/"
    )
    link, client = reset_link(cast), Client()

    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    new = "three quiet words here"
    response = client.post(where, {"password1": new, "password2": new})

    assert response.status_code == 303
    assert Client().post("/sign-in/", {**RIGHT, "password": new})["Location"] == "/"
    assert "This link no longer works" in Client().get(link, follow=True).text
    assert old.get("/me/").status_code == 303, "a session of the old password outlived it"


def test_the_reset_page_answers_the_same_for_unknown_addresses(cast):
    known = Client().post("/password/forgotten/", {"email": "ada@example.com"}, follow=True)
    unknown = Client().post("/password/forgotten/", {"email": "nobody@example.com"}, follow=True)

    assert known.text == unknown.text
    assert "If that address belongs to a member" in known.text


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL"])
def test_mailed_links_never_come_from_what_a_visitor_says(cast, header):
    Client().post(
        "/password/forgotten/", {"email": "ada@example.com"}, headers={header: "evil.example"}
    )

    (mail,) = outbox.mails(viewer=cast.root, limit=1)
    assert "evil" not in mail.text
    assert f"{settings.BASE_URL}/password/new/" in mail.text


def test_a_foreign_host_header_is_refused(cast):
    assert Client().get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400


def test_changing_the_password_ends_every_session_and_tells_by_mail(cast):
    ada, elsewhere = signed_in(cast.ada), signed_in(cast.ada)
    new = "three quiet words here"

    response = ada.post(
        "/me/password/",
        {"oldpassword": testing.PASSWORD, "password1": new, "password2": new},
    )

    assert (response.status_code, response["Location"]) == (303, "/sign-in/")
    assert [client.get("/me/").status_code for client in (ada, elsewhere)] == [303, 303]
    (mail,) = outbox.mails(viewer=cast.root, limit=1)
    assert (mail.to, mail.subject) == ("ada@example.com", "Your password was changed")


def test_all_other_browsers_can_be_signed_out(cast):
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/sign-in/", RIGHT)
    assert "You are signed in in 2 browsers" in here.get("/me/sessions/").text

    here.post("/me/sessions/")

    assert [here.get("/me/").status_code, there.get("/me/").status_code] == [200, 303]


@pytest.mark.parametrize(
    "path",
    ["/signup/", "/sign-up/", "/accounts/signup/", "/accounts/login/", "/email/", "/me/email/"],
)
def test_nobody_signs_up_by_themselves_and_no_other_door_is_open(cast, path):
    assert Client().get(path).status_code == 404


def sara(cast):
    """A member whose address was typed with capitals."""
    return operations.add_member(
        name="Sara Kurz",
        email="Sara.Kurz@Example.com",
        password=testing.PASSWORD,
        seats=[SeatHeld(team=Team.SALES, role=Role.MEMBER)],
        at=testing.MORNING,
    )


SPELT = (
    *("Sara.Kurz@Example.com", "sara.kurz@example.com", "SARA.KURZ@EXAMPLE.COM"),
    *("\u017fara.kurz@example.com", "sara.\u212aurz@example.com"),  # long s, Kelvin
)


@pytest.mark.parametrize("login", SPELT)
def test_every_spelling_of_an_address_signs_the_same_member_in(cast, login):
    sara(cast)
    client = Client()

    response = client.post("/sign-in/", {"login": login, "password": testing.PASSWORD})

    assert (response.status_code, response["Location"]) == (303, "/")
    assert "Sara Kurz" in client.get("/me/").text


@pytest.mark.parametrize("typed", SPELT)
def test_a_forgotten_password_is_mailed_to_the_address_as_it_is_kept(cast, typed):
    sara(cast)

    Client().post("/password/forgotten/", {"email": typed})

    (mail,) = outbox.mails(viewer=cast.root, limit=1)
    assert (mail.to, mail.subject) == ("Sara.Kurz@Example.com", "Set a new password")
    client, new = Client(), "three quiet words here"
    where = client.get(reset_link(cast), follow=True).redirect_chain[-1][0]
    assert client.post(where, {"password1": new, "password2": new}).status_code == 303
    again = Client().post("/sign-in/", {"login": typed, "password": new})
    assert (again.status_code, again["Location"]) == (303, "/")


def test_who_left_is_mailed_no_link_however_their_address_is_spelt(cast):
    member_id = sara(cast)
    operations.deactivate_member(member_id=member_id, by=cast.root, at=testing.MORNING)

    Client().post("/password/forgotten/", {"email": "SARA.kurz@example.com"})

    (mail,) = outbox.mails(viewer=cast.root, limit=1)
    assert (mail.to, "/password/new/" in mail.text) == ("sara.kurz@example.com", False)


def test_another_spelling_of_an_address_gives_no_further_tries(cast):
    sara(cast)
    client = Client()
    for login in SPELT:
        client.post("/sign-in/", {"login": login, "password": "not this one at all"})

    right = {"login": "sara.kurz@example.com", "password": testing.PASSWORD}

    assert "Too many tries" in client.post("/sign-in/", right).text
