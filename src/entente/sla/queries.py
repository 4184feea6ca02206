"""Questions about promises: which clock runs on a lead, and how both sides keep their word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Min, Q

from entente.handoff.models import Handover
from entente.handoff.rules.standing import Why
from entente.kit import periods
from entente.kit.periods import Period
from entente.sla import books, excusing, lines
from entente.sla.books import Book
from entente.sla.lines import Promised
from entente.sla.rules import scorecard
from entente.sla.rules.clocks import Reading, first_contact_clock, verdict_clock
from entente.sla.rules.judging import Judgement, judge
from entente.sla.rules.terms import Promise, Side, Term
from entente.sla.spans import Sheet
from entente.workspace import queries as workspace
from entente.workspace.access import scope
from entente.workspace.rules import Viewer

LOOK_BACK = timedelta(days=120)  # for an older lead all fell due long ago, but for the verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock that runs on a lead: what it waits for, how it reads, which version says so."""

    handover: int
    what: str  # "first contact" or "verdict"
    term: Term
    reading: Reading
    version: str
    calendar_zone: str


def clocks(*, rows: Sequence[Handover], at: datetime) -> dict[int, Clock]:
    """The clock of each open hand-over; none where no agreement was in force at its first offer.

    Until somebody tried to reach the buyer it is that of the first contact, then the verdict's.
    Six queries, whatever the number of leads.
    """
    agreed = books.books(at=at)
    facts = books.facts_of(rows=rows)
    found: dict[int, Clock] = {}
    office = books.Office(rows=rows, at=at)
    for row in rows:
        book = books.book_for(books=agreed, moment=row.first_offered_at or row.created_at)
        if book is None:
            continue
        calendar = office.calendar(book=book, row=row)
        told = _clock(facts[row.id], book, calendar, at)
        if told:
            found[row.id] = told
    return found


def _clock(facts, book: Book, calendar, at: datetime) -> Clock | None:  # type: ignore[no-untyped-def]  plain Facts, Calendar
    first = book.levels.first_contact(clause=facts.clause)
    verdict = next(
        (
            term
            for term in book.levels.terms
            if term.promise is Promise.VERDICT and term.covers(clause=facts.clause)
        ),
        None,
    )
    term = first if first and facts.first_touch_at is None else verdict
    return _of_term(facts, book, calendar, at, term) if term else None


def first_contact(*, row: Handover, at: datetime) -> Clock | None:
    """The clock of the first contact of one hand-over, once somebody tried; None where none ran.

    Six queries.
    """
    facts = books.facts_of(rows=[row])[row.id]
    moment = row.first_offered_at or row.created_at
    book = books.book_for(books=books.books(at=at), moment=moment)
    term = book.levels.first_contact(clause=facts.clause) if book else None
    if book is None or term is None or facts.first_touch_at is None:
        return None
    calendar = books.Office(rows=[row], at=at).calendar(book=book, row=row)
    return _of_term(facts, book, calendar, at, term)


