"""How long somebody stays signed in: eight hours without a page, fourteen days in all."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.backends.base import SessionBase

IDLE: Final = timedelta(hours=8)
IN_ALL: Final = timedelta(days=14)
NOTED: Final = timedelta(minutes=10)  # how precisely we remember the last page: one write in ten


def still_in(*, session: SessionBase, at: datetime) -> bool:
    """Whether this session still counts at this moment; takes note that it was used."""
    now = at.timestamp()
    began, seen = session.get("began", now), session.get("seen", 0)
    if (seen and now - seen > IDLE.total_seconds()) or now - began > IN_ALL.total_seconds():
        return False
    if now - seen > NOTED.total_seconds():
        session["began"], session["seen"] = began, now
    return True
