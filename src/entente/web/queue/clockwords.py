"""A clock in words and as a fuse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from entente.kit import wording
from entente.sla.queries import Clock
from entente.sla.rules.clocks import State


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """How a clock looks: the state of the component, its words, the percent of time left."""

    state: str
    words: str
    left: float
    what: str = ""
    owed: str = ""  # what falls due, where `what` does not say it
    due: datetime | None = None
    until: datetime | None = None
    because: str = ""
    band: str = ""  # across the top of a lead, where there is room for a sentence
    pause: str = ""  # that a late clock stands still, until when and why


MINUTE = timedelta(minutes=1)
NO_CLOCK = ClockShown(state="paused", words="No agreement yet", left=100, band="No agreement yet")
_COMPONENT = {
    State.CALM: "ok",
    State.SOON: "soon",
    State.LATE: "late",
    State.PAUSED: "paused",
    State.MET: "met",
    State.MET_LATE: "late",
    State.NOT_STARTED: "paused",
}
_BECAUSE = {
    "question": "waiting for marketing",
    "set_aside": "the buyer gave this day",
    "closed": "outside working hours",
}


def shown(*, clock: Clock | None, at: datetime, aside: datetime | None = None) -> ClockShown:
    """The clock of a lead, in the current time zone; `aside` until when somebody set it aside."""
    if clock is None:
        return NO_CLOCK if aside is None else replace(NO_CLOCK, band=_aside(aside, at))
    reading = clock.reading
    whole = reading.left + _gone(clock)
    left = 100 * reading.left / whole if whole else 0.0
    words, paused = _words(clock, at), reading.state is State.PAUSED
    until, because = _until(reading.until, at, "%A"), _BECAUSE.get(reading.because or "", "")
    found = ClockShown(
        state=_COMPONENT[reading.state],
        words=words,
        band=f"Paused{until}" if paused else words,
        left=left,
        what="" if paused else _what(clock),
        owed=f"{clock.what} " if paused else "",
        due=reading.due_at,
        until=reading.until,
        because=because,
        pause=_pause_of_a_late_one(clock, because, at),
    )
    return found if aside is None else _set_aside(found, clock, aside, at)


def rests(*, clock: Clock | None) -> bool:
    """Whether who is set aside can be left alone: not late, or the buyer said until when."""
    if clock is None or clock.reading.state is not State.LATE:
        return True
    return clock.reading.because == "set_aside"


def _set_aside(shown: ClockShown, clock: Clock, until: datetime, at: datetime) -> ClockShown:
    """To set a lead aside stops its clock only for a day that the buyer gave; else it runs on."""
    said, reading = _aside(until, at), clock.reading
    if reading.state is State.LATE:
        pauses = [said[0].lower() + said[1:], shown.pause]
        return replace(shown, pause="; ".join(part for part in pauses if part))
    if reading.because == "set_aside":
        return replace(shown, band=f"{said};", what="the clock is paused until then")
    if reading.due_at is None:
        return replace(shown, band=said, what="")
    due = f"due {_moment(timezone.localtime(reading.due_at), at, '%a')}"
    return replace(
        shown,
        words=f"D{due[1:]}",
        band=f"{said};",
        what=f"the clock runs on, {due}",
        due=None,
        because="",
    )


def _aside(until: datetime, at: datetime) -> str:
    return f"Set aside until {wording.day(timezone.localtime(until).date(), today=at.date())}"


def _pause_of_a_late_one(clock: Clock, because: str, at: datetime) -> str:
    reading = clock.reading
    if reading.state is not State.LATE or reading.until is None:
        return ""
    until = _until(reading.until, at, "%a")
    return f"paused{until}, {because}" if because else f"paused{until}"


def _what(clock: Clock) -> str:
    if clock.reading.state is State.NOT_STARTED:
        return ""
    return "to make first contact" if clock.what == "first contact" else "to give a verdict"


def _gone(clock: Clock) -> timedelta:
    """The time that is used up: what the promise gives, less what is left."""
    within = clock.term.within
    if within is not None:
        return max(within - clock.reading.left, timedelta(0))
    return timedelta(hours=8 * (clock.term.working_days or 1)) - min(
        clock.reading.left, timedelta(hours=8 * (clock.term.working_days or 1))
    )


def _words(clock: Clock, at: datetime) -> str:
    reading = clock.reading
    if reading.state is State.LATE:
        return f"Late by {wording.span(reading.late_by)}"
    if reading.state is State.PAUSED:
        return f"Paused{_until(reading.until, at, '%a')}"
    if reading.state is State.NOT_STARTED:
        return "Not offered yet"
    if reading.took is not None:
        return f"in {wording.span(reading.took)}"
    return f"{wording.span(reading.left)} left"


def stopped(clock: Clock | None) -> str:
    """First contact after 1h 12m, in time; '' while the clock has not stopped."""
    if clock is None or clock.reading.took is None:
        return ""
    took, late = clock.reading.took, clock.reading.late_by
    long = f"{'after' if took >= MINUTE else 'in'} {wording.span(took)}"
    kept = f"late by {wording.span(late)}" if late else "in time"
    return f"{clock.what.capitalize()} {long}, {kept}"


def _until(until: datetime | None, at: datetime, weekday: str) -> str:
    return "" if until is None else f" until {_moment(until, at, weekday)}"


def _moment(moment: datetime, at: datetime, weekday: str) -> str:
    """09:00 today, Tue 09:00 within six days, else 1 Dec."""
    if moment.date() == at.date():
        return f"{moment:%H:%M}"
    if moment - at < timedelta(days=6):
        return f"{moment.strftime(weekday)} {moment:%H:%M}"
    return wording.short_day(moment.date(), today=at.date())
