"""How long the file of an import is kept: it holds names that an erasure cannot reach. Pure."""

from datetime import datetime, timedelta
from typing import Final

KEPT_FOR: Final = timedelta(days=30)
"""Long enough to mend rejected rows, shorter than what anybody who asks to be erased can expect."""


def kept_until(*, at: datetime, ended_at: datetime | None, undone_at: datetime | None) -> datetime:
    """When the file of an import is deleted, counted from the last that was done with it."""
    return max(one for one in (at, ended_at, undone_at) if one is not None) + KEPT_FOR
