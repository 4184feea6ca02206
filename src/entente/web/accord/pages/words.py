"""How the pages speak of seats, days and states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from entente.agreements.rules import life, reviews
from entente.agreements.rules.life import State
from entente.agreements.rules.states import Declined, VersionState
from entente.kit import wording

MOMENT: Final = timedelta(microseconds=1)
STATES: Final = {
    State.PROPOSED: ("Proposed", "warn"),
    State.DECLINED: ("Declined", "bad"),
    State.WITHDRAWN: ("Taken back", ""),
    State.AGREED: ("Signed by all", "good"),
    State.IN_FORCE: ("In force", "good"),
    State.SUPERSEDED: ("Superseded", ""),
    State.NEVER: ("Never in force", ""),
}
TEAMS: Final = {"marketing": "marketing", "sales": "sales", "sponsor": "both"}


SHORT: Final = {"marketing": "Marketing", "sales": "Sales", "sponsor": "Sponsor"}


def seats(names: Sequence[str]) -> str:
    """The head of sales and the sponsor; for all of them: all three signatures."""
    if len(names) == len(life.SEATS):
        return "all three signatures"
    return wording.listed([f"the {life.SEAT_WORDS[seat]}" for seat in names])


def as_seats(names: Iterable[str]) -> str:
    """As what somebody signs: head of sales and sponsor."""
    return wording.listed([life.SEAT_WORDS[seat] for seat in names])


def days(version: VersionState, *, today: date) -> str:
    """Since 1 October; from 1 December; 1 October until 30 November, its last day; until 14:05 of
    the day on which it was replaced; never.
    """
    span = version.span
    if span is None or version.since_day is None:
        return ""
    since = wording.day(version.since_day, today=today)
    if span.empty:
        return "Never: a newer version took its place before it began"
    if span.until is None:
        return f"Since {since}" if version.since_day <= today else f"From {since}"
    last = (span.until - MOMENT).date()
    hour = f"{span.until:%H:%M}" if last == span.until.date() else ""
    said = ", ".join(filter(None, (wording.day(last, today=today), hour)))
    if last < version.since_day:
        return f"Until {said}"  # a baseline, replaced before its day
    if last == version.since_day:
        return f"{since} until {hour}" if hour else f"On {since}"
    return f"{since} until {said}"


def review(version: VersionState, *, scope: str, today: date) -> str:
    """The day of the next review, for a version in force; "" where its quarter ends before."""
    if version.since_day is None or version.state is not State.IN_FORCE:
        return ""
    day = reviews.next_day(since=version.since_day, review=version.review, after=today)
    return "" if reviews.is_over(scope=scope, day=day) else wording.day(day, today=today)


def no(declined: Declined, *, today: date) -> str:
    """Declined by Sam Sells, head of sales, on 24 November: “Too much soup”."""
    on = wording.day(timezone.localdate(declined.at), today=today)
    return f"Declined by {declined.words}, on {on}: “{declined.reason}”"


def capital(text: str) -> str:
    """The first letter made a capital, the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"
