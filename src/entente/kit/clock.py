"""The one place that reads the clock. Only the edge (pages, commands, jobs) may ask it."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

_frozen: datetime | None = None


def now() -> datetime:
    """This moment, in UTC."""
    return _frozen or datetime.now(UTC)


@contextlib.contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Let the whole process live at one moment: for tests, screenshots and the demo company."""
    global _frozen  # noqa: PLW0603  one clock for the process is the point
    before, _frozen = _frozen, at
    try:
        yield at
    finally:
        _frozen = before
