"""A browser in which members are signed in, and the checks that every page has to pass.

def test_the_queue(visit, cast):
    page = visit(cast.ada, "/queue/")
    ...
def test_the_queue_looks_right(looks_right, cast):
    looks_right(cast.ada, "/queue/", "queue")     # 1440, 1024, 390, 320 px, light and dark
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page

from entente.kit import clock
from entente.project.storage import together
from entente.workspace import testing
from entente.workspace.rules import Viewer
from entente.workspace.testing import Cast

HEIGHTS = {1440: 900, 1024: 768, 390: 844, 320: 640}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
SHOTS = os.environ.get("ENTENTE_SHOTS", "")
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """The cast of one company on a Tuesday morning; the clock stands still, for the server too."""
    with clock.frozen(testing.MORNING):
        yield testing.assemble()


@pytest.fixture(scope="session")
def style_sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All style sheets in one, as browsers get them in real life."""
    folder = tmp_path_factory.mktemp("static") / "css"
    shutil.copytree(settings.PACKAGE / "web" / "static" / "css", folder)
    together(folder / "main.css")
    return folder / "main.css"


@pytest.fixture
def visit(browser: Browser, live_server, style_sheet: Path) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody: `visit(viewer, "/path/", width=1440, dark=False)`.

    `viewer=None` is a stranger. A page that breaks our policy for content, or whose script fails,
    fails the test.
    """
    contexts, troubles, pages = [], [], []

    def visited(
        viewer: Viewer | None,
        path: str,
        *,
        width: int = 1440,
        dark: bool = False,
        **options: object,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.add_init_script(LISTEN)
        context.route("**/css/main.css", lambda route: route.fulfill(path=style_sheet))
        if viewer is not None:
            context.add_cookies([_signed_in(viewer, live_server.url)])
        page = context.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: troubles.append(f"{path}: {error}"))
        page.goto(path)
        return page

    yield visited
    for page in pages:
        if not page.is_closed():
            troubles += page.evaluate("window.violations ?? []")
    for context in contexts:
        context.close()
    assert troubles == []


def _signed_in(viewer: Viewer, url: str) -> dict[str, str]:
    """The cookie of a session in which this member has signed in."""
    member = get_user_model().objects.get(pk=viewer.member_id)
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}


def shot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where ENTENTE_SHOTS names a folder for it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def is_sound(page: Page, *, name: str = "") -> None:
    """No text too faint, nothing wider than the window, one h1, no link or field without a name."""
    if name:
        shot(page, name)
    assert page.evaluate(CONTRAST) == []
    inner, whole = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert whole <= inner, f"{name}: the page is {whole} px wide in a window of {inner}"
    assert page.locator("h1").count() == 1
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(BROKEN) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate(SPILLS) == []


NAMELESS = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")]
  .filter((it) => it.checkVisibility() && !(it.textContent.trim() || it.getAttribute("aria-label")
    || it.getAttribute("aria-labelledby") || it.title || it.labels?.length))
  .map((it) => it.outerHTML.slice(0, 120))
"""

# Ids that stand twice, and references to ids that do not exist.
BROKEN = """
() => {
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice: ${id}`);
  const names = ["aria-describedby", "aria-labelledby", "aria-controls", "for"];
  const lost = names.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].flatMap((it) =>
    it.getAttribute(name).split(/\\s+/).filter((id) => id && !ids.includes(id))
      .map((id) => `${name} of ${it.outerHTML.slice(0, 80)} points at ${id}`)));
  return [...twice, ...lost];
}
"""
# What can be pressed and is under 24 px high, unless it stands within a line of text.
SMALL = """
() => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
  .filter((it) => {
    const box = it.getBoundingClientRect();
    if (!it.checkVisibility() || box.width < 2 || it.closest(".sr, .skip, p, li, dd, dt, td, th, figcaption, label, pre, .status, svg")) return false;
    return box.height < 23.5;
  }).map((it) => `${Math.round(it.getBoundingClientRect().height)} px: ${it.outerHTML.slice(0, 90)}`)
"""
# What stands in the flow and hangs out of the bottom of its box, over what comes after.
SPILLS = """
() => [...document.querySelectorAll("main *")].filter((it) => {
    const box = it.parentElement, own = getComputedStyle(it), outer = getComputedStyle(box);
    if (!it.checkVisibility() || it.closest("svg, .sr, .skip, .popup__panel")) return false;
    if (["absolute", "fixed", "sticky"].includes(own.position) || own.display.startsWith("inline")) return false;
    if (outer.overflowY !== "visible" || !/block|grid|flex/.test(outer.display)) return false;
    return it.getBoundingClientRect().bottom > box.getBoundingClientRect().bottom + 4;
  }).map((it) => `${it.outerHTML.slice(0, 90)} hangs out of ${it.parentElement.outerHTML.slice(0, 60)}`)
"""


@pytest.fixture
def looks_right(visit) -> Callable[..., None]:
    """Look at one page at four widths, at two of them in the dark: `looks_right(viewer, path, name)`.

    `then(page)` may bring the page into the state that is to be looked at.
    """

    def looked(
        viewer: Viewer | None, path: str, name: str, *, then: Callable[[Page], object] | None = None
    ) -> None:
        page = visit(viewer, path)
        if then:
            then(page)
        for dark, widths in ((False, (1440, 1024, 390, 320)), (True, (1440, 390))):
            page.emulate_media(color_scheme="dark" if dark else "light")
            for width in widths:
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                is_sound(page, name=f"{name}-{width}-{'dark' if dark else 'light'}")
        page.close()

    return looked
