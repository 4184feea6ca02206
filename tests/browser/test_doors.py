"""Coming in: set up, sign in, join, and what a stranger sees."""

import re

import pytest

from entente.kit import clock
from entente.outbox import queries as outbox
from entente.web.members import letters
from entente.workspace import queries as workspace
from entente.workspace import testing
from entente.workspace.rules import Role, SeatHeld, Team
from tests.browser.looks import is_sound


@pytest.fixture
def empty(transactional_db, tmp_path, settings):
    """An instance that nobody has set up."""
    file = tmp_path / "setup-token"
    file.write_text("the-token")
    settings.SETUP_TOKEN_FILE = str(file)
    with clock.frozen(testing.MORNING):
        yield


def test_a_person_sets_up_by_keyboard_and_lands_on_what_to_do_next(visit, empty):
    page = visit(None, "/", timezone_id="Europe/Lisbon")
    assert page.url.endswith("/setup/")
    assert page.get_by_label("Time zone").input_value() == "Europe/Lisbon"

    page.get_by_label("Set-up token").fill("a guess")
    page.keyboard.press("Tab")
    page.keyboard.type("Fennwick")
    page.keyboard.press("Enter")

    summary = page.locator("#errors")
    assert "That is not the token of this instance" in summary.inner_text()
    page.locator("#errors:focus").wait_for()
    assert page.title().startswith("Error: ")
    assert page.get_by_label("Company").input_value() == "Fennwick"
    is_sound(page, name="setup-refused")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_token"
    page.get_by_label("Set-up token").fill("the-token")
    page.get_by_label("Currency").fill("eur")
    page.get_by_label("Your name").fill("Noor Leads")
    page.get_by_label("Your e-mail address").fill("noor@example.com")
    page.get_by_label("A password").fill(testing.PASSWORD)
    page.get_by_label("I head sales").check()
    page.get_by_label("I am the sponsor of both").check()
    page.get_by_role("button", name="Set up and sign in").click()

    assert page.get_by_role("heading", level=1).inner_text() == "What to do next"
    assert workspace.current().timezone.key == "Europe/Lisbon"


def test_a_zone_that_a_browser_calls_by_an_old_name_is_chosen_and_kept_through_an_error(
    visit, empty
):
    page = visit(None, "/setup/", timezone_id="Asia/Kolkata")
    guessed = page.get_by_label("Time zone").input_value()

    page.get_by_role("button", name="Set up and sign in").click()

    page.locator("#errors").wait_for()
    assert guessed in ("Asia/Kolkata", "Asia/Calcutta")
    assert page.get_by_label("Time zone").input_value() == guessed


def test_setting_up_looks_right(look_at, empty):
    look_at(None, {"setup": "/setup/"})


@pytest.mark.parametrize("width", [1440, 390])
def test_a_member_signs_in_wrongly_then_rightly_and_out_again(visit, cast, width):
    page = visit(None, "/me/", width=width)
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("not the right one")
    page.keyboard.press("Enter")
    page.get_by_text("That address and password do not belong together").first.wait_for()
    page.wait_for_load_state()  # its scripts have put the focus where they want it
    assert page.get_by_label("E-mail address").input_value() == "ada@example.com"
    is_sound(page, name="signin-refused")

    page.get_by_label("Password").fill(testing.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ada Sells").wait_for()
    page.get_by_role("button", name="Sign out").click()

    assert page.get_by_role("heading", name="Sign in").is_visible()
    page.goto("/me/")
    assert "/sign-in/" in page.url


def test_an_invited_person_joins(visit, cast):
    seat = SeatHeld(team=Team.SALES, role=Role.MEMBER)
    letters.invite(
        name="Ines Moreau", email="ines@example.com", seat=seat, by=cast.root, at=testing.MORNING
    )
    (mail,) = outbox.mails(viewer=cast.root)
    page = visit(None, re.search(r"/join/\S+", mail.text)[0])
    is_sound(page, name="join")

    page.get_by_label("A password").fill(testing.PASSWORD)
    page.get_by_role("button", name="Join and sign in").click()

    page.goto("/me/")
    assert page.get_by_role("heading", level=1).inner_text() == "Ines Moreau"


def test_the_doors_look_right(look_at, cast):
    look_at(
        None,
        {
            "signin": "/sign-in/",
            "forgotten": "/password/forgotten/",
            "forgotten-sent": "/password/forgotten/sent/",
            "reset-unusable": "/password/new/1-abc/",
            "join-unusable": "/join/nothing/",
            "not-found-stranger": "/nowhere/",
        },
    )
