"""A promise that is changed: each fact stands by what was promised when it occurred."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, noting
from entente.handoff.testing import handed_over
from entente.insights import sla as told
from entente.kit import periods
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.sla import queries
from entente.sla.rules.document import STANDARD
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine o'clock in Paris
CONTACT = "first_contact"


def clock(hours: float = 0, days: float = 0) -> datetime:
    return MONDAY + timedelta(hours=hours, days=days)


@pytest.fixture
def cast():
    found = assemble(at=clock(days=-30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=clock(days=-20))
    return found


def lead(cast, at: datetime, *, called: float | None = None) -> Handover:
    """Handed over at this moment, and tried so many hours after it."""
    row = handed_over(contact=meet(name="Sara", at=at), at=at)
    if called is not None:
        when = at + timedelta(hours=called)
        about = About(contact_id=row.contact_id)
        log_call(about=about, outcome="voicemail", by=cast.ada, at=when)
        [call] = facts.standing(contacts=[row.contact_id], kinds=["call.logged"], since=at)
        noting.note_attempts(entries=[call], at=when)
    return row


def changed(cast, key: str, at: datetime, from_day: date, **values: Any) -> None:
    """Sign the agreement with another text of one promise; a value of None is left out."""
    promises = [
        {name: value for name, value in {**one, **values}.items() if value is not None}
        if one["key"] == key
        else one
        for one in STANDARD["promises"]
    ]
    content = {**STANDARD, "promises": promises}
    agreements.agree(kind="sla", content=content, by=cast.noor, at=at, from_day=from_day)


def lines(cast, key: str, at: datetime, day: date | None = None) -> list[tuple]:
    """Each line of a promise in the week of the day: its name, its version, and how it stands."""
    week = periods.around(day=day or at.date(), kind="week")
    found = queries.card(viewer=cast.noor, at=at, period=week, back=1)
    return [
        (
            one.name,
            one.told_apart,
            one.line.met,
            one.line.of,
            float(one.line.target),
            one.line.word.value,
            [each.handover for each in one.line.broken],
        )
        for one in found.lines
        if one.line.term.key == key
    ]


def test_a_promise_that_reads_the_same_in_the_next_version_is_one_line(cast):
    late = lead(cast, clock(), called=6)
    changed(cast, "verdict", clock(8), date(2026, 11, 24), target="0.5")
    lead(cast, clock(days=1), called=1)

    assert lines(cast, CONTACT, clock(7, days=1)) == [
        ("First contact in 4 hours", "", 1, 2, 0.95, "too_few", [late.id]),
    ]
    card = queries.card(viewer=cast.noor, at=clock(7, days=1), back=1)
    assert {one.judged_by for one in card.lines if one.line.term.key == CONTACT} == {
        "versions 1 and 2",
    }
    assert card.judges[late.id, "sales"] == "version 1"


def test_a_lower_target_from_tomorrow_mends_nothing_of_today(cast):
    for _ in range(3):
        lead(cast, clock(), called=1)
    late = lead(cast, clock(), called=6)

    changed(
        cast, CONTACT, clock(8), date(2026, 11, 24), target="0.1", clauses=["hand_raise"]
    )  # fmt: skip

    assert lines(cast, CONTACT, clock(7, days=1)) == [
        ("First contact in 4 hours, hand-raisers", "version 2, from 24 Nov", 0, 0, 0.1,
         "nothing_yet", []),
        ("First contact in 4 hours", "version 1, until 23 Nov", 3, 4, 0.95, "missing", [late.id]),
    ]  # fmt: skip


def test_another_promise_under_the_same_key_leaves_the_breach_of_the_first_its_name(cast):
    late = lead(cast, clock(), called=6)

    changed(
        cast, CONTACT, clock(8), date(2026, 11, 24),
        promise="verdict", within_hours=None, working_days=9,
    )  # fmt: skip

    assert lines(cast, CONTACT, clock(7, days=1)) == [
        ("Verdict within 9 working days", "version 2, from 24 Nov", 0, 0, 0.95, "nothing_yet", []),
        ("First contact in 4 hours", "version 1, until 23 Nov", 0, 1, 0.95, "too_few", [late.id]),
    ]


def test_what_is_due_next_week_by_what_was_promised_this_week_stands_there_by_it(cast):
    friday = lead(cast, clock(7, days=4), called=20 + 48)  # 16:00, called on Monday at noon
    changed(cast, CONTACT, clock(8, days=4), date(2026, 11, 30), within_hours="2")
    monday = lead(cast, clock(days=7), called=1)

    later = clock(7, days=7)
    assert lines(cast, CONTACT, later) == [
        ("First contact in 2 hours", "version 2, from 30 Nov", 1, 1, 0.95, "too_few", []),
        ("First contact in 4 hours", "version 1, until 29 Nov", 1, 1, 0.95, "too_few", []),
    ]
    assert [name for name, *_ in lines(cast, CONTACT, later, date(2026, 11, 25))] == [
        "First contact in 4 hours"
    ]
    assert [(one[0], one[1]) for one in lines(cast, CONTACT, clock(7, days=14))] == [
        ("First contact in 2 hours", "")
    ]
    assert friday.id != monday.id


def test_leads_owed_each_week_are_owed_to_each_version_for_its_days(cast):
    for _ in range(3):
        lead(cast, clock())
    changed(cast, "handed_over", clock(8), date(2026, 11, 25), target="5")
    for _ in range(2):
        lead(cast, clock(days=2))

    before, after, over = (
        lines(cast, "handed_over", at, date(2026, 11, 25))
        for at in (clock(1, days=1), clock(1, days=2), clock(days=7))
    )

    name, first, second = "Leads handed over", "version 1, until 24 Nov", "version 2, from 25 Nov"
    assert before == [(name, first, 3, 0, 4.0, "on_pace", [])]
    assert after == [
        (name, second, 2, 0, 3.0, "on_pace", []),
        (name, first, 3, 0, 4.0, "missing", []),
    ]
    assert over == [
        (name, second, 2, 0, 3.0, "missing", []),
        (name, first, 3, 0, 4.0, "missing", []),
    ]


def test_ten_leads_a_week_and_ten_a_month_are_two_promises(cast):
    lead(cast, clock())
    monthly = {**STANDARD, "period": "month"}
    agreements.agree(
        kind="sla", content=monthly, by=cast.noor, at=clock(8), from_day=date(2026, 11, 24)
    )

    assert lines(cast, "handed_over", clock(7, days=1)) == [
        ("Leads handed over", "version 2, from 24 Nov", 0, 0, 2.0, "on_pace", []),
        ("Leads handed over", "version 1, until 23 Nov", 1, 0, 2.0, "missing", []),
    ]
    assert [one[1] for one in lines(cast, CONTACT, clock(7, days=1))] == [""]


def test_a_version_that_is_replaced_within_a_day_held_until_that_hour(cast):
    late = lead(cast, clock(), called=6)
    changed(cast, CONTACT, clock(7, days=1), date(2026, 11, 24), target="0.5")

    assert [one[1:] for one in lines(cast, CONTACT, clock(8, days=1))] == [
        ("version 2, from 24 Nov, 16:00", 0, 0, 0.5, "nothing_yet", []),
        ("version 1, until 24 Nov, 16:00", 0, 1, 0.95, "too_few", [late.id]),
    ]


def test_what_is_promised_again_is_one_line_with_what_was_promised_before(cast):
    first = lead(cast, clock(), called=6)
    changed(cast, CONTACT, clock(8), date(2026, 11, 24), target="0.5")
    second = lead(cast, clock(days=1), called=6)
    changed(cast, CONTACT, clock(8, days=1), date(2026, 11, 25))
    third = lead(cast, clock(days=2), called=6)

    assert [one[1:] for one in lines(cast, CONTACT, clock(7, days=2))] == [
        ("versions 1 and 3", 0, 2, 0.95, "too_few", [first.id, third.id]),
        ("version 2, on 24 Nov", 0, 1, 0.5, "too_few", [second.id]),
    ]


def test_a_promise_that_is_new_or_gone_says_from_when_and_until_when(cast):
    late = lead(cast, clock(), called=6)
    kept = [one for one in STANDARD["promises"] if one["key"] != CONTACT]
    new = {"key": "calls", "promise": "attempts", "target": "0.5", "working_days": 1}
    agreements.agree(
        kind="sla", content={**STANDARD, "promises": [*kept, new]}, by=cast.noor, at=clock(8),
        from_day=date(2026, 11, 24),
    )  # fmt: skip

    at = clock(7, days=1)
    assert lines(cast, CONTACT, at) == [
        ("First contact in 4 hours", "version 1, until 23 Nov", 0, 1, 0.95, "too_few", [late.id]),
    ]
    assert lines(cast, "calls", at) == [
        ("1 attempt in 1 working day", "version 2, from 24 Nov", 0, 0, 0.5, "nothing_yet", []),
    ]
    assert lines(cast, "reasons", at)[0][1] == ""


def test_a_lead_that_waits_on_under_a_former_promise_has_no_line_before_it_is_decided(cast):
    row = lead(cast, clock())
    changed(cast, "accepted", clock(8), date(2026, 11, 24), target="0.5")

    def told(at: datetime) -> list[tuple]:
        return [(one[1], *one[2:4]) for one in lines(cast, "accepted", at)]

    this_week, next_week = told(clock(7, days=1)), told(clock(days=9))
    deciding.reject(
        handover_id=row.id, reason="wrong_person", by=cast.ada, at=clock(1, days=9)
    )  # fmt: skip

    first, second = "version 1, until 23 Nov", "version 2, from 24 Nov"
    assert this_week == [(second, 0, 0), (first, 0, 0)]
    assert next_week == [("", 0, 0)]
    assert told(clock(2, days=9)) == [(second, 0, 0), (first, 0, 1)]


def test_the_weeks_before_stand_in_the_trend_as_they_did(cast):
    for _ in range(4):
        lead(cast, clock(), called=6)
    sunday = clock(days=6)
    before = queries.card(viewer=cast.noor, at=sunday, back=2)
    changed(cast, CONTACT, sunday, date(2026, 11, 30), target="0.1", within_hours="40")

    after = queries.card(viewer=cast.noor, at=clock(7, days=7), back=2)

    assert after.trend[1] == before.trend[2]
    assert before.trend[2][1]["sales"] == 0


LATE = 13  # ten in the evening, when nobody works any more


def test_what_is_owed_of_a_version_without_working_time_is_nothing(cast):
    """Version 2 is signed on Monday at ten in the evening, version 3 from Tuesday."""
    changed(cast, "handed_over", clock(LATE), date(2026, 11, 23), target="8")
    at = clock(LATE + 1)
    before = lines(cast, "handed_over", at)
    changed(cast, "handed_over", clock(LATE + 0.5), date(2026, 11, 24), target="20")
    after = lines(cast, "handed_over", at)
    for _ in range(3):
        lead(cast, clock(LATE + 0.6))
    handed = lines(cast, "handed_over", at)

    name, first = "Leads handed over", "version 1, until 23 Nov, 22:00"
    until = "version 2, on 23 Nov from 22:00"
    was = (name, first, 0, 0, 2.0, "missing", [])
    assert before == [(name, "version 2, from 23 Nov, 22:00", 0, 0, 7.0, "on_pace", []), was]
    assert after == [(name, until, 0, 0, 0.0, "nothing_yet", []), was]
    assert handed == [(name, until, 3, 0, 0.0, "kept", []), was]


def test_a_version_that_is_yet_to_begin_has_judged_nothing(cast):
    for _ in range(3):
        lead(cast, clock(), called=1)
    before = queries.card(viewer=cast.noor, at=clock(9), back=1)
    changed(cast, CONTACT, clock(8), date(2026, 11, 24), target="0.1")
    card, next_day = (
        queries.card(viewer=cast.noor, at=at, back=1) for at in (clock(9), clock(1, days=1))
    )

    same = [one for one in before.lines if one.line.term.key != CONTACT]
    assert [one for one in card.lines if one.line.term.key != CONTACT] == same
    assert {(one.versions, one.judged_by) for one in card.lines} == {
        ((1,), "version 1"),
        ((1,), "version 1, until 23 Nov"),
    }
    each = "each lead by the version in force at the time."
    assert told.judged_by(card=card) == f"Judged by the service level agreement, version 1; {each}"
    assert told.judged_by(card=next_day) == (
        f"Judged by the service level agreement, version 2, and by version 1; {each}"
    )
