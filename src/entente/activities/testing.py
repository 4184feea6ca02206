"""Logs for tests and made-up stories."""

from datetime import datetime

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.workspace.rules import Viewer


def ring(
    *,
    contact_id: int,
    by: Viewer,
    at: datetime,
    outcome: str = "connected",
    occurred_at: datetime | None = None,
) -> int:
    """A call to a contact; gives its id."""
    about = About(contact_id=contact_id)
    return log_call(about=about, outcome=outcome, by=by, at=at, occurred_at=occurred_at)
