"""A pytest plugin: browser tests run on the machine's own Chromium, and say so where there is none.

The fixture `browser` is one Chromium per session.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from entente.project import testing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MISSING = "no Chromium found (apt-get install chromium)"


@pytest.hookimpl(trylast=True)  # after folders have marked what they hold
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none."""
    if not testing.chromium():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=MISSING))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many browser tests were left out, so that nobody takes silence for success."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(MISSING in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} browser tests were skipped: {MISSING}", yellow=True)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One headless Chromium for the session."""
    sync_api = pytest.importorskip("playwright.sync_api")
    # Playwright keeps an event loop in this thread; Django would refuse the tests' own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=testing.chromium(), args=root)
        yield found
        found.close()
