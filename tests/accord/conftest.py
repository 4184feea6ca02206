"""Fixtures for stories of the whole accord."""

from collections.abc import Iterator

import pytest

from entente.kit import clock
from entente.workspace import testing
from entente.workspace.testing import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast of one company on a Tuesday morning; the clock stands still."""
    with clock.frozen(testing.MORNING):
        yield testing.assemble()
