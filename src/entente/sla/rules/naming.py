"""How a promise of the service level agreement is called, on every line that names it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from entente.kit import wording
from entente.sla.rules.document import PromiseMade
from entente.sla.rules.terms import Promise

NAMES = {
    Promise.HANDED_OVER: "Leads handed over",
    Promise.ACCEPTED: "Accepted by sales",
    Promise.CONTEXT: "Context on each lead",
    Promise.FIRST_CONTACT: "First contact",
    Promise.VERDICT: "Verdict",
    Promise.ATTEMPTS: "Attempts",
    Promise.REASONS: "Reasons given for a no",
}


def title(promise: PromiseMade) -> str:
    """How a promise is called on a line: First contact in 4 hours."""
    name = NAMES[promise.promise]
    who = ", hand-raisers" if promise.clauses == ("hand_raise",) else ""
    if promise.promise is Promise.FIRST_CONTACT and promise.within_hours is not None:
        return f"{name} in {hours(promise.within_hours)}{who}"
    if promise.promise is Promise.ATTEMPTS:
        tries = wording.counted(promise.attempts, "attempt")
        return f"{tries} in {_days(promise)}{who}"
    if promise.promise is Promise.VERDICT:
        return f"{name} within {_days(promise)}{who}"
    return f"{name}{who}"


def _days(promise: PromiseMade) -> str:
    return wording.counted(promise.working_days or 0, "working day")


def judged_by(*, versions: Sequence[int], since: str, until: str) -> str:
    """Which versions promised it, and for how long where that is told: version 1, until 23 Nov."""
    name = "version" if len(versions) == 1 else "versions"
    numbers = wording.listed([str(number) for number in versions])
    return ", ".join(filter(None, (f"{name} {numbers}", _held(since, until))))


def _held(since: str, until: str) -> str:
    """From 16 Nov until 22 Nov, its last day; on 23 Nov; on 23 Nov from 14:00 until 16:00."""
    (first, _, began), (last, _, ended) = (one.partition(", ") for one in (since, until))
    told = [("from", since), ("until", until)]
    if since and first == last:
        told = [("on", first), ("from", began), ("until", ended)]
    return " ".join(f"{word} {when}" for word, when in told if when)


def hours(hours: Decimal) -> str:
    if hours < 1:
        return f"{wording.number(hours * 60)} minutes"
    places = 0 if hours == hours.to_integral_value() else 1
    return f"{wording.number(hours, places=places)} {'hour' if hours == 1 else 'hours'}"
