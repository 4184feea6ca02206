"""Signing a document, from a starter to in force, and how the pages of the accord look."""

import pytest
from playwright.sync_api import expect

from entente.agreements import offers
from entente.agreements.operations import drafting
from entente.agreements.testing import HOUSE, agree
from entente.workspace.testing import MORNING

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


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/accord/", "accord"),
        ("/accord/house-rules/", "accord-document"),
        ("/accord/house-rules/2/", "accord-version"),
        ("/accord/house-rules/2/?print=1", "accord-print"),
        ("/accord/house-rules/draft/?from=2", "accord-draft"),
        ("/accord/funnel/draft/", "accord-begin"),
        ("/accord/first/", "accord-first"),
        ("/glossary/", "glossary"),
    ],
)
def test_the_pages_look_right(looks_right, cast, under_way, path, name):
    looks_right(cast.noor, path, name)


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


def test_a_document_is_declined_with_the_keyboard_alone(visit, cast, under_way):
    page = visit(cast.noor, "/accord/house-rules/2/", width=390)

    page.get_by_text("Decline…").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why").focus()
    page.keyboard.type("Nine hours are too many")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "House rules, version 2, was declined by the head of marketing"
    )


def test_a_form_works_without_scripts(visit, cast):
    page = visit(
        cast.noor, "/accord/house-rules/draft/?starter=a-small-house", java_script_enabled=False
    )

    page.get_by_role("button", name="Add a cook").click()
    page.locator('[name="cooks.1.name"]').fill("Milan")
    page.get_by_role("button", name="Save the draft").click()

    expect(page.locator("#errors")).to_contain_text("Milan, Dish: Fill this in")
    expect(page.locator('[name="cooks.1.name"]')).to_have_value("Milan")
