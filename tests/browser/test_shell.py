"""The shell: navigation, search, keys, look, notices, mail, settings."""

import pytest

from entente.inbox import operations as inbox
from entente.web.members import letters
from entente.workspace.rules import Role, SeatHeld, Team
from entente.workspace.testing import MORNING


@pytest.fixture
def told(cast):
    """Notices for Ada, mails and an invitation for Rita to look at."""
    for number, title in enumerate(("Sara Lind is yours", "Jonas Weber waits since 09:00")):
        inbox.tell(
            member_id=cast.ada.member_id,
            kind="lead.offered",
            title=title,
            words="Ostgård Dairy, score 86. Asked for a price this morning.",
            url="/me/",
            cause=f"test:{number}",
            at=MORNING,
            by_mail=True,
        )
    seat = SeatHeld(team=Team.MARKETING, role=Role.HEAD)
    letters.invite(
        name="Nadia Berg", email="nadia@example.com", seat=seat, by=cast.root, at=MORNING
    )
    return cast


def test_the_palette_opens_by_key_finds_a_place_and_goes_there(visit, told):
    page = visit(told.root, "/me/")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or do").wait_for()
    page.keyboard.type("sett")
    page.get_by_role("option", name="Settings", selected=True).wait_for()
    page.keyboard.press("Enter")

    page.wait_for_url("**/settings/")


def test_one_escape_closes_the_palette_whatever_is_typed(visit, told):
    page = visit(told.root, "/settings/members/")
    field = page.get_by_role("combobox", name="Search or do")
    page.keyboard.press("Control+k")
    page.keyboard.type("somebody")
    page.get_by_role("option").first.wait_for()

    page.keyboard.press("Escape")
    field.wait_for(state="hidden")
    page.keyboard.press("Control+k")
    page.keyboard.type("invite")

    assert field.input_value() == "invite"
    assert page.url.endswith("/settings/members/")


def test_the_palette_looks_right(look_at, told):
    def opened(page):
        page.keyboard.press("Control+k")
        page.get_by_role("option").first.wait_for()

    look_at(told.root, {"palette": "/settings/members/"}, then=opened)


def test_the_palette_does_what_the_page_can_do(visit, told):
    page = visit(told.root, "/settings/members/")

    page.keyboard.press("Control+k")
    page.keyboard.type("invite")
    page.get_by_role("option", name="Invite somebody", selected=True).wait_for()
    page.keyboard.press("Enter")

    page.wait_for_url("**/invite/")


def test_keys_press_what_the_page_shows_and_only_outside_of_fields(visit, told):
    page = visit(told.root, "/settings/members/")
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keys on this page").wait_for()
    assert "Invite somebody" in page.locator("#keys-list").inner_text()
    page.keyboard.press("Escape")

    page.keyboard.press("i")
    page.wait_for_url("**/invite/")
    page.get_by_label("Name").fill("")
    page.keyboard.type("gi?")
    assert page.get_by_label("Name").input_value() == "gi?"

    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/inbox/")


def test_the_keys_can_be_switched_off(visit, told):
    page = visit(told.root, "/me/")
    page.get_by_role("button", name="Switch the keys off").click()
    page.get_by_role("button", name="Switch the keys on").wait_for()

    page.goto("/settings/members/")
    page.keyboard.press("i")
    page.wait_for_timeout(200)

    assert page.url.endswith("/settings/members/")


def test_the_chosen_light_stays_with_the_member(visit, told):
    page = visit(told.ada, "/me/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != DARK

    page.get_by_role("button", name="Dark").click()
    page.wait_for_load_state()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    other = visit(told.ada, "/inbox/")
    assert other.locator("html").get_attribute("data-theme") == "dark"


DARK = "oklch(0.17 0.007 255)"


def test_a_list_is_walked_by_j_and_k_and_is_one_stop_for_the_tab_key(visit, told):
    page = visit(told.root, "/mail/")
    first, second = page.locator("[data-roving] a").all()[:2]
    first.focus()

    page.keyboard.press("j")
    assert second.evaluate("it => it === document.activeElement")
    page.keyboard.press("k")
    assert first.evaluate("it => it === document.activeElement")
    assert [first.get_attribute("tabindex"), second.get_attribute("tabindex")] == ["0", "-1"]


def test_a_toast_says_what_was_done_and_leaves_but_not_under_the_pointer(visit, told):
    page = visit(told.ada, "/inbox/", apart=True)
    assert page.locator("#count-inbox").inner_text().startswith("2")
    page.clock.install()

    page.get_by_role("button", name="Mark all as read").click()
    toast = page.get_by_text("Marked 2 notices as read")
    toast.wait_for()
    toast.hover()
    page.clock.run_for(20_000)
    assert toast.is_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(9_000)

    assert not toast.is_visible()
    assert page.locator("#count-inbox").inner_text() == ""


def test_everything_is_reachable_by_keyboard_and_focus_is_seen(visit, told):
    page = visit(told.root, "/settings/members/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert (page.evaluate("document.activeElement.closest('main') !== null"), outline) == (
        True,
        "solid",
    )


def test_it_works_without_any_script(visit, told):
    page = visit(told.ada, "/inbox/", java_script_enabled=False)
    page.get_by_role("button", name="Sara Lind is yours").click()
    assert page.url.endswith("/me/")
    page.get_by_role("link", name="Search or do").click()
    page.get_by_role("searchbox").fill("inbox")
    page.get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name="Inbox").click()
    assert page.url.endswith("/inbox/")


def test_htmx_carries_the_token_and_brings_toast_and_counts_along(visit, told):
    page = visit(told.ada, "/inbox/")

    page.evaluate(
        "htmx.ajax('POST', '/inbox/read/', {source: '#main', target: '#alarm', swap: 'innerHTML'})"
    )

    page.get_by_text("Marked 2 notices as read").first.wait_for()


def test_a_server_that_cannot_be_reached_is_said_in_a_sentence(visit, told):
    page = visit(told.ada, "/inbox/", apart=True)
    page.context.set_offline(True)

    page.evaluate("htmx.ajax('GET', '/inbox/', {source: '#main', target: '#main'}).catch(() => {})")

    page.locator(".toast--alarm").get_by_text("We could not reach the server").wait_for()
    page.context.set_offline(False)
