"""The clock of a hand-over as people see it: calm, soon, late, paused or met, and the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.clock import NeverOpens
from entente.kit.businesstime.hours import Closed
from entente.sla.rules.facts import Because, Facts, Rest, pauses
from entente.sla.rules.terms import Promise, Term

ALL = Fraction(1)
REMIND_AT = Fraction(3, 4)  # how much of the time is gone when the reminder comes, unless agreed
NONE = timedelta(0)


class State(StrEnum):
    """What the clock says."""

    NOT_STARTED = "not_started"
    CALM = "calm"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"


@dataclass(frozen=True)
class Reading:
    """A clock at a moment. Moments are UTC, spans are working time.

    `left` until due, `late_by` after it, `took` from the start to the deed. While paused `until`
    says when it runs on and `because` why: a question, a date of the buyer, or closed hours. Due
    and soon are None before it starts, and where the calendar never opens again.
    """

    state: State
    started_at: datetime | None = None
    soon_at: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    left: timedelta = NONE
    late_by: timedelta = NONE
    took: timedelta | None = None
    until: datetime | None = None
    because: Because | None = None


def first_contact_clock(
    *,
    facts: Facts,
    term: Term,
    calendar: Calendar,
    question_hours: timedelta,
    at: datetime,
    remind_at: Fraction = REMIND_AT,
) -> Reading:
    """The clock from the first offer to the first touch, as it stands at this moment.

    It is soon once `remind_at` of the time is gone.
    """
    return _read(facts, term, calendar, question_hours, at, facts.first_touch_at, remind_at)


def verdict_clock(
    *,
    facts: Facts,
    term: Term,
    calendar: Calendar,
    question_hours: timedelta,
    at: datetime,
    remind_at: Fraction = REMIND_AT,
) -> Reading:
    """The clock from the first offer to the verdict, as it stands at this moment.

    It is soon once `remind_at` of the time is gone.
    """
    decided = facts.verdict.at if facts.verdict else None
    return _read(facts, term, calendar, question_hours, at, decided, remind_at)


def allowed(*, term: Term, start: datetime, calendar: Calendar) -> timedelta:
    """The working time that the term gives from this start on.

    Working days last until the close of the last of them. Raises NeverOpens.
    """
    if term.promise is Promise.FIRST_CONTACT:
        return term.within or NONE
    close = clock.due_by_working_day(start=start, days=term.working_days or 0, calendar=calendar)
    return clock.elapsed(start=start, end=close, calendar=calendar)


def due_at(
    *, facts: Facts, term: Term, calendar: Calendar, question_hours: timedelta
) -> datetime | None:
    """When the term falls due for this hand-over; None before its first offer, or if never."""
    rests = pauses(facts=facts, calendar=calendar, question_hours=question_hours)
    return _due(facts.first_offered_at, term, calendar, rests, ALL)


def late_by(
    *,
    facts: Facts,
    calendar: Calendar,
    question_hours: timedelta,
    due: datetime,
    until: datetime,
) -> timedelta:
    """Working time from the due moment on, without the pauses that the promises allow."""
    rests = _closed(pauses(facts=facts, calendar=calendar, question_hours=question_hours))
    return clock.elapsed(start=due, end=until, calendar=calendar, pauses=rests)


def _due(
    start: datetime | None, term: Term, calendar: Calendar, rests: Sequence[Rest], part: Fraction
) -> datetime | None:
    """When this part of the allowed time is used up."""
    if start is None:
        return None
    try:
        span = allowed(term=term, start=start, calendar=calendar)
        return clock.due(
            start=start,
            working=span * part.numerator / part.denominator,
            calendar=calendar,
            pauses=_closed(rests),
        )
    except NeverOpens:
        return None


def _read(
    facts: Facts,
    term: Term,
    calendar: Calendar,
    question_hours: timedelta,
    at: datetime,
    met_at: datetime | None,
    remind_at: Fraction,
) -> Reading:
    start = facts.first_offered_at
    if start is None or start > at or facts.imported:
        return Reading(State.NOT_STARTED)
    rests = pauses(facts=facts, calendar=calendar, question_hours=question_hours)
    soon = _due(start, term, calendar, rests, remind_at)
    due = _due(start, term, calendar, rests, ALL)
    met = met_at if met_at is not None and met_at <= at else None
    end = met or at

    def working(since: datetime, until: datetime) -> timedelta:
        return clock.elapsed(start=since, end=until, calendar=calendar, pauses=_closed(rests))

    rest = _resting(rests, at, calendar)
    return Reading(
        state=_state(soon, due, met, at, rest),
        started_at=start,
        soon_at=soon,
        due_at=due,
        met_at=met,
        left=working(end, due) if due else NONE,
        late_by=working(due, end) if due else NONE,
        took=working(start, met) if met else None,
        until=rest.until if rest and not met else None,
        because=rest.because if rest and not met else None,
    )


def _state(
    soon: datetime | None,
    due: datetime | None,
    met: datetime | None,
    at: datetime,
    rest: Rest | None,
) -> State:
    if met is not None:
        return State.MET if due is None or met <= due else State.MET_LATE
    if due is not None and at > due:
        return State.LATE
    if rest is not None or due is None:
        return State.PAUSED
    return State.SOON if soon is not None and at >= soon else State.CALM


def _resting(rests: Sequence[Rest], at: datetime, calendar: Calendar) -> Rest | None:
    """Why the clock does not run now (of several reasons the longest), and until when it rests."""
    now = [rest for rest in rests if rest.start <= at < rest.until]
    try:
        until = _runs_again(rests, at, calendar)
    except NeverOpens:
        return max(now, key=lambda rest: rest.until, default=None)
    if until == at:
        return None
    because = max(now, key=lambda rest: rest.until).because if now else "closed"
    return Rest(at, until, because)


def _runs_again(rests: Sequence[Rest], at: datetime, calendar: Calendar) -> datetime:
    """The first moment from now on that is open and in no pause."""
    while True:
        open_at = clock.next_open(at=at, calendar=calendar)
        ends = [rest.until for rest in rests if rest.start <= open_at < rest.until]
        if not ends:
            return open_at
        at = max(ends)


def _closed(rests: Sequence[Rest]) -> list[Closed]:
    return [Closed(rest.start, rest.until) for rest in rests]
