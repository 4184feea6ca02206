"""The first run: with the token of the console, once, and everything typed but the password is kept."""

import re

import pytest
from django.test import Client

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions as handoff
from entente.kit import clock
from entente.ledger import queries as ledger
from entente.people.testing import meet
from entente.web import starting
from entente.web.parts import Step
from entente.web.setup.choices import zones
from entente.web.testing import signed_in, told
from entente.workspace import queries, testing
from entente.workspace.rules import Role, SeatHeld, Team

pytestmark = pytest.mark.django_db

ANSWERS = {
    "token": "the-token",
    "company": "Fennwick",
    "timezone": "Europe/Paris",
    "currency": "eur",
    "name": "Noor Leads",
    "email": "noor@example.com",
    "password": testing.PASSWORD,
    "seats": ["marketing", "sponsor"],
}


@pytest.fixture(autouse=True)
def token(tmp_path, settings):
    file = tmp_path / "setup-token"
    file.write_text("the-token\n")
    settings.SETUP_TOKEN_FILE = str(file)
    with clock.frozen(testing.MORNING):
        yield file


def test_the_first_person_sets_up_signs_in_and_is_told_what_to_do_next(token):
    client = Client()

    response = client.post("/setup/", ANSWERS)

    assert (response.status_code, response["Location"]) == (303, "/start/")
    assert "What to do next" in client.get("/start/").text
    assert client.get("/me/sessions/").text.count("This one") == 1
    info = queries.current()
    assert (info.name, info.timezone.key, info.currency) == ("Fennwick", "Europe/Paris", "EUR")
    (member,) = queries.members(at=testing.MORNING)
    assert set(member.seats) == {
        SeatHeld(team=Team.SHARED, role=Role.ADMINISTRATOR),
        SeatHeld(team=Team.SHARED, role=Role.SPONSOR),
        SeatHeld(team=Team.MARKETING, role=Role.HEAD),
    }


def test_once_every_step_is_done_the_page_says_so_and_asks_for_nothing(monkeypatch):
    cast = testing.assemble()

    def done(viewer, at):
        return Step(title="Sign the accord", words="Signed.", done=True)

    monkeypatch.setattr(starting, "_steps", {str(one): (one, done) for one in range(4)})

    page = told(signed_in(cast.ada).get("/start/"))

    assert page == (
        "All four are done Leads can be handed over; the revenue room shows how it goes. "
        + " ".join(["Done: Sign the accord Signed."] * 4)
    )


def test_an_empty_instance_sends_everybody_to_set_up():
    assert Client().get("/me/")["Location"] == "/setup/"


def test_a_first_deal_is_opened_right_after(token):
    client = Client()
    client.post("/setup/", ANSWERS)

    empty = client.get("/deals/").text
    response = client.post(
        "/deals/new/", {"name": "Mill", "currency": "EUR", "opened_on": "2026-11-24"}, follow=True
    )

    assert "Discovery" in empty
    assert "Opened Mill" in response.text
    assert "Mill" in client.get("/deals/").text


def test_zones_are_offered_by_the_names_in_use_today_and_others_taken_all_the_same(token):
    offered = re.findall(r'<option value="([^"]*)"', Client().get("/setup/").text)

    assert {"UTC", "Europe/Kyiv", "Asia/Kolkata", "America/Argentina/Salta"} <= set(offered)
    assert not {"Europe/Kiev", "Asia/Calcutta", "Australia/ACT", "America/Knox_IN"} & set(offered)
    assert not [zone for zone in offered if "/" not in zone and zone != "UTC"]
    assert not [zone for zone in offered if zone.startswith("Etc/")]
    browser_says = {**ANSWERS, "timezone": "Asia/Calcutta"}
    assert Client().post("/setup/", browser_says)["Location"] == "/start/"
    assert queries.current().timezone.key == "Asia/Calcutta"


def test_it_works_once_and_the_token_is_gone(token):
    Client().post("/setup/", ANSWERS)

    assert Client().get("/setup/").status_code == 404
    assert Client().post("/setup/", ANSWERS).status_code == 404
    assert not token.exists()


