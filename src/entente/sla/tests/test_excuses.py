"""Excuses are for promises that are broken, and stand by what was agreed when they were given."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.handoff.models import Handover
from entente.handoff.operations import noting
from entente.handoff.testing import handed_over
from entente.kit import periods
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.sla import excusing, operations, queries
from entente.sla.models import Excuse
from entente.sla.rules.document import STANDARD
from entente.workspace import operations as workspace
from entente.workspace.access import Refused
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)  # nine o'clock in Paris


def clock(hours: float = 0, days: float = 0) -> datetime:
    return FRIDAY + timedelta(hours=hours, days=days)


@pytest.fixture
def cast():
    found = assemble(at=clock(days=-30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=clock(days=-20))
    return found


def lead() -> Handover:
    return handed_over(contact=meet(name="Sara", at=clock()), at=clock())


def called_late(cast) -> Handover:
    row = lead()
    log_call(about=About(contact_id=row.contact_id), outcome="voicemail", by=cast.ada, at=clock(6))
    [call] = facts.standing(contacts=[row.contact_id], kinds=["call.logged"], since=clock())
    noting.note_attempts(entries=[call], at=clock(6))
    return row


def excuse(row: Handover, cast, at: datetime, term: str = "first_contact") -> int:
    return operations.give_excuse(
        handover_id=row.id, term=term, reason="System was down", by=cast.ada, at=at
    )


def first_contact(cast, at: datetime) -> tuple[int, int]:
    """How many breaches of it stand, and how many are excused."""
    week = periods.around(day=FRIDAY.date(), kind="week")
    card = queries.card(viewer=cast.noor, at=at, period=week, back=1)
    [line] = [one.line for one in card.lines if one.line.term.key == "first_contact"]
    return (len(line.broken), len(line.excused))


def test_nobody_is_excused_in_advance(cast):
    row = lead()

    for term in ("first_contact", "verdict", "reasons"):
        with pytest.raises(
            operations.UnableToExcuse, match="not broken for this lead; there is nothing"
        ):
            excuse(row, cast, clock(1), term)
    with pytest.raises(operations.UnableToExcuse, match="no such promise for this lead"):
        excuse(row, cast, clock(1), "hand_shakes")

    assert not Excuse.objects.exists()


def test_a_breach_of_a_promise_that_was_dropped_since_is_excused_as_any(cast):
    row = called_late(cast)
    kept = [one for one in STANDARD["promises"] if one["key"] != "first_contact"]
    agreements.agree(
        kind="sla", content={**STANDARD, "promises": kept}, by=cast.noor, at=clock(7),
        from_day=date(2026, 11, 28),
    )  # fmt: skip
    before = first_contact(cast, clock(1, days=1))

    given = excuse(row, cast, clock(1, days=1))
    operations.answer_excuse(excuse_id=given, approved=True, by=cast.milan, at=clock(2, days=1))

    assert (before, first_contact(cast, clock(3, days=1))) == ((1, 0), (0, 1))


def test_silence_over_a_weekend_means_yes_on_tuesday_evening_and_a_no_comes_too_late_then(cast):
    row = called_late(cast)
    given = excuse(row, cast, clock(7))
    tuesday = clock(8, days=4)  # five o'clock, the close of the second working day

    found = [first_contact(cast, at) for at in (clock(days=3), tuesday, tuesday + timedelta(1))]
    with pytest.raises(Refused, match="silence meant yes: this excuse counts already"):
        operations.answer_excuse(
            excuse_id=given, approved=False, by=cast.milan, at=tuesday + timedelta(1)
        )

    assert found == [(1, 0), (1, 0), (0, 1)]
    assert Excuse.objects.get().approved is None


def test_a_refused_excuse_stays_refused_when_other_hours_are_agreed(cast):
    row = called_late(cast)
    given = excuse(row, cast, clock(7))
    operations.answer_excuse(excuse_id=given, approved=False, by=cast.milan, at=clock(days=4))
    workspace.save_calendar(
        name="Every day", timezone="Europe/Paris", by=cast.root,
        hours={str(day): [["09:00", "17:00"]] for day in range(7)},
    )  # fmt: skip
    agreements.agree(
        kind="sla", content={**STANDARD, "calendar": "Every day"}, by=cast.noor,
        at=clock(2, days=4), from_day=date(2026, 12, 2),
    )  # fmt: skip

    at = clock(days=6)
    [shown] = excusing.excuses_of(handovers=[row.id], at=at).values()

    assert (first_contact(cast, at), shown.answer) == ((1, 0), "refused")


def test_anybody_of_the_other_side_answers_who_sees_the_lead(cast):
    given = excuse(called_late(cast), cast, clock(7))
    hidden = {(Team.MARKETING, Role.MEMBER, "handoff", "see"): Reach.NONE}

    with pytest.raises(Refused, match="Your seat does not let you see a hand-over"):
        operations.answer_excuse(
            excuse_id=given, approved=True, by=replace(cast.milan, overrides=hidden), at=clock(8)
        )
    operations.answer_excuse(excuse_id=given, approved=True, by=cast.milan, at=clock(8))

    assert Excuse.objects.get().answered_by_id == cast.milan.member_id
