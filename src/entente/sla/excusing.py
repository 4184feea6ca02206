"""Excuses as they stand by now: which hold, and what people read of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entente.kit.businesstime.calendars import Calendar
from entente.sla import books
from entente.sla.books import Book
from entente.sla.models import Excuse
from entente.sla.rules import excuses


def excused(*, agreed: Sequence[Book], at: datetime) -> frozenset[tuple[str, int]]:
    """The promises, by key and lead, whose breach an excuse takes away by now. One query."""
    return frozenset(
        (row.term, row.handover_id)
        for row in Excuse.objects.all()
        if excuses.holds(excuse=_plain(row), calendar=_hours(row, agreed), at=at)
    )


def _hours(row: Excuse, agreed: Sequence[Book]) -> Calendar:
    """In which the silence after an excuse counts: those agreed when it was given."""
    book = books.book_for(books=agreed, moment=row.asked_at)
    if book is None:
        raise ValueError(f"Excuse {row.id} was given before anything was agreed")
    return book.calendar


def answer_of(*, excuse: Excuse, at: datetime) -> excuses.Answer:
    """How an excuse stands by now."""
    hours = _hours(excuse, books.books(at=at))
    return excuses.answer(excuse=_plain(excuse), calendar=hours, at=at)


def _plain(row: Excuse) -> excuses.Excuse:
    """An excuse as the rules take it."""
    return excuses.Excuse(
        handover=row.handover_id,
        term=row.term,
        reason=row.reason,
        asked_at=row.asked_at,
        approved=row.approved,
        answered_at=row.answered_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseShown:
    """An excuse as people read it, with what has become of it."""

    id: int
    reason: str
    by_id: int
    by: str
    answer: str
    waits: bool


def excuses_of(*, handovers: Sequence[int], at: datetime) -> dict[tuple[int, str], ExcuseShown]:
    """The excuses given for these leads, by lead and promise. Two queries."""
    agreed = books.books(at=at)
    rows = Excuse.objects.filter(handover_id__in=handovers).select_related("asked_by")
    found = {}
    for row in rows:
        stands = excuses.answer(excuse=_plain(row), calendar=_hours(row, agreed), at=at)
        found[row.handover_id, row.term] = ExcuseShown(
            id=row.id,
            reason=row.reason,
            by_id=row.asked_by_id,
            by=row.asked_by.name,
            answer=stands.value.replace("_", " "),
            waits=stands is excuses.Answer.WAITING,
        )
    return found


def agreed_excuses(*, at: datetime) -> tuple[str, ...]:
    """The excuses that the agreement in force lets count."""
    book = books.book_for(books=books.books(at=at), moment=at)
    return book.levels.excuses if book else ()
