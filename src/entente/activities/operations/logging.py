"""Logging a call, an e-mail, a meeting or a note, in ten seconds from anywhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.activities import events, rules
from entente.activities.operations.writing import Deed, write
from entente.activities.rules import About
from entente.ledger.events import Kind
from entente.workspace.rules import Viewer


def log_call(
    *,
    about: About,
    outcome: str,
    by: Viewer,
    at: datetime,
    occurred_at: datetime | None = None,
    direction: str = "outbound",
    minutes: int | None = None,
    text: str = "",
    source: str = "app",
    message_id: str | None = None,
) -> int:
    """Log a call that happened; gives the activity's id.

    `outcome` is connected, voicemail, no_answer or wrong_number. Promises count it from `at`, when
    it was logged. Raises UnableToSave, Refused, Gone.
    """
    rules.check_one_of(field="outcome", value=outcome, offered=rules.OUTCOMES)
    rules.check_one_of(field="direction", value=direction, offered=rules.DIRECTIONS)
    rules.check_minutes(minutes)
    return _logged(
        kind=events.CALL_LOGGED,
        sort="call",
        about=about,
        by=by,
        at=at,
        occurred_at=occurred_at,
        text=rules.check_text(text=text),
        source=source,
        message_id=message_id,
        told={"outcome": outcome, "direction": direction, "minutes": minutes},
    )


def log_email(
    *,
    about: About,
    by: Viewer,
    at: datetime,
    occurred_at: datetime | None = None,
    text: str = "",
    source: str = "app",
    message_id: str | None = None,
) -> int:
    """Log an e-mail that one of us wrote elsewhere, `text` what it said; gives its id.

    It is an attempt to reach a lead. Raises UnableToSave, Refused, Gone.
    """
    return _logged(
        kind=events.EMAIL_SENT_BY_PERSON,
        sort="email",
        about=about,
        by=by,
        at=at,
        occurred_at=occurred_at,
        text=rules.check_text(text=text),
        source=source,
        message_id=message_id,
    )


def log_meeting(
    *,
    about: About,
    by: Viewer,
    at: datetime,
    occurred_at: datetime | None = None,
    place: str = "online",
    minutes: int | None = None,
    text: str = "",
    is_demo: bool = False,
    source: str = "app",
    message_id: str | None = None,
) -> int:
    """Log a meeting that was held, `place` online or offline (an appointment); gives its id.

    A meeting at which the product was shown is a channel of its own, and credited as such.
    """
    rules.check_one_of(field="place", value=place, offered=rules.PLACES)
    rules.check_minutes(minutes)
    return _logged(
        kind=events.MEETING_HELD,
        sort="meeting",
        about=about,
        by=by,
        at=at,
        occurred_at=occurred_at,
        channel="demo" if is_demo else "",
        text=rules.check_text(text=text),
        source=source,
        message_id=message_id,
        told={"place": place, "minutes": minutes},
    )


def write_note(
    *,
    about: About,
    text: str,
    by: Viewer,
    at: datetime,
    occurred_at: datetime | None = None,
    source: str = "app",
    message_id: str | None = None,
) -> int:
    """Write a note on a contact, company or deal; gives its id."""
    return _logged(
        kind=events.NOTE_WRITTEN,
        sort="note",
        about=about,
        by=by,
        at=at,
        occurred_at=occurred_at,
        text=rules.check_text(text=text, needed=True),
        source=source,
        message_id=message_id,
    )


def _logged(
    *,
    kind: Kind,
    sort: str,
    at: datetime,
    occurred_at: datetime | None,
    told: Mapping[str, Any] | None = None,
    **shared: Any,
) -> int:
    """Write what happened then, or just now, with what is `told` of it as columns too."""
    happened = occurred_at or at
    rules.check_moment(occurred_at=happened, at=at)
    columns = dict(told or {})
    with transaction.atomic():
        return write(
            deed=Deed(
                kind=kind,
                sort=sort,
                at=at,
                occurred_at=happened,
                properties=columns,
                columns=columns,
                **shared,
            )
        ).id
