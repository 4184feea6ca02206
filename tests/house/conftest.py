"""What the house's rules share, and give back."""

from collections.abc import Iterator

import pytest

from tests.house import source


@pytest.fixture(scope="package", autouse=True)
def _parsed_files() -> Iterator[None]:
    """Let go of half a million nodes: the collector would look through them in later tests."""
    yield
    source.tree.cache_clear()
