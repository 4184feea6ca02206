"""What the worker does for outgoing mail."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from entente.outbox.operations import Delivered, deliver_due
from entente.outbox.smtp import Line, Server

_lines: dict[str, Line] = {}


def deliver(at: datetime) -> Delivered:
    """Send what is due. Without a mail server nothing is ever due: everything was caught."""
    if not settings.SMTP_URL:
        return Delivered()
    return deliver_due(at=at, line=_line())


def _line() -> Line:
    """The one line of this process, kept open between rounds."""
    if settings.SMTP_URL not in _lines:
        greeting = urlsplit(settings.BASE_URL).hostname or "localhost"
        _lines[settings.SMTP_URL] = Line(server=Server.at(settings.SMTP_URL), greeting=greeting)
    return _lines[settings.SMTP_URL]
