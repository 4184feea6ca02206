"""A browser in which members are signed in.

def test_the_queue(visit, cast):
    page = visit(cast.ada, "/queue/")
    ...
def test_the_queue_looks_right(look_at, cast):
    look_at(cast.ada, {"queue": "/queue/", "room": "/room/"})  # 1440, 1024, 390, 320 px, light, dark
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles import handlers
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from entente.kit import clock
from entente.project.storage import together
from entente.workspace import testing
from entente.workspace.rules import Viewer
from entente.workspace.testing import Cast
from tests.browser.looks import HEIGHTS, troubles_of
from tests.browser.windows import KeptFiles, Windows


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
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """pytest-django's, which sends files as the product's own server would."""
    KeptFiles.sheets = tmp_path_factory.mktemp("static") / "css"
    shutil.copytree(settings.PACKAGE / "web" / "static" / "css", KeptFiles.sheets)
    together(KeptFiles.sheets / "main.css")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handlers, "StaticFilesHandler", KeptFiles)
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def windows(browser: Browser, live_server: LiveServer) -> Windows:
    return Windows(browser, live_server.url)


@pytest.fixture
def visit(windows: Windows) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody: `visit(viewer, "/path/", width=1440)`.

    `viewer=None` is a stranger. Whoever changes more of the browser than its cookies, or asks for
    options of it, needs one `apart`. A page that breaks our policy for content, or whose script
    fails, fails the test.
    """
    own: dict[Viewer | None, Page] = {}

    def visited(
        viewer: Viewer | None,
        path: str,
        *,
        width: int = 1440,
        apart: bool = False,
        **options: object,
    ) -> Page:
        if apart or options:
            page = windows.open_apart(**options)
        elif viewer in own:
            page = own[viewer].context.new_page()
        else:
            page = own[viewer] = windows.lend()
        if viewer is not None and not page.context.cookies():
            page.context.add_cookies([_signed_in(viewer, windows.url)])
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        page.goto(path)
        return page

    yield visited
    assert windows.take_back() == []


def _signed_in(viewer: Viewer, url: str) -> dict[str, str]:
    """The cookie of a session in which this member has signed in."""
    member = get_user_model().objects.get(pk=viewer.member_id)
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}


@pytest.fixture
def look_at(visit) -> Callable[..., None]:
    """Look at pages as somebody; what is wrong is told of all at once: `look_at(viewer, {name: path})`.

    `then(page)` may bring each page into the state that is to be looked at.
    """

    def looked(
        viewer: Viewer | None,
        paths: Mapping[str, str],
        *,
        then: Callable[[Page], object] = lambda page: None,
    ) -> None:
        page, troubles = None, []
        for name, path in paths.items():
            if page is None:
                page = visit(viewer, path)
            else:
                page.goto(path)
            then(page)
            troubles += troubles_of(page, name=name)
        assert not troubles, "\n".join(troubles)

    return looked
