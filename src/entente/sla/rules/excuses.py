"""Excuses: a reason from the accord's own list, approved by the other side, and always counted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar

SILENCE_DAYS = 2


class Answer(StrEnum):
    """What has become of an excuse."""

    WAITING = "waiting"
    APPROVED = "approved"
    APPROVED_BY_SILENCE = "approved_by_silence"
    REFUSED = "refused"


@dataclass(frozen=True)
class Excuse:
    """Why a term was broken for a hand-over. `approved` is the other side's word, if given."""

    handover: int
    term: str
    reason: str
    asked_at: datetime
    approved: bool | None = None
    answered_at: datetime | None = None


def answer(*, excuse: Excuse, calendar: Calendar, at: datetime) -> Answer:
    """How the excuse stands: two working days of silence of the other side mean yes."""
    silence = clock.due_by_working_day(start=excuse.asked_at, days=SILENCE_DAYS, calendar=calendar)
    spoken = excuse.answered_at
    if spoken is not None and spoken <= min(silence, at) and excuse.approved is not None:
        return Answer.APPROVED if excuse.approved else Answer.REFUSED
    return Answer.APPROVED_BY_SILENCE if at > silence else Answer.WAITING


def holds(*, excuse: Excuse, calendar: Calendar, at: datetime) -> bool:
    """Whether the breach is excused by now."""
    return answer(excuse=excuse, calendar=calendar, at=at) in (
        Answer.APPROVED,
        Answer.APPROVED_BY_SILENCE,
    )
