"""The agreements that were in force, each ready to judge, and the facts of hand-overs in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from entente.agreements import queries as agreements
from entente.agreements.queries import VersionInForce
from entente.agreements.rules.judging import judge_for
from entente.handoff.models import AttemptNoted, Handover, Offer, Question, SetAside, Verdict
from entente.handoff.rules.attempts import Attempt
from entente.kit import periods
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.hours import Closed, weekly_hours
from entente.kit.businesstime.publicholidays import public_holidays
from entente.kit.periods import Period
from entente.sla.rules import facts as plain
from entente.sla.rules import holidays
from entente.sla.rules.document import Hours, PublicHolidays, ServiceLevels, read
from entente.workspace import queries as workspace
from entente.workspace.models import Calendar as CalendarRow

AHEAD = timedelta(days=400)  # an absence further ahead moves no clock that runs
HOLIDAY_YEARS = 15  # to either side of now: nobody's hand-over is older, no clock runs longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One version of the agreement with its calendar laid out. Holds in [since, until)."""

    version: VersionInForce
    levels: ServiceLevels
    calendar: Calendar

    @property
    def since(self) -> datetime | None:
        return self.version.since

    @property
    def until(self) -> datetime | None:
        return self.version.until


def books(*, at: datetime) -> list[Book]:
    """Every version of the agreement that was, is or will be in force, in order. One query."""
    return [_book(version, at) for version in agreements.history(kind="sla")]


def book_for(*, books: Sequence[Book], moment: datetime) -> Book | None:
    """The version that judges a fact of that moment; None when nothing was agreed then."""
    return judge_for(history=books, moment=moment)


def _book(version: VersionInForce, at: datetime) -> Book:
    levels = read(dict(version.content))
    hours = levels.calendar_closed
    if hours is None:
        raise ValueError(f"{version.name} was signed without its calendar")
    return Book(version=version, levels=levels, calendar=calendar_of(hours=hours, at=at))


def closed(*, calendar: CalendarRow, at: datetime) -> Hours:
    """A calendar of the workspace as a document closes it in, with the days of its holidays.

    Raises NoSuchHolidays.
    """
    hours = hours_of(calendar=calendar)
    if not hours.country:
        return hours
    first, last = holidays.years(year=at.year)
    days = public_holidays(
        country=hours.country, subdivision=hours.subdivision, first_year=first, last_year=last
    )
    written = PublicHolidays(first_year=first, last_year=last, days=tuple(sorted(days)))
    return hours.model_copy(update={"public_holidays": written})


def hours_of(*, calendar: CalendarRow) -> Hours:
    """A calendar of the workspace as it is now, its public holidays by country and region."""
    return Hours(
        name=calendar.name,
        timezone=calendar.timezone,
        hours=calendar.hours,
        country=calendar.country,
        subdivision=calendar.subdivision,
        closed_days=tuple(sorted(calendar.closed_days)),
    )


def workdays(*, period: Period, at: datetime) -> list[date]:
    """The days of a period on which the calendar in force has hours; two queries at most.

    Before anything is signed the first calendar of the workspace counts, without one the days from
    Monday to Friday.
    """
    version = agreements.in_force(kind="sla", at=at)
    signed = read(dict(version.content)).calendar_closed if version else None
    row = None if signed else next(iter(workspace.calendars()), None)
    hours = signed or (hours_of(calendar=row) if row else None)
    if hours is None:
        return periods.working_days(period=period)
    return periods.working_days(
        period=period,
        holidays=calendar_of(hours=hours, at=at).holidays,
        weekdays=frozenset(int(day) for day, spans in hours.hours.items() if spans),
    )


def calendar_of(*, hours: Hours, at: datetime) -> Calendar:
    """The business calendar that was signed, with its public holidays around that moment."""
    week = weekly_hours(hours={int(day): spans for day, spans in hours.hours.items()})
    days = frozenset(hours.closed_days) | (_holidays(hours, at) if hours.country else frozenset())
    return Calendar(zone=hours.timezone, week=week, holidays=days)


def _holidays(hours: Hours, at: datetime) -> frozenset[date]:
    """The public holidays that were written down; of other years those that are known today."""
    first, last = at.year - HOLIDAY_YEARS, at.year + HOLIDAY_YEARS
    written = hours.public_holidays
    if written is None:
        return _known(hours, first, last)
    before = _known(hours, first, min(last, written.first_year - 1))
    after = _known(hours, max(first, written.last_year + 1), last)
    return frozenset(written.days) | before | after


