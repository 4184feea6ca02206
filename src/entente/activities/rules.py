"""What a log must say, and which moments make sense. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from entente.people.rules.changes import UnableToSave

OUTCOMES: Final = ("connected", "voicemail", "no_answer", "wrong_number")
DIRECTIONS: Final = ("outbound", "inbound")
PLACES: Final = ("online", "offline")
LONGEST: Final = 20_000  # characters of a note
AHEAD: Final = timedelta(minutes=5)  # clocks of machines differ
OLDEST: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom or what a deed concerns; at least one of the three."""

    contact_id: int | None = None
    company_id: int | None = None
    deal_id: int | None = None


def check_about(about: About) -> None:
    """Raise UnableToSave where a deed concerns nobody."""
    if about == About():
        raise UnableToSave({"about": "Choose the contact, company or deal that this is about."})


def check_moment(*, occurred_at: datetime, at: datetime) -> None:
    """Raise UnableToSave unless it has happened, after 1970."""
    if occurred_at > at + AHEAD:
        raise UnableToSave({"at": "This lies in the future; set a task for it instead."})
    if occurred_at < OLDEST:
        raise UnableToSave({"at": "Enter a day after 1970."})


def check_text(*, text: str, needed: bool = False, field: str = "text") -> str:
    """The text without space around it. Raises UnableToSave."""
    text = text.strip()
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UnableToSave({field: "Remove the unreadable characters; they cannot be stored."})
    if len(text) > LONGEST:
        raise UnableToSave({field: f"Shorten this to {LONGEST} characters; it has {len(text)}."})
    if needed and not text:
        raise UnableToSave({field: "Write something; an empty note helps nobody."})
    return text


def check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= 24 * 60:
        raise UnableToSave({"minutes": "Enter the minutes, between 0 and 1440."})


def check_one_of(*, field: str, value: str, offered: tuple[str, ...]) -> None:
    if value not in offered:
        words = ", ".join(one.replace("_", " ") for one in offered)
        raise UnableToSave({field: f"Choose one of {words}."})


def check_due(due_on: date | None) -> None:
    if due_on is not None and not 1970 <= due_on.year < 2200:
        raise UnableToSave({"due_on": "Enter a day between 1970 and 2199."})
