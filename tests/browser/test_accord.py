"""Signing a document, from a starter to in force, and how the pages of the accord look."""

import pytest
from playwright.sync_api import Locator, Page, expect

from entente.agreements import offers, queries
from entente.agreements.operations import drafting
from entente.agreements.testing import HOUSE, agree
from entente.agreements.tests.stories import three_heads
from entente.workspace.testing import MORNING
from tests.browser.looks import is_sound

SOUP = {"hours": 8, "tea": "1200", "cooks": [{"name": "Ada", "dish": "soup"}]}


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE, *offers.kinds()):
        yield


@pytest.fixture
def under_way(cast):
    """House rules in force, a second version proposed."""
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING, baseline=True)
    drafting.save_draft(
        kind="house_rules",
        content={**SOUP, "hours": 9, "share": "0.65", "notice": "Wash up."},
        from_day=MORNING.date(),
        review="monthly",
        by=cast.noor,
        at=MORNING,
    )
    drafting.propose(kind="house_rules", by=cast.noor, at=MORNING)


def test_the_pages_look_right(look_at, cast, under_way):
    look_at(
        cast.noor,
        {
            "accord": "/accord/",
            "accord-document": "/accord/house-rules/",
            "accord-version": "/accord/house-rules/2/",
            "accord-print": "/accord/house-rules/2/?print=1",
            "accord-draft": "/accord/house-rules/draft/?from=2",
            "accord-begin": "/accord/funnel/draft/",
            "accord-first": "/accord/first/",
            "glossary": "/glossary/",
        },
    )


def test_a_document_goes_from_a_starter_to_in_force(visit, cast):
    page = visit(cast.noor, "/accord/house-rules/draft/?starter=a-small-house")

    page.get_by_role("button", name="Add a cook").click()
    page.locator('[name="cooks.1.name"]').fill("Milan")
    page.locator('[name="cooks.1.dish"]').fill("rice")
    page.get_by_role("button", name="Move Cook 2 up").click()
    expect(page.locator('[name="cooks.0.name"]')).to_have_value("Milan")
    page.get_by_role("button", name="Save and propose").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "House rules, version 1, waits for all three signatures"
    )
    page.get_by_role("button", name="Sign for these seats").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("House rules, version 1, is in force")
    expect(page.get_by_role("status")).to_contain_text(
        "Signed version 1. All three have: in force from 24 November."
    )
    expect(page.locator(".accord-text")).to_contain_text("Milan cooks rice.")


# A ring of two pixels around what has the focus, or around the row that it stands for.
RINGED = """
(it) => [it, it.closest("li"), it.closest("label")].some((one) => one &&
  getComputedStyle(one).outlineStyle === "solid" && getComputedStyle(one).outlineWidth === "2px")
"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus, which has to be seen there."""
    found = target.element_handle()
    for _ in range(120):
        if found.evaluate("(it) => it === document.activeElement"):
            assert found.evaluate(RINGED), f"{target} has the focus and nobody sees it"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def follow(page: Page, target: Locator) -> None:
    """Press what opens a page, and wait until its scripts have put the focus where they want it."""
    with page.expect_navigation():
        press(page, target)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_document_is_drafted_proposed_and_signed_by_three_with_the_keyboard_alone(
    visit, cast, width
):
    mia, sam, sue = three_heads()
    page = visit(mia, "/accord/house-rules/", width=width)
    heading = page.get_by_role("heading", level=1)

    follow(page, page.get_by_role("link", name="Choose where to begin"))
    follow(page, page.get_by_role("link", name="A small house"))
    tab_to(page, page.get_by_label("Hours a day"))
    page.keyboard.press("Control+a")
    page.keyboard.type("25")
    follow(page, page.get_by_role("button", name="Save and propose"))
    expect(page.locator("#errors")).to_contain_text("Hours a day")
    expect(page.get_by_label("Hours a day")).to_have_value("25")
    is_sound(page, name="accord-keys-refused")
    press(page, page.locator("#errors a"))
    page.keyboard.press("Control+a")
    page.keyboard.type("9")
    follow(page, page.get_by_role("button", name="Save and propose"))
    expect(heading).to_have_text("House rules, version 1, waits for all three signatures")

    for signer, seat, after in (
        (mia, "head of marketing", "waits for the head of sales and the sponsor"),
        (sam, "head of sales", "waits for the sponsor"),
        (sue, "sponsor", "is in force"),
    ):
        page = visit(signer, "/accord/house-rules/1/", width=width)
        heading = page.get_by_role("heading", level=1)
        is_sound(page, name=f"accord-keys-{seat}")
        follow(page, page.get_by_role("button", name=f"Sign as {seat}"))
        expect(heading).to_have_text(f"House rules, version 1, {after}")
    is_sound(page, name="accord-keys-signed")
    held = queries.in_force(kind="house_rules", at=MORNING)
    assert (held.number, held.content["hours"]) == (1, 9)