def _known(hours: Hours, first: int, last: int) -> frozenset[date]:
    if first > last:
        return frozenset()
    return public_holidays(
        country=hours.country, subdivision=hours.subdivision, first_year=first, last_year=last
    )


@dataclass(frozen=True, slots=True)
class Held:
    """That a member had a lead in [since, until); without an end, that they have it still."""

    member: int
    since: datetime
    until: datetime | None

    def away(self, *, absence: Closed) -> Closed | None:
        """The part of an absence that falls into this time."""
        start = max(absence.start, self.since)
        ends = [end for end in (absence.until, self.until) if end is not None]
        until = min(ends, default=None)
        return Closed(start, until) if until is None or start < until else None


class Office:
    """When those who had a lead were at work: the team's hours, less the absences of each.

    To pass a lead on changes nothing about the hours before: until then it was another's. Two
    queries for all.
    """

    def __init__(self, *, rows: Sequence[Handover], at: datetime) -> None:
        self._held = _held(rows)
        ids = sorted({held.member for spans in self._held.values() for held in spans})
        self._away: dict[int, list[Closed]] = {}
        self._laid: dict[tuple[int, tuple[Closed, ...]], Calendar] = {}
        since = min((row.created_at for row in rows), default=at)
        for row in workspace.absences(member_ids=ids, since=since, until=at + AHEAD):
            self._away.setdefault(row.member_id, []).append(Closed(row.since, row.until))

    def calendar(self, *, book: Book, row: Handover) -> Calendar:
        """The hours that count for this lead by that agreement; nobody's are the team's."""
        away = tuple(
            part
            for held in self._held[row.id]
            for absence in self._away.get(held.member, ())
            if (part := held.away(absence=absence))
        )
        key = (book.version.version_id, away)
        if key not in self._laid:
            self._laid[key] = replace(book.calendar, absences=away) if away else book.calendar
        return self._laid[key]


def _held(rows: Sequence[Handover]) -> dict[int, list[Held]]:
    """Who had each of these leads when: from offer to offer, the decider from the verdict on."""
    offers = Offer.objects.filter(handover_id__in=[row.id for row in rows])
    offered = _grouped(offers.order_by("offered_at", "id"))
    found = {}
    for row in rows:
        turns = [(one.offered_at, one.member_id) for one in offered.get(row.id, ())]
        if row.owner_id is not None and (not turns or turns[-1][1] != row.owner_id):
            turns.append((row.decided_at or row.created_at, row.owner_id))
        ends = [*(since for since, _ in turns[1:]), None]
        found[row.id] = [
            Held(member, since, until) for (since, member), until in zip(turns, ends, strict=False)
        ]
    return found


def facts_of(*, rows: Sequence[Handover]) -> dict[int, plain.Facts]:
    """What the clocks of these hand-overs are read from. Four queries, whatever their number."""
    ids = [row.id for row in rows]
    attempts = _grouped(AttemptNoted.objects.filter(handover_id__in=ids).order_by("at"))
    questions = _grouped(Question.objects.filter(handover_id__in=ids).order_by("asked_at"))
    asides = _grouped(SetAside.objects.filter(handover_id__in=ids).order_by("at"))
    verdicts = _grouped(Verdict.objects.filter(handover_id__in=ids, undone_at=None))
    return {
        row.id: plain.Facts(
            handover=row.id,
            clause=row.clause,
            created_at=row.created_at,
            first_offered_at=row.first_offered_at,
            attempts=tuple(
                Attempt(
                    at=one.at,
                    means=one.means,
                    connected=one.connected,
                    by=one.by_id,
                    position=one.position,
                )
                for one in attempts.get(row.id, ())
            ),
            questions=tuple(
                plain.Question(one.asked_at, one.answered_at) for one in questions.get(row.id, ())
            ),
            set_asides=tuple(
                plain.SetAside(one.at, one.until, one.buyers_date, one.ended_at)
                for one in asides.get(row.id, ())
            ),
            verdict=next(
                (
                    plain.Verdict(one.at, one.decision, one.reason)
                    for one in verdicts.get(row.id, ())
                ),
                None,
            ),
            context_complete=not row.lacks,
            ended_at=_ended_at(row),
        )
        for row in rows
    }


def _ended_at(row: Handover) -> datetime | None:
    """When the hand-over ended, or its contact was deleted or erased: nothing is owed then."""
    return row.ended_at or row.contact.deleted_at or row.contact.erased_at


def _grouped(rows: Iterable) -> Mapping[int, list]:  # type: ignore[type-arg]  rows of four models
    found: dict[int, list] = {}  # type: ignore[type-arg]  the same
    for row in rows:
        found.setdefault(row.handover_id, []).append(row)
    return found