def _of_term(facts, book: Book, calendar, at: datetime, term: Term) -> Clock:  # type: ignore[no-untyped-def]  plain Facts, Calendar
    is_contact = term.promise is Promise.FIRST_CONTACT
    read = first_contact_clock if is_contact else verdict_clock
    return Clock(
        handover=facts.handover,
        what="first contact" if is_contact else "verdict",
        term=term,
        reading=read(
            facts=facts,
            term=term,
            calendar=calendar,
            question_hours=book.levels.question_time,
            at=at,
            remind_at=Fraction(book.levels.remind_at),
        ),
        version=book.version.name,
        calendar_zone=book.calendar.zone,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Both sides on one page for one period.

    `version` was in force at its end, or will be if nothing else is signed. `judges` names the one
    that judged a side for a hand-over. Of a period that has not `begun` it only tells what is
    promised; the trend holds those that have.
    """

    period: Period
    version: str
    number: int
    lines: tuple[Promised, ...]
    compliance: dict[Side, Fraction | None]
    both: Fraction | None
    trend: tuple[tuple[Period, dict[Side, Fraction | None]], ...]
    handovers: dict[int, Handover]
    judges: dict[tuple[int, Side], str]
    begun: bool = True

    def of(self, side: Side) -> tuple[Promised, ...]:
        return tuple(one for one in self.lines if one.side == side)


def current_period(*, at: datetime) -> Period:
    """The week or month of the agreement in force; the week when there is none."""
    book = books.book_for(books=books.books(at=at), moment=at)
    today = periods.day_of(at=at, zone=workspace.current().timezone)
    return periods.around(day=today, kind=book.levels.period if book else "week")


def card(
    *, viewer: Viewer, at: datetime, period: Period | None = None, back: int = 8
) -> Scorecard | None:
    """How both sides kept their word in a period, with the periods before it as a trend.

    Each hand-over is judged by the version in force when the fact occurred, so a new agreement
    changes nothing about yesterday. None while nothing was ever agreed. Nine queries.
    """
    agreed = books.books(at=at)
    zone = workspace.current().timezone
    period = period or current_period(at=at)
    start, until = periods.moments(period=period, zone=zone)
    book = _book_at_its_end(agreed, period, at=at, zone=zone)
    if book is None:
        return None
    before = _before(period, back)
    first = periods.moments(period=before[0], zone=zone)[0] if before else start
    rows = _rows(viewer, first, until)
    judges = _judges(rows, agreed)
    judged = _by_term(_judged(rows, judges, at))
    excused = excusing.excused(agreed=agreed, at=at)
    spans = [*before, period]
    found: dict[Period, list[Promised]] = {}
    for one in spans:
        last = book if one == period else _book_before(agreed, one, rows, at=at, zone=zone)
        sheet = _sheet(one, agreed, last, at, zone) if last else None
        found[one] = (
            lines.lines(sheet=sheet, judged=judged, judges=judges, excused=excused) if sheet else []
        )
    ours = found[period]
    shown = {one.handover for line in ours for one in (*line.line.broken, *line.line.excused)}
    return Scorecard(
        period=period,
        version=book.version.name_for(_end(start, until, at=at)),
        number=book.version.number,
        lines=tuple(ours),
        compliance=scorecard.compliance(lines=[one.line for one in ours]),
        both=scorecard.both(lines=[one.line for one in ours]),
        trend=_trend(found, at=at, zone=zone),
        handovers={row.id: row for row in rows if row.id in shown},
        judges={
            (row.id, side): judges[row.id, side].version.short_name_for(moment)
            for row in rows
            for side, moment in _occurred(row).items()
            if row.id in shown and (row.id, side) in judges
        },
        begun=start <= at,
    )


def agreed_since(*, at: datetime) -> datetime | None:
    """From when on the first agreement holds; None while nothing was ever agreed."""
    first = next(iter(books.books(at=at)), None)
    return first.version.signed_since if first else None


def judged_since(*, viewer: Viewer, at: datetime) -> datetime | None:
    """The first moment that a card may judge: as the first agreement began to hold.

    Where that was signed as a baseline it is the first hand-over before. None while nothing was
    ever agreed.
    """
    first = next(iter(books.books(at=at)), None)
    if first is None:
        return None
    signed = first.version.signed_since
    if not first.version.baseline:
        return signed
    rows = scope(Handover.objects.all(), viewer=viewer, record="handoff")
    return min(signed, rows.aggregate(first=Min("created_at"))["first"] or signed)


def _book_at_its_end(  # type: ignore[no-untyped-def]  the workspace's zone
    agreed: Sequence[Book], period: Period, *, at: datetime, zone
) -> Book | None:
    """The version that gives the targets of a period; None before anything was agreed."""
    start, until = periods.moments(period=period, zone=zone)
    return books.book_for(books=agreed, moment=_end(start, until, at=at))


def _end(start: datetime, until: datetime, *, at: datetime) -> datetime:
    """The last moment of a period, or of so much of it as is over; all of it lies ahead or none."""
    return (until if at < start else min(until, at)) - timedelta(microseconds=1)


def _trend(  # type: ignore[no-untyped-def]  the workspace's zone
    found: Mapping[Period, Sequence[Promised]], *, at: datetime, zone
) -> tuple[tuple[Period, dict[Side, Fraction | None]], ...]:
    """How far each side kept its word in each of these periods that has begun."""
    return tuple(
        (one, scorecard.compliance(lines=[each.line for each in lines_of]))
        for one, lines_of in found.items()
        if periods.moments(period=one, zone=zone)[0] <= at
    )


def _book_before(  # type: ignore[no-untyped-def]  the workspace's zone
    agreed: Sequence[Book], period: Period, rows: Sequence[Handover], *, at: datetime, zone
) -> Book | None:
    """The same for an earlier period; a baseline says nothing of a time without a single lead."""
    book = _book_at_its_end(agreed, period, at=at, zone=zone)
    start, until = periods.moments(period=period, zone=zone)
    if book is None or until > book.version.signed_since:
        return book
    return book if any(start <= row.created_at < until for row in rows) else None


def _sheet(  # type: ignore[no-untyped-def]  the workspace's zone
    period: Period, agreed: Sequence[Book], last: Book, at: datetime, zone
) -> Sheet:
    start, until = periods.moments(period=period, zone=zone)
    return Sheet(
        start=start,
        until=until,
        at=at,
        zone=zone,
        signed=agreed[0].version.signed_since,
        agreed=agreed,
        last=last,
    )


def _by_term(judged: Sequence[Judgement]) -> dict[Term, list[Judgement]]:
    found: dict[Term, list[Judgement]] = {}
    for one in judged:
        found.setdefault(one.term, []).append(one)
    return found


def _before(period: Period, back: int) -> list[Period]:
    found: list[Period] = []
    for _ in range(back):
        period = periods.preceding(period=period)
        found.insert(0, period)
    return found


def _rows(viewer: Viewer, first: datetime, until: datetime) -> list[Handover]:
    rows = Handover.objects.filter(created_at__lt=until).filter(
        Q(created_at__gte=first - LOOK_BACK) | Q(decided_at=None) | Q(decided_at__gte=first)
    )
    rows = rows.exclude(ended_why__in=[Why.JOINED, Why.VOID])  # it was another's, or never was
    seen = scope(rows, viewer=viewer, record="handoff")
    return list(seen.select_related("contact__company", "owner").order_by("created_at", "id"))


def _judged(
    rows: Sequence[Handover], judges: Mapping[tuple[int, Side], Book], at: datetime
) -> list[Judgement]:
    """Every promise for every hand-over, by the version in force when the fact occurred."""
    facts = books.facts_of(rows=rows)
    office = books.Office(rows=rows, at=at)
    found: list[Judgement] = []
    for row in rows:
        for side in _occurred(row):
            book = judges.get((row.id, side))
            found += [
                judge(
                    facts=facts[row.id],
                    term=term,
                    calendar=office.calendar(book=book, row=row),
                    question_hours=book.levels.question_time,
                    at=at,
                )
                for term in (book.levels.terms if book else ())
                if term.side == side
            ]
    return found


def _occurred(row: Handover) -> dict[Side, datetime]:
    """When the fact occurred that each side's promises are judged by."""
    return {"marketing": row.created_at, "sales": row.first_offered_at or row.created_at}


def _judges(rows: Sequence[Handover], agreed: Sequence[Book]) -> dict[tuple[int, Side], Book]:
    """The version that judges each side for these hand-overs, where one was in force."""
    return {
        (row.id, side): book
        for row in rows
        for side, moment in _occurred(row).items()
        if (book := books.book_for(books=agreed, moment=moment))
    }


def judgement(*, row: Handover, term: str, at: datetime) -> Judgement | None:
    """What became of the promise of that key for this lead; None where none was made for it."""
    if row.ended_why in (Why.JOINED, Why.VOID):
        return None
    found = _judged([row], _judges([row], books.books(at=at)), at)
    return next((one for one in found if one.term.key == term), None)
