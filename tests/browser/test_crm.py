"""People, companies, deals: how they look, by keyboard, by drag, and without any script."""

import re

import pytest

from entente.kit import clock
from entente.people.queries.contacts import contact
from entente.pipeline.queries.deals import deal
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble
from tests.browser.keeping import kept
from tests.browser.looks import is_sound
from tests.browser.town import furnish


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker):
    """The cast and their town, written once, and what puts their rows back."""
    with django_db_blocker.unblock(), clock.frozen(MORNING):
        cast = assemble()
        town = furnish(cast)
        with kept() as put_back:
            yield cast, town, put_back


@pytest.fixture
def cast(transactional_db, furnished):
    cast, _, put_back = furnished
    put_back()
    with clock.frozen(MORNING):
        yield cast


@pytest.fixture
def town(cast, furnished):
    return furnished[1]


def test_what_opens_over_a_list_looks_right(look_at, cast, town):
    def a_filter_is_added(page):
        page.locator("summary.filter--add").click()
        page.get_by_label("Filter by").wait_for()

    def columns_are_chosen(page):
        page.locator(".list__columns summary").click()
        page.get_by_role("button", name="Show these").wait_for()

    look_at(cast.ada, {"contacts-filter": "/contacts/"}, then=a_filter_is_added)
    look_at(cast.ada, {"contacts-columns": "/contacts/"}, then=columns_are_chosen)


def test_a_card_is_moved_by_keyboard_alone_and_put_back_by_z(visit, cast, town):
    page = visit(cast.noor, "/deals/")
    first = page.locator("[data-stage]").first.locator("[data-roving-item]").first
    name = first.inner_text()
    first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Proposal"
    page.keyboard.press("Enter")

    toast = page.get_by_text(re.compile(r"Moved .* to Proposal"))
    toast.wait_for()
    assert page.locator("[data-stage]").nth(2).get_by_role("link", name=name).count() == 1
    page.wait_for_load_state()  # keys are bound once the page's scripts have run
    page.locator("h1").click()
    page.keyboard.press("z")
    page.get_by_text(re.compile("is back in Discovery")).wait_for()


def test_a_toast_with_a_long_word_stays_in_a_narrow_window(visit, cast, town):
    page = visit(cast.ada, "/companies/new/", width=390)

    page.get_by_label("Name").fill(
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    )
    page.get_by_role("button", name="Add this company").click()
    page.locator(".toast").wait_for()

    is_sound(page, name="long-toast")


def test_on_a_phone_every_line_of_a_table_of_the_accord_begins_at_its_edge(visit, cast, town):
    page = visit(cast.ada, "/accord/lead-definition/1/", width=390)

    begins = page.locator(".accord-text .table--rows tbody tr").evaluate_all(
        """(rows) => rows.flatMap((row) => {
          const lines = new Map();
          for (const cell of row.children) {
            const { left, top, width } = cell.getBoundingClientRect();
            const begin = left + parseFloat(getComputedStyle(cell).paddingInlineStart);
            if (width) lines.set(Math.round(top / 9), Math.min(begin, lines.get(Math.round(top / 9)) ?? begin));
          }
          return [...lines.values()].map((left) => left - row.getBoundingClientRect().left);
        })"""
    )

    assert len(begins) > 6
    assert max(begins) < 1


def test_arrows_walk_sideways_over_the_board_and_it_is_one_stop_for_tab(visit, cast, town):
    page = visit(cast.noor, "/deals/")
    columns = page.locator("[data-stage]")
    columns.first.locator("[data-roving-item]").first.focus()

    page.keyboard.press("ArrowRight")

    assert page.evaluate(
        "document.activeElement.closest('[data-stage]') === document.querySelectorAll('[data-stage]')[1]"
    )
    reachable = page.locator("[data-roving-item][tabindex='0']").count()
    assert reachable == 1


