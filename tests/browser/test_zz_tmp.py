import pytest
from entente.agreements import offers
from entente.agreements.operations import signing
from entente.agreements.testing import HOUSE, agree
from tests.browser.conftest import *
from tests.browser.test_accord import under_way, house
from entente.workspace.testing import MORNING

def test_err(visit, cast):
    page = visit(cast.noor, "/accord/lead-definition/draft/?starter=selling-to-businesses-with-a-points-card")
    page.locator("summary", has_text="SQL").first.click()
    page.locator("textarea").nth(2).fill("fit is at leest 32\nand intrest > 4")
    page.locator('[name="envelope.from_day"]').fill("2020-01-01")
    page.get_by_role("button", name="Save the draft").last.click()
    page.wait_for_load_state()
    is_sound(page, name="e-lead")
    page.set_viewport_size({"width":390,"height":844}); is_sound(page, name="e-lead-390")

def test_declined(visit, cast, under_way):
    page = visit(cast.noor, "/accord/house-rules/2/")
    page.get_by_text("Decline…").click()
    page.get_by_role("button", name="Decline version 2").click()
    page.wait_for_load_state()
    is_sound(page, name="e-decline")
    page.set_viewport_size({"width":390,"height":844}); page.screenshot(path=SHOTS+"/e-decline-390.png")
    page.get_by_label("Why").fill("Nine hours are too many. Ada and Milan work eight.")
    page.get_by_role("button", name="Decline version 2").click()
    page.wait_for_load_state()
    page.set_viewport_size({"width":1440,"height":900}); 
    is_sound(page, name="e-declined")
    page.goto("/accord/"); shot(page, "e-overview")
    page.goto("/accord/first/"); shot(page, "e-first")
    page.goto("/accord/goal-plan/"); shot(page, "e-plan")
