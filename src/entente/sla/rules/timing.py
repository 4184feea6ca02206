"""Where the time goes until first contact: the system's part and the people's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from entente.kit.businesstime import clock
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.hours import Closed
from entente.kit.statistics import survival
from entente.sla.rules.facts import Facts, pauses

NONE = timedelta(0)
FEW = 5
"""Leads below which nothing is said about whoever has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long one lead waited, in working time: up to its first offer, and from there on.

    The people's part ends with the first touch, else with the verdict, else it has not ended yet:
    then `contacted` is false and the part is what has gone by so far (right-censored).
    """

    system: timedelta
    people: timedelta
    contacted: bool


def waited(*, facts: Facts, calendar: Calendar, question_hours: timedelta, at: datetime) -> Wait:
    """The two parts of one lead's wait by this moment, the people's without the allowed pauses."""
    offered = facts.first_offered_at
    system = clock.elapsed(
        start=facts.created_at, end=max(facts.created_at, offered or at), calendar=calendar
    )
    if offered is None:
        return Wait(system=system, people=NONE, contacted=False)
    touched = facts.first_touch_at
    ends = (touched, facts.verdict.at if facts.verdict else None, facts.ended_at, at)
    end = min(moment for moment in ends if moment is not None)
    rests = pauses(facts=facts, calendar=calendar, question_hours=question_hours)
    people = clock.elapsed(
        start=offered,
        end=max(offered, end),
        calendar=calendar,
        pauses=[Closed(rest.start, rest.until) for rest in rests],
    )
    return Wait(system=system, people=people, contacted=touched is not None and touched <= at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What sales asked marketing about leads: how often, how many wait, how long clocks rested."""

    questions: int
    unanswered: int
    rested: timedelta


def asked(*, facts: Facts, calendar: Calendar, question_hours: timedelta, at: datetime) -> Asked:
    """The questions about one lead by this moment; clocks rest in working time, while it waits."""
    told = [one for one in facts.questions if one.asked_at <= at]
    verdict = facts.verdict.at if facts.verdict else None
    over = min((one for one in (verdict, facts.ended_at) if one and one <= at), default=None)
    until = over or at
    rests = [
        clock.elapsed(start=rest.start, end=min(rest.until, until), calendar=calendar)
        for rest in pauses(facts=facts, calendar=calendar, question_hours=question_hours)
        if rest.because == "question" and rest.start < until
    ]
    return Asked(
        questions=len(told),
        unanswered=sum(
            over is None and (one.answered_at is None or one.answered_at > at) for one in told
        ),
        rested=sum(rests, NONE),
    )


def all_asked(*, asked: Iterable[Asked]) -> Asked:
    """The questions about several leads together."""
    known = list(asked)
    return Asked(
        questions=sum(one.questions for one in known),
        unanswered=sum(one.unanswered for one in known),
        rested=sum((one.rested for one in known), NONE),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """The waits of one group, summed; means are per lead."""

    label: str
    leads: int
    contacted: int
    system: timedelta
    people: timedelta

    @property
    def mean_system(self) -> timedelta:
        return self.system / self.leads

    @property
    def mean_people(self) -> timedelta:
        return self.people / self.leads

    @property
    def mean(self) -> timedelta:
        return self.mean_system + self.mean_people


def spent(*, waits: Iterable[tuple[str, Wait]]) -> list[Spent]:
    """The waits summed by label, in the order of the labels: nobody is ranked."""
    groups: dict[str, list[Wait]] = {}
    for label, wait in waits:
        groups.setdefault(label, []).append(wait)
    return [_summed(label, groups[label]) for label in sorted(groups)]


def _summed(label: str, waits: Sequence[Wait]) -> Spent:
    return Spent(
        label=label,
        leads=len(waits),
        contacted=sum(wait.contacted for wait in waits),
        system=sum((wait.system for wait in waits), NONE),
        people=sum((wait.people for wait in waits), NONE),
    )


def half_contacted(*, waits: Iterable[Wait]) -> timedelta | None:
    """By when after the offer half of the leads are contacted, those who still wait counted in.

    Kaplan and Meier (1958), right-censored; None while it cannot be told.
    """
    known = list(waits)
    if not known:
        return None
    curve = survival.kaplan_meier(
        ages=[wait.people.total_seconds() for wait in known],
        happened=[wait.contacted for wait in known],
    )
    age = curve.age_when_left(share=0.5)
    return None if age is None else timedelta(seconds=age)


def looks_slow(*, groups: Sequence[Spent]) -> Spent | None:
    """With whom leads wait longest although people are no slower there than elsewhere; or nobody.

    By a quarter longer than with the others, the people's part no quarter longer, and enough leads
    to say so.
    """
    enough = [one for one in groups if one.leads >= FEW]
    if len(enough) < 2:
        return None
    longest = max(enough, key=lambda one: one.mean)
    others = _together([one for one in groups if one is not longest])
    stands_out = longest.mean * 4 > others.mean * 5
    as_quick = longest.mean_people * 4 <= others.mean_people * 5
    return longest if stands_out and as_quick else None


def _together(groups: Sequence[Spent]) -> Spent:
    return Spent(
        label="",
        leads=sum(one.leads for one in groups),
        contacted=sum(one.contacted for one in groups),
        system=sum((one.system for one in groups), NONE),
        people=sum((one.people for one in groups), NONE),
    )
