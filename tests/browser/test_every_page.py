"""Every page of the product in a filled town, at a desk and on a phone, by day and by night."""

import pytest
from playwright.sync_api import Page

from entente.web.testing import signed_in
from tests.browser.conftest import CONTRAST, HEIGHTS, is_sound
from tests.pages.filled import fill
from tests.pages.walking import walk

# Its parts are looked at by a test of its own, state by state.
ELSEWHERE = {"/components/"}


@pytest.fixture
def filled(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return fill(cast)


@pytest.mark.slow
def test_every_page_is_sound_at_both_widths_and_in_both_schemes(visit, filled):
    """One browser goes from page to page; what is wrong is told of all pages at once."""
    found = walk(signed_in(filled.all), start=filled.pages)
    pages = [path for path in found.pages if path not in found.files | ELSEWHERE]
    page = visit(filled.all, "/me/")
    troubles = []

    for path in pages:
        page.goto(path, wait_until="domcontentloaded")
        page.evaluate("document.fonts.ready")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            troubles += [f"{path} at {width}: {wrong}" for wrong in in_both_schemes(page)]

    assert troubles == []
    assert len(pages) > 90


def in_both_schemes(page: Page) -> list[str]:
    """What is wrong by day; by night only colours differ."""
    page.emulate_media(color_scheme="dark")
    faint = page.evaluate(CONTRAST)
    page.emulate_media(color_scheme="light")
    try:
        is_sound(page)
    except AssertionError as wrong:
        return [str(wrong)[:600], *map(str, faint)]
    return [f"in the dark: {one}" for one in faint]
