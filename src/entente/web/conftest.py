"""Fixtures for tests of pages."""

from collections.abc import Iterator

import pytest

from entente.insights.testing import Quarter, live
from entente.kit import clock
from entente.workspace import testing
from entente.workspace.testing import Cast


@pytest.fixture(scope="module")
def assembled(kept_rows: None) -> Cast:
    """The cast of one company on a Tuesday morning, for all tests of a module."""
    with clock.frozen(testing.MORNING):
        return testing.assemble()


@pytest.fixture
def cast(db: None, assembled: Cast) -> Iterator[Cast]:
    """The cast; the clock stands still on their morning."""
    with clock.frozen(testing.MORNING):
        yield assembled


@pytest.fixture(scope="module")
def quarter(assembled: Cast) -> Quarter:
    """A quarter behind them, with leads and deals; for all tests of a module."""
    with clock.frozen(testing.MORNING):
        return live(cast=assembled)
