"""The clock of a lead, from the first offer to the first touch, in working time."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from entente.kit.businesstime.clock import Measured
from entente.kit.businesstime.hours import Closed
from entente.sla.rules import clocks
from entente.sla.rules.clocks import Reading, State
from entente.sla.rules.facts import Delays, Question, SetAside, delays
from entente.sla.tests.cast import (
    FIRST_CONTACT,
    HAND_RAISERS,
    OFFICE,
    QUESTION_HOURS,
    VERDICT,
    decided,
    lead,
    on,
    tried,
)

MINUTE = timedelta(minutes=1)


def read(facts, at, term=FIRST_CONTACT, calendar=OFFICE) -> Reading:
    return clocks.first_contact_clock(
        facts=facts, term=term, calendar=calendar, question_hours=QUESTION_HOURS, at=at
    )


def test_the_reminder_comes_when_the_agreed_part_of_the_time_is_gone():
    states = [
        clocks.first_contact_clock(
            facts=lead(), term=FIRST_CONTACT, calendar=OFFICE, question_hours=QUESTION_HOURS,
            at=on(9, text), remind_at=Fraction(1, 4),
        ).state
        for text in ("10:59", "11:00")
    ]  # fmt: skip

    assert states == [State.CALM, State.SOON]


def test_a_clock_is_calm_then_soon_then_late():
    facts = lead()
    states = {
        text: (found.state, found.left, found.late_by)
        for text in ("10:00", "12:59", "13:00", "13:22", "14:00", "14:22")
        for found in [read(facts, on(9, text))]
    }

    assert states == {
        "10:00": (State.CALM, 240 * MINUTE, 0 * MINUTE),
        "12:59": (State.CALM, 61 * MINUTE, 0 * MINUTE),
        "13:00": (State.SOON, 60 * MINUTE, 0 * MINUTE),
        "13:22": (State.SOON, 38 * MINUTE, 0 * MINUTE),
        "14:00": (State.SOON, 0 * MINUTE, 0 * MINUTE),
        "14:22": (State.LATE, 0 * MINUTE, 22 * MINUTE),
    }


def test_a_friday_evening_lead_is_due_on_monday_morning():
    facts = lead(created_at=on(13, "16:50"), first_offered_at=on(13, "16:50"))

    found = read(facts, on(13, "16:55"), HAND_RAISERS)

    assert (found.started_at, found.soon_at, found.due_at) == (
        on(13, "16:50"),
        on(16, "09:01") + timedelta(seconds=15),
        on(16, "09:05"),
    )


def test_on_a_sunday_night_the_clock_rests_and_says_until_when():
    facts = lead(created_at=on(15, "23:10"), first_offered_at=on(15, "23:10"))

    found = read(facts, on(15, "23:30"))

    assert found == Reading(
        State.PAUSED,
        started_at=on(15, "23:10"),
        soon_at=on(16, "12:00"),
        due_at=on(16, "13:00"),
        left=240 * MINUTE,
        until=on(16, "09:00"),
        because="closed",
    )


def test_late_stays_late_at_night():
    assert read(lead(), on(9, "22:00")).state is State.LATE
    assert read(lead(), on(9, "22:00")).late_by == 180 * MINUTE


def test_a_touch_in_time_stops_the_clock_and_the_last_moment_is_in_time():
    touched = lead(attempts=(tried(on(9, "11:04")),))
    last = lead(attempts=(tried(on(9, "14:00")),))
    after = lead(attempts=(tried(on(9, "14:22")), tried(on(9, "15:00"))))

    assert (read(touched, on(9, "16:00")).state, read(touched, on(9, "16:00")).took) == (
        State.MET,
        64 * MINUTE,
    )
    assert read(last, on(9, "16:00")).state is State.MET
    found = read(after, on(9, "16:00"))
    assert (found.state, found.late_by) == (State.MET_LATE, 22 * MINUTE)
    assert read(touched, on(9, "11:00")).state is State.CALM  # not yet


def test_before_the_first_offer_runs_the_systems_clock_and_not_the_persons():
    waiting = lead(first_offered_at=None)
    offered = lead(first_offered_at=on(9, "12:00"), attempts=(tried(on(9, "12:30")),))

    assert read(waiting, on(10)) == Reading(State.NOT_STARTED)
    assert delays(facts=offered, calendar=OFFICE, question_hours=QUESTION_HOURS) == Delays(
        system=Measured(120 * MINUTE, 120 * MINUTE, backwards=False),
        human=Measured(30 * MINUTE, 30 * MINUTE, backwards=False),
    )
    assert delays(facts=waiting, calendar=OFFICE, question_hours=QUESTION_HOURS) == Delays(
        None, None
    )


def test_a_question_to_marketing_rests_the_clock_for_the_agreed_hours_in_all():
    asked = lead(
        questions=(
            Question(on(9, "11:00"), on(9, "12:00")),
            Question(on(9, "13:00"), on(10, "12:00")),  # three of the four hours are left
        )
    )

    found = read(asked, on(9, "15:00"))

    assert (found.state, found.because, found.until) == (State.PAUSED, "question", on(9, "16:00"))
    assert found.left == 120 * MINUTE
    assert found.due_at == on(10, "10:00")


def test_an_unanswered_question_does_not_rest_it_for_ever():
    asked = lead(questions=(Question(on(9, "11:00"), None),))

    assert read(asked, on(9, "14:59")).state is State.PAUSED
    assert read(asked, on(9, "15:00")).state is State.CALM
    assert read(asked, on(10, "10:01")).state is State.LATE


def test_only_the_buyers_date_rests_the_clock():
    until = on(11, "09:00")
    theirs = lead(set_asides=(SetAside(on(9, "11:00"), until, buyers_date=True),))
    ours = lead(set_asides=(SetAside(on(9, "11:00"), until, buyers_date=False),))
    taken_up = lead(
        set_asides=(SetAside(on(9, "11:00"), until, buyers_date=True, ended_at=on(10, "09:00")),)
    )

    found = read(theirs, on(10))
    assert (found.state, found.because, found.until) == (State.PAUSED, "set_aside", until)
    assert found.due_at == on(11, "12:00")
    assert read(ours, on(10)).state is State.LATE
    assert read(taken_up, on(10)).due_at == on(10, "12:00")


def test_a_pause_that_ends_at_night_lasts_until_the_morning():
    asked = lead(set_asides=(SetAside(on(9, "11:00"), on(9, "20:00"), buyers_date=True),))

    found = read(asked, on(9, "12:00"))

    assert (found.because, found.until) == ("set_aside", on(10, "09:00"))


def test_a_verdict_is_due_at_the_close_of_the_fifth_working_day():
    def by_days(facts, at):
        return clocks.verdict_clock(
            facts=facts, term=VERDICT, calendar=OFFICE, question_hours=QUESTION_HOURS, at=at
        )

    decided_in_time = lead(verdict=decided(on(16, "16:59"), "accepted"))

    assert by_days(lead(), on(10)).due_at == on(16, "17:00")
    assert by_days(lead(), on(10)).state is State.CALM
    assert by_days(lead(), on(17, "09:30")).state is State.LATE
    assert by_days(decided_in_time, on(20)).state is State.MET


def test_a_question_moves_the_verdict_too():
    asked = lead(questions=(Question(on(9, "11:00"), on(9, "13:00")),))

    found = clocks.verdict_clock(
        facts=asked, term=VERDICT, calendar=OFFICE, question_hours=QUESTION_HOURS, at=on(10)
    )

    assert found.due_at == on(17, "11:00")


def test_whoever_is_away_until_further_notice_is_never_late():
    away = replace(OFFICE, absences=(Closed(on(9, "10:00"), None),))

    found = read(lead(), on(20), calendar=away)

    assert (found.state, found.due_at, found.until) == (State.PAUSED, None, None)


def test_history_starts_no_clock():
    assert read(lead(imported=True), on(20)) == Reading(State.NOT_STARTED)


@pytest.mark.parametrize("hours", [1, 3, 5])
def test_the_clock_runs_on_through_a_reassignment(hours):
    # Only the first offer is in the facts: a second one has nothing to say to the clock.
    assert read(lead(), on(9, "10:00") + timedelta(hours=hours)).due_at == on(9, "14:00")