def test_a_card_is_dragged_to_another_column(visit, cast, town):
    page = visit(cast.noor, "/deals/")
    card = page.locator(f"[data-deal='{town.deals[0]}']")

    card.drag_to(page.locator("[data-stage]").nth(1))

    page.get_by_text("Moved Line monitoring to Solution").wait_for()
    assert deal(viewer=SYSTEM, deal_id=town.deals[0]).stage == "Solution"


def test_a_field_is_edited_where_it_stands(visit, cast, town):
    sara = town.people[0]
    page = visit(cast.ada, f"/contacts/{sara}/")
    title = page.locator("dd").filter(has_text="Maintenance manager")

    title.get_by_role("link").click()
    page.locator("input[name=value]:focus").wait_for()
    page.keyboard.type("Plant director")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Maintenance manager").wait_for()
    page.get_by_role("link", name="Maintenance manager").click()
    page.locator("input[name=value]:focus").wait_for()
    page.keyboard.type("Plant director")
    page.keyboard.press("Enter")

    page.get_by_text("Was Maintenance manager").wait_for()
    assert contact(viewer=SYSTEM, contact_id=sara).values["job_title"] == "Plant director"
    is_sound(page, name="contact-edited")
    page.locator(".edit__was").get_by_role("button", name="Undo").click()
    page.get_by_text("is Maintenance manager again").wait_for()


def test_leaving_a_field_saves_it_and_a_refused_value_stays(visit, cast, town):
    sara = town.people[0]
    page = visit(cast.ada, f"/contacts/{sara}/")

    page.get_by_role("link", name=re.compile("sara@ostgard.example")).first.click()
    page.get_by_label("E-mail").fill("not an address")
    page.keyboard.press("Tab")

    page.get_by_text("Enter an e-mail address, like ada@example.com").wait_for()
    assert page.get_by_label("E-mail").input_value() == "not an address"
    is_sound(page, name="contact-edit-refused")
    page.get_by_label("E-mail").fill("lind@ostgard.example")
    page.locator("h1").click()
    page.get_by_text("Was sara@ostgard.example").wait_for()


def test_a_call_is_logged_from_a_contact_by_keyboard_and_one_is_back_there(visit, cast, town):
    page = visit(cast.ada, f"/contacts/{town.people[3]}/")

    page.keyboard.press("l")
    page.wait_for_url("**/log/**")
    page.get_by_label("Voicemail").check()
    page.get_by_label("What was said").fill("Rings on Thursday")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Log it").click()

    page.get_by_text("Logged a call with Priya Nair").wait_for()
    assert f"/contacts/{town.people[3]}" in page.url
    page.get_by_text("Rings on Thursday").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Took the log back").wait_for()


def test_whom_a_log_is_about_is_suggested_while_writing(visit, cast, town):
    page = visit(cast.ada, "/log/?kind=note")

    page.get_by_label("With whom, or about what").press_sequentially("sara")
    page.get_by_role("option", name=re.compile("Sara Lind")).wait_for()
    page.keyboard.press("Enter")
    assert page.get_by_label("With whom, or about what").input_value() == "Sara Lind"
    page.get_by_label("What was said").fill("Met at the fair")
    page.get_by_role("button", name="Log it").click()

    page.get_by_text("Wrote a note on Sara Lind").wait_for()


def test_the_palette_finds_a_person_and_goes_there(visit, cast, town):
    page = visit(cast.ada, "/tasks/")

    page.keyboard.press("Control+k")
    page.keyboard.type("sara li")
    page.get_by_role("option", name=re.compile("Sara Lind"), selected=True).wait_for()
    page.keyboard.press("Enter")

    page.wait_for_url("**-sara-lind/")


