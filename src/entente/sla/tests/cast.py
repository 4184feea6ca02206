"""The office of the stories: Berlin, Monday to Friday, 9 to 17; all in November 2026."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from entente.handoff.rules.attempts import Attempt
from entente.kit.businesstime.calendars import Calendar
from entente.kit.businesstime.hours import office_hours
from entente.sla.rules.facts import Decision, Facts, Verdict
from entente.sla.rules.terms import Promise, Term

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar("Europe/Berlin", office_hours())
QUESTION_HOURS = timedelta(hours=4)
ADA, BELA = 1, 2

FIRST_CONTACT = Term(
    "first_contact", Promise.FIRST_CONTACT, Fraction(95, 100), within=timedelta(hours=4)
)
HAND_RAISERS = Term(
    "hand_raisers",
    Promise.FIRST_CONTACT,
    Fraction(95, 100),
    clauses=frozenset({"hand_raise"}),
    within=timedelta(minutes=15),
)
VERDICT = Term("verdict", Promise.VERDICT, Fraction(90, 100), working_days=5)
ATTEMPTS = Term(
    "attempts", Promise.ATTEMPTS, Fraction(90, 100), working_days=10, attempts=6, means=2
)
REASONS = Term("reasons", Promise.REASONS, Fraction(1))
HANDED_OVER = Term("handed_over", Promise.HANDED_OVER, Fraction(42))
ACCEPTED = Term("accepted", Promise.ACCEPTED, Fraction(75, 100))
CONTEXT = Term("context", Promise.CONTEXT, Fraction(1))


def on(day: int, clock: str = "09:00") -> datetime:
    """A moment of November 2026 in Berlin; the 2nd, 9th, 16th, 23rd are Mondays."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def tried(at: datetime, means: str = "call", *, connected: bool = False) -> Attempt:
    return Attempt(at=at, means=means, connected=connected, by=ADA, position=0)


def lead(number: int = 1, clause: str = "sql", **more: object) -> Facts:
    """Handed over and offered on Monday the 9th at 10:00, unless said otherwise."""
    facts = {"created_at": on(9, "10:00"), "first_offered_at": on(9, "10:00"), **more}
    return Facts(number, clause, **facts)


def decided(at: datetime, decision: Decision, reason: str = "") -> Verdict:
    return Verdict(at, decision, reason)
