"""The checks that every page has to pass: nothing too faint, too wide, too small, nameless or cut off."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

HEIGHTS = {1440: 900, 1280: 800, 1130: 768, 1024: 768, 390: 844, 320: 640}
LOOKS = (Path(__file__).parent / "looks.js").read_text()
SHOTS = os.environ.get("ENTENTE_SHOTS", "")
LIGHT, DARK = "light", "dark"
# By night only colours differ; a wide page and a narrow one show different parts.
EVERYWHERE = (
    (1024, LIGHT), (320, LIGHT), (390, LIGHT), (390, DARK), (1440, DARK), (1440, LIGHT)
)  # fmt: skip


def is_sound(page: Page, *, name: str = "") -> None:
    """The page as it stands, in the window that it has, passes by day and by night.

    It is left light, as it was.
    """
    width = page.viewport_size["width"]
    found = _found(page, ((width, LIGHT), (width, DARK)), name)
    page.emulate_media(color_scheme=LIGHT)
    assert not found, "\n".join(found)


def troubles_of(page: Page, *, name: str = "") -> list[str]:
    """What is wrong with the page at four widths, at two of them by night too.

    The page is wide and light before and after.
    """
    return _found(page, EVERYWHERE, name)


def troubles_in_passing(page: Page) -> list[str]:
    """The same of one page after another: each begins at the width at which the last one ended.

    To make a window wide again is the dearest part of a look.
    """
    ended_here = page.viewport_size["width"] == EVERYWHERE[0][0]
    return _found(page, EVERYWHERE if ended_here else EVERYWHERE[::-1], "")


def _found(page: Page, windows: Iterable[tuple[int, str]], name: str) -> list[str]:
    found, now = [], (page.viewport_size["width"], LIGHT)
    where = urlsplit(page.url)._replace(scheme="", netloc="").geturl()
    for width, scheme in windows:
        if width != now[0]:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        if scheme != now[1]:
            page.emulate_media(color_scheme=scheme)
        now = (width, scheme)
        shot(page, f"{name or name_of(page)}-{width}-{scheme}")
        troubles = page.evaluate(LOOKS, {"colours": scheme == DARK})
        found += [f"{name} {where} at {width} px, {scheme}: {one}".strip() for one in troubles]
    return found


def name_of(page: Page) -> str:
    """A page's address as the name of a picture."""
    parts = urlsplit(page.url)
    return re.sub(r"\W+", "-", f"{parts.path}-{parts.query}").strip("-") or "start"


def shot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where ENTENTE_SHOTS names a folder for it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name[:120]}.png", full_page=True)