COVERED = """
(it) => {
  const field = it.closest(".field").getBoundingClientRect();
  const bar = document.querySelector(".topbar").getBoundingClientRect();
  return field.top < bar.bottom || it.getBoundingClientRect().bottom > window.innerHeight;
}
"""


@pytest.mark.parametrize("width", [1440, 390])
def test_whoever_follows_an_error_sees_the_question_and_what_is_wrong(visit, cast, width):
    page = visit(cast.noor, "/accord/lead-definition/draft/?starter=a-plain-start", width=width)
    wrong = page.locator('[name="clauses.1.text"]')
    page.locator("summary", has_text="MQL").click()
    wrong.fill("soup is hot")
    page.get_by_role("button", name="Save the draft").last.click()

    page.locator("#errors a").click()

    expect(wrong).to_be_focused()
    assert not wrong.evaluate(COVERED)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_no_without_a_reason_is_asked_for_one_with_the_keyboard_alone(
    visit, cast, under_way, width
):
    page = visit(cast.noor, "/accord/house-rules/2/", width=width)

    press(page, page.get_by_text("Decline…"))
    follow(page, page.get_by_role("button", name="Decline version 2"))
    expect(page.locator("#errors")).to_be_focused()
    is_sound(page, name="accord-keys-no-reason")
    press(page, page.locator("#errors a"))
    page.keyboard.type("Nine hours are too many")
    follow(page, page.get_by_role("button", name="Decline version 2"))

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "House rules, version 2, was declined by the head of marketing"
    )
    expect(page.locator(".banner--bad")).to_contain_text("Nine hours are too many")
    is_sound(page, name="accord-keys-declined")
    page = visit(cast.noor, "/accord/", width=width)
    expect(page.get_by_role("link", name="Draft it again")).to_be_visible()
    is_sound(page, name="accord-declined")


def test_a_form_works_without_scripts(visit, cast):
    page = visit(
        cast.noor, "/accord/house-rules/draft/?starter=a-small-house", java_script_enabled=False
    )

    page.get_by_role("button", name="Add a cook").click()
    page.locator('[name="cooks.1.name"]').fill("Milan")
    page.get_by_role("button", name="Save the draft").click()

    expect(page.locator("#errors")).to_contain_text("Milan, Dish: Enter the dish")
    expect(page.locator('[name="cooks.1.name"]')).to_have_value("Milan")


def test_what_a_choice_asks_for_appears_with_the_choice(visit, cast):
    page = visit(cast.noor, "/accord/funnel/draft/?starter=from-visitor-to-repeat-customer")
    page.locator("summary", has_text="MQL").first.click()

    way = page.locator('[name="stages.2.entry.by"]')
    way.select_option("criterion")
    text = page.locator('[name="stages.2.entry.text"]')
    text.fill('country is "Sweden"')

    expect(page.locator('[name="stages.2.entry.clause"]')).to_have_count(0)
    expect(way).to_have_value("criterion")
    expect(page.locator("#changes")).to_contain_text("Not saved yet.")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("Saved the draft").wait_for()
    expect(page.locator('[name="stages.2.entry.text"]')).to_have_value('country is "Sweden"')
    expect(page.locator("#changes")).not_to_contain_text("Not saved yet.")
    is_sound(page, name="draft-criterion")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_new_row_asks_what_its_first_choice_needs_and_says_that_it_is_not_saved(
    visit, cast, width
):
    page = visit(
        cast.noor, "/accord/funnel/draft/?starter=from-visitor-to-repeat-customer", width=width
    )

    page.get_by_role("button", name="Add a stage").click()

    expect(page.locator('[name="stages.8.entry.clause"]')).to_be_visible()
    expect(page.locator('[name="stages.8.entry.text"]')).to_have_count(0)
    expect(page.locator('[name="stages.9.name"]')).to_have_value("Recycled")
    expect(page.locator("#changes")).to_contain_text("Not saved yet.")
    is_sound(page, name="draft-row-added")


@pytest.mark.parametrize("width", [1280, 1440])
def test_what_a_plan_assumes_of_a_stage_stands_on_one_line(visit, cast, width):
    page = visit(cast.noor, "/accord/goal-plan/2026-q4/draft/?starter=waterfall")
    page.set_viewport_size({"width": width, "height": 900})

    tops = page.locator(".several__flat").evaluate_all(
        "rows => rows.map(row => [...row.children].map(one => one.offsetTop - row.offsetTop))"
    )

    assert tops == [[0, 0, 0]] * 3
