"""The plain facts of one hand-over that its clocks are read from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from entente.handoff.rules.attempts import Attempt
from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.clock import Measured, NeverOpens
from entente.kit.businesstime.hours import Closed

Decision = Literal["accepted", "rejected", "recycled"]


@dataclass(frozen=True)
class Question:
    """That sales asked marketing something: the clock rests until the answer, but not for ever."""

    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class SetAside:
    """That a lead waits for a date; only a date that the buyer gave lets the clock rest."""

    at: datetime
    until: datetime
    buyers_date: bool
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """What sales decided; a no should have its reason."""

    at: datetime
    decision: Decision
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """One hand-over. Imported ones are history: they start no clock and break no promise.

    `attempts` are those that the written rules recognise, each at the moment from which it counts.
    `ended_at` is when it ended without a verdict: from then on nothing more is owed.
    """

    handover: int
    clause: str
    created_at: datetime
    first_offered_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    questions: tuple[Question, ...] = ()
    set_asides: tuple[SetAside, ...] = ()
    verdict: Verdict | None = None
    context_complete: bool = True
    imported: bool = False
    ended_at: datetime | None = None

    @property
    def first_touch_at(self) -> datetime | None:
        """When the first attempt counts."""
        return min((attempt.at for attempt in self.attempts), default=None)


@dataclass(frozen=True)
class Delays:
    """Two delays that are never mixed: the system's up to the first offer, then the person's.

    The person's delay runs on through reassignment; None while it has not ended.
    """

    system: Measured | None
    human: Measured | None


def delays(*, facts: Facts, calendar: Calendar, question_hours: timedelta) -> Delays:
    """How long the system took to offer, and how long people took from there to the first touch.

    Working and wall-clock time; the person's delay without the pauses that the promises allow.
    """
    offered, touched = facts.first_offered_at, facts.first_touch_at
    if offered is None:
        return Delays(None, None)
    system = clock.measured(start=facts.created_at, end=offered, calendar=calendar)
    if touched is None:
        return Delays(system, None)
    rests = pauses(facts=facts, calendar=calendar, question_hours=question_hours)
    return Delays(
        system,
        clock.measured(
            start=offered,
            end=touched,
            calendar=calendar,
            pauses=[Closed(rest.start, rest.until) for rest in rests],
        ),
    )


Because = Literal["question", "set_aside", "closed"]


@dataclass(frozen=True)
class Rest:
    """A time in which the clock of sales rests, half-open, and why."""

    start: datetime
    until: datetime
    because: Because


def pauses(*, facts: Facts, calendar: Calendar, question_hours: timedelta) -> list[Rest]:
    """When the clock rests: for questions up to so many working hours in all, for buyers' dates.

    In order of their beginning. They may overlap.
    """
    rests = [
        Rest(aside.at, min(aside.until, aside.ended_at or aside.until), "set_aside")
        for aside in facts.set_asides
        if aside.buyers_date
    ]
    left = question_hours
    for question in sorted(facts.questions, key=lambda asked: asked.asked_at):
        until = _question_ends(question, left, calendar)
        rests.append(Rest(question.asked_at, until, "question"))
        left -= clock.elapsed(start=question.asked_at, end=until, calendar=calendar)
    return sorted((rest for rest in rests if rest.start < rest.until), key=lambda rest: rest.start)


def _question_ends(question: Question, left: timedelta, calendar: Calendar) -> datetime:
    try:
        allowed = clock.due(start=question.asked_at, working=left, calendar=calendar)
    except NeverOpens:
        return question.answered_at or question.asked_at
    return min(allowed, question.answered_at or allowed)
