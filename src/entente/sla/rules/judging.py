"""Was a promise kept for this hand-over? A judgement with the facts that it came from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from entente.kit.businesstime.calendars import Calendar
from entente.sla.rules import clocks
from entente.sla.rules.facts import Facts
from entente.sla.rules.terms import Promise, Term


class Outcome(StrEnum):
    """Kept, broken, not yet decided, or not owed: history, or closed before anything was due."""

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"
    NOT_OWED = "not_owed"


@dataclass(frozen=True)
class Judgement:
    """One term for one hand-over.

    `counts_at` puts it into a period: when it was decided, or fell due unfulfilled. `due_at`,
    `done_at` and `late_by` (working time) are the facts behind it.
    """

    term: Term
    handover: int
    outcome: Outcome
    counts_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    late_by: timedelta = clocks.NONE


def judge(
    *, facts: Facts, term: Term, calendar: Calendar, question_hours: timedelta, at: datetime
) -> Judgement:
    """What has become of this term for this hand-over by this moment.

    The term is the one in force when the facts occurred: at the first offer for promises of
    sales, at the hand-over for those of marketing.
    """
    if facts.imported or not term.covers(clause=facts.clause) or facts.created_at > at:
        return Judgement(term, facts.handover, Outcome.NOT_OWED)
    match term.promise:
        case Promise.HANDED_OVER:
            return Judgement(term, facts.handover, Outcome.KEPT, facts.created_at)
        case Promise.CONTEXT:
            kept = Outcome.KEPT if facts.context_complete else Outcome.BROKEN
            return Judgement(term, facts.handover, kept, facts.created_at)
        case Promise.ACCEPTED | Promise.REASONS:
            return _by_verdict(facts, term, at)
        case Promise.FIRST_CONTACT:
            done = facts.first_touch_at
        case Promise.VERDICT:
            done = facts.verdict.at if facts.verdict else None
        case Promise.ATTEMPTS:
            done = _enough_tried(facts, term)
    due = clocks.due_at(facts=facts, term=term, calendar=calendar, question_hours=question_hours)
    return _by_due(facts, term, calendar, question_hours, at, due, done)


def _by_verdict(facts: Facts, term: Term, at: datetime) -> Judgement:
    verdict = facts.verdict
    if verdict is None or verdict.at > at:
        ended = facts.ended_at is not None and facts.ended_at <= at
        return Judgement(term, facts.handover, Outcome.NOT_OWED if ended else Outcome.OPEN)
    if term.promise is Promise.ACCEPTED:
        kept = verdict.decision == "accepted"
    elif verdict.decision == "accepted":
        return Judgement(term, facts.handover, Outcome.NOT_OWED)
    else:
        kept = bool(verdict.reason.strip())
    outcome = Outcome.KEPT if kept else Outcome.BROKEN
    return Judgement(term, facts.handover, outcome, verdict.at, done_at=verdict.at)


def _by_due(
    facts: Facts,
    term: Term,
    calendar: Calendar,
    question_hours: timedelta,
    at: datetime,
    due: datetime | None,
    done: datetime | None,
) -> Judgement:
    if done is not None and done > at:
        done = None
    closed = _closed_at(facts, term, at)
    if done is not None and (due is None or done <= due):
        return Judgement(term, facts.handover, Outcome.KEPT, done, due, done)
    if closed is not None and (due is None or closed <= due):
        return Judgement(term, facts.handover, Outcome.NOT_OWED, None, due, closed)
    if due is None or at <= due:
        return Judgement(term, facts.handover, Outcome.OPEN, None, due)
    late = clocks.late_by(
        facts=facts,
        calendar=calendar,
        question_hours=question_hours,
        due=due,
        until=done or closed or at,
    )
    return Judgement(term, facts.handover, Outcome.BROKEN, due, due, done, late)


def _closed_at(facts: Facts, term: Term, at: datetime) -> datetime | None:
    """When nothing more was owed: a no closed the hand-over, or it ended without a verdict.

    Attempts are owed until the verdict; who is accepted is worked on, and owed a first contact.
    """
    verdict = facts.verdict
    owed_on = verdict and verdict.decision == "accepted" and term.promise is not Promise.ATTEMPTS
    closed = [verdict.at] if verdict and not owed_on else []
    closed += [facts.ended_at] if facts.ended_at else []
    return min((moment for moment in closed if moment <= at), default=None)


def _enough_tried(facts: Facts, term: Term) -> datetime | None:
    """When the attempts sufficed: enough of them by enough means, or the buyer was reached."""
    settled = [attempt.at for attempt in facts.attempts if attempt.connected]
    made, means = 0, set[str]()
    for attempt in sorted(facts.attempts, key=lambda one: one.at):
        made, means = made + 1, means | {attempt.means}
        if made >= term.attempts and len(means) >= term.means:
            settled.append(attempt.at)
            break
    return min(settled, default=None)
