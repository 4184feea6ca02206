"""What stands beside the clock or the verdict of a lead, in sentences."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.utils import timezone

from entente.kit import wording
from entente.qualification import queries as qualification
from entente.qualification.rules.definition import CLAUSE_NAMES
from entente.sla import books
from entente.sla import queries as sla
from entente.sla.rules.naming import hours
from entente.web.queue import clockwords
from entente.web.queue.clockwords import ClockShown
from entente.web.queue.shapes import Lead


class Said(Protocol):
    """A verdict that stands."""

    reason: str
    at: datetime


def note(*, row: Lead, clock: ClockShown | None, verdict: Said | None, at: datetime) -> str:
    """When and why it was handed over and what became of it, after its clock or its status."""
    now = timezone.localtime(at)
    handed = f"Handed over {wording.moment(timezone.localtime(row.created_at), now=now)}"
    if row.clause:
        handed += f" by the clause {CLAUSE_NAMES.get(row.clause, row.clause)}"
    said = [handed]
    if row.wake_on and row.wake_on > now.date():
        said.append(f"we look again on {wording.short_day(row.wake_on, today=now.date())}")
    contacted = clockwords.stopped(sla.first_contact(row=row, at=at))
    if contacted:
        said.append(f"{contacted[0].lower()}{contacted[1:]}")
    if clock and clock.due:
        due = timezone.localtime(clock.due)
        day = wording.short_day(due.date(), today=now.date())
        when = f"{due:%H:%M}" if due.date() == now.date() else f"{day}, {due:%H:%M}"
        said.append(f"{clock.owed}due {when}, counting working hours")
    if clock and clock.pause:
        said.append(clock.pause)
    if clock and clock.because and clock.state == "paused":
        said.append(clock.because)
    whole = "; ".join(said) + "."
    if clock:
        return whole
    if verdict is None:
        return f", {whole[0].lower()}{whole[1:]}"
    return f"{_verdict(verdict, now)}. {whole}"


def _verdict(verdict: Said, now: datetime) -> str:
    """When it was given and why, as it goes on after the word for it."""
    when = wording.moment(timezone.localtime(verdict.at), now=now)
    reason = qualification.reason_labels(at=now).get(verdict.reason, "")
    return f"{when}: {reason[0].lower()}{reason[1:]}" if reason else when


def while_asked(*, row: Lead, at: datetime) -> str:
    """What a question to marketing does to the clock of this lead; "" where none runs."""
    agreed = books.books(at=at)
    book = books.book_for(books=agreed, moment=row.first_offered_at or row.created_at)
    if book is None:
        return ""
    if book.levels.question_time <= timedelta(0):
        return "The clock runs on."
    longest = hours(Decimal(book.levels.question_hours))
    return f"The clock is paused until they answer, for at most {longest}."