def test_a_filter_is_added_step_by_step_and_left_out_again(visit, cast, town):
    page = visit(cast.ada, "/contacts/")

    page.keyboard.press("f")
    page.get_by_label("Filter by").wait_for()
    page.get_by_label("Filter by").select_option(label="Country")
    page.get_by_label("How").wait_for()
    page.get_by_label("Value").fill("Sweden")
    page.get_by_role("button", name="Add this filter").click()

    page.get_by_role("heading", name="2 contacts").wait_for()
    page.get_by_role("link", name=re.compile("Country is")).click()
    page.get_by_role("heading", name="9 contacts").wait_for()


def test_a_filter_that_does_not_read_stays_in_its_box(visit, cast, town):
    page = visit(cast.ada, "/contacts/")
    page.keyboard.press("f")
    page.get_by_label("Or write it").fill('contry is "Sweden"')

    page.get_by_role("button", name="List what meets this").click()

    page.get_by_text("Did you mean").first.wait_for()
    assert page.get_by_label("Or write it").input_value() == 'contry is "Sweden"'


def test_ticked_rows_get_another_owner_and_the_bar_says_how_many(visit, cast, town):
    page = visit(cast.ada, "/contacts/")

    page.get_by_label("Tick Sara Lind").check()
    page.get_by_label("Tick Per Ek").check()
    page.get_by_text("2 ticked").wait_for()
    is_sound(page, name="contacts-ticked")
    page.get_by_label("New owner").select_option(label="Milan Markets")
    page.get_by_role("button", name="Give to this owner").click()

    page.get_by_text("Gave 2 contacts to Milan Markets").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Gave 2 contacts back").wait_for()


def test_all_of_it_works_without_any_script(visit, cast, town):
    page = visit(cast.noor, "/contacts/", java_script_enabled=False)
    page.get_by_text("Filter", exact=False).first.click()
    page.get_by_role("link", name="Choose what to filter by").click()
    page.get_by_label("Filter by").select_option(label="Owner")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add this filter").click()
    page.get_by_role("link", name="Sara Lind").click()
    page.get_by_role("link", name=re.compile("Maintenance manager")).click()
    page.get_by_label("Job title").fill("Boss")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed job title of Sara Lind").wait_for()

    page.goto("/deals/")
    card = page.locator("article").filter(has_text="Line monitoring")
    card.hover()
    card.locator("summary").click()
    card.get_by_role("button", name="Commit").click()
    page.get_by_text("Moved Line monitoring to Commit").wait_for()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_daily_round_on_a_phone_and_at_a_desk(visit, cast, town, width):
    page = visit(cast.ada, "/deals/", width=width)
    page.get_by_role("link", name="Panrico Porto").click()
    page.get_by_role("button", name="Commit").click()
    page.get_by_text("Moved Two bakeries to Commit").wait_for()
    page.get_by_role("link", name=re.compile("^Log")).last.click()
    page.get_by_label("We spoke").check()
    page.get_by_role("button", name="Log it").click()
    page.get_by_text("Logged a call with Two bakeries").wait_for()

    assert deal(viewer=SYSTEM, deal_id=town.deals[3]).stage == "Commit"


@pytest.mark.parametrize(("width", "besides"), [(1440, True), (390, False)])
def test_whom_a_task_is_about_stands_apart_from_what_it_is(visit, cast, town, width, besides):
    page = visit(cast.ada, "/tasks/", width=width)

    tasks = page.locator(".todo__what").all()
    pairs = [[link.bounding_box() for link in one.get_by_role("link").all()] for one in tasks]

    assert [len(pair) for pair in pairs] == [2, 2]
    if besides:
        assert all(about["x"] - what["x"] - what["width"] > 15 for what, about in pairs)
    else:
        assert all(about["y"] >= what["y"] + what["height"] for what, about in pairs)
        assert all(about["x"] == what["x"] for what, about in pairs)
    is_sound(page)


def test_a_task_is_ticked_off_with_a_thumb(visit, cast, town):
    page = visit(cast.ada, "/tasks/", width=390)

    tick = page.locator(".todo__tick").first.bounding_box()

    assert (tick["width"], tick["height"]) == (44, 44)
    assert tick["x"] >= 0