def test_a_wrong_token_opens_nothing_and_keeps_what_was_typed():
    response = Client().post("/setup/", {**ANSWERS, "token": "a guess"})

    assert response.status_code == 422
    assert "That is not the token of this instance" in response.text
    assert 'value="Fennwick"' in response.text and 'value="noor@example.com"' in response.text
    assert "<title>Error: Set up" in response.text
    assert not queries.is_set_up()


def test_without_a_token_file_no_word_fits(settings):
    settings.SETUP_TOKEN_FILE = ""

    assert Client().post("/setup/", {**ANSWERS, "token": ""}).status_code == 422
    assert not queries.is_set_up()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("company", "", "Enter the company&#x27;s name"),
        ("timezone", "Mars/Base", "Select a valid choice"),
        ("currency", "EURO", "Ensure this value has at most 3 characters"),
        ("currency", "xyz", "There is no currency XYZ; enter one in use, like EUR"),
        ("email", "noor", "Enter a valid email address"),
        ("password", "short", "at least 12 characters"),
        ("password", "qwerty123456", "too common"),
        ("seats", ["king"], "Select a valid choice"),
    ],
)
def test_every_answer_that_cannot_be_taken_is_named_beside_its_field_and_on_top(
    field, typed, words
):
    response = Client().post("/setup/", {**ANSWERS, field: typed})

    assert response.status_code == 422
    assert response.text.count(words) == 2
    assert not queries.is_set_up()


def test_the_root_leads_to_the_room_and_a_seller_to_whoever_waits():
    cast = testing.assemble()
    assert led(cast.noor) == led(cast.ada) == led(cast.eve) == "/room/"

    contact = meet(name="Sara Lind")
    move = Move(contact=contact, stage="sql", occurred_at=testing.MORNING, via="hand")
    position = funnel.enter_stage(move=move, at=testing.MORNING)
    handoff.hand_over([ledger.entry(position=position)], testing.MORNING)

    assert (led(cast.noor), led(cast.ada)) == ("/room/", "/queue/")
    assert "What to do next" in signed_in(cast.ada).get("/start/").text


def led(viewer) -> str:
    """Where the root leads this person."""
    return signed_in(viewer).get("/")["Location"]


def test_an_address_with_capitals_opens_the_house_and_every_spelling_of_it_signs_in(token):
    client = Client()

    response = client.post("/setup/", {**ANSWERS, "email": "Noor@Example.com"})

    assert (response.status_code, response["Location"]) == (303, "/start/")
    assert client.get("/start/").status_code == 200
    (member,) = queries.members(at=testing.MORNING)
    assert (member.name, member.email) == ("Noor Leads", "Noor@Example.com")
    spelt = ("Noor@Example.com", "noor@example.com", "NOOR@EXAMPLE.COM", " nOOr@example.Com ")
    assert [came_in(login) for login in spelt] == [(303, "/")] * 4


def came_in(login):
    """Whether that address signs in, and where it leads."""
    response = Client().post("/sign-in/", {"login": login, "password": testing.PASSWORD})
    return response.status_code, response.get("Location")


def test_what_fails_after_the_house_is_opened_leaves_the_page_as_it_was(token, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("the sign-in is broken")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("entente.web.setup.views.enter", broken)
        failed = Client(raise_request_exception=False).post("/setup/", ANSWERS)

    assert failed.status_code == 500
    assert not queries.is_set_up() and token.exists()
    assert Client().post("/setup/", ANSWERS)["Location"] == "/start/"
    assert not token.exists()


def test_a_password_is_never_sent_back_and_is_asked_for_again_beside_its_field():
    typed = {**ANSWERS, "currency": "xyz"}

    first = Client().get("/setup/")
    refused = Client().post("/setup/", typed)
    short = Client().post("/setup/", {**typed, "password": "short"})

    assert testing.PASSWORD not in refused.text
    assert "Type the password again. Twelve characters or more." in told(refused)
    assert ["Type the password again" in told(one) for one in (first, short)] == [False, False]


def test_zones_are_spelt_as_people_write_them():
    offered = dict(pair for _, pairs in zones() for pair in pairs)

    assert {name: offered[name] for name in ODD} == ODD


ODD = {
    "Antarctica/DumontDUrville": "Dumont d’Urville",
    "America/Port-au-Prince": "Port-au-Prince",
    "America/New_York": "New York",
    "America/North_Dakota/Center": "North Dakota, Center",
}
