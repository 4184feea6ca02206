"""What of a wait is the system's and what is people's, and who only looks slow."""

from datetime import timedelta

import pytest

from entente.sla.rules import timing
from entente.sla.rules.facts import Question
from entente.sla.rules.timing import Asked, Spent, Wait
from entente.sla.tests.cast import OFFICE, QUESTION_HOURS, decided, lead, on, tried

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NONE = timedelta(0)


def waited(facts, at=None) -> Wait:
    return timing.waited(
        facts=facts, calendar=OFFICE, question_hours=QUESTION_HOURS, at=at or on(30)
    )


@pytest.mark.parametrize(
    ("why", "facts", "expected"),
    [
        ("handed over at ten, offered at twelve, tried at half past",
         {"first_offered_at": on(9, "12:00"), "attempts": (tried(on(9, "12:30")),)},
         Wait(system=2 * HOUR, people=30 * MINUTE, contacted=True)),
        ("offered at night: nobody's time passes while the office is closed",
         {"first_offered_at": on(9, "23:00"), "attempts": (tried(on(10, "09:10")),)},
         Wait(system=7 * HOUR, people=10 * MINUTE, contacted=True)),
        ("not offered yet: all of it is the system's",
         {"first_offered_at": None}, Wait(system=3 * HOUR, people=NONE, contacted=False)),
        ("not tried yet: the wait so far", {}, Wait(system=NONE, people=3 * HOUR, contacted=False)),
        ("a verdict without a try ends the wait and is no contact",
         {"verdict": decided(on(9, "11:00"), "rejected", "too small")},
         Wait(system=NONE, people=HOUR, contacted=False)),
        ("a try that is logged later is not there yet",
         {"attempts": (tried(on(9, "15:00")),)},
         Wait(system=NONE, people=3 * HOUR, contacted=False)),
        ("while marketing is asked the person's clock rests",
         {"questions": (Question(on(9, "10:30"), on(9, "12:30")),)},
         Wait(system=NONE, people=HOUR, contacted=False)),
        ("joined with another at eleven: it waits no longer",
         {"ended_at": on(9, "11:00")}, Wait(system=NONE, people=HOUR, contacted=False)),
    ],
)  # fmt: skip
def test_where_the_time_of_a_lead_went_by_one_o_clock(why, facts, expected):
    at = on(10, "13:00") if "night" in why else on(9, "13:00")

    assert waited(lead(**facts), at) == expected, why


@pytest.mark.parametrize(
    ("why", "facts", "expected"),
    [
        ("nothing was asked", {}, (0, 0, NONE)),
        ("asked and answered within two hours",
         {"questions": (Question(on(9, "10:30"), on(9, "12:30")),)}, (1, 0, 2 * HOUR)),
        ("two questions, the second still waits",
         {"questions": (Question(on(9, "10:00"), on(9, "11:00")), Question(on(9, "12:00"), None))},
         (2, 1, 2 * HOUR)),
        ("decided without the answer: the clock rests no longer, nobody waits for it",
         {"questions": (Question(on(9, "10:30"), None),),
          "verdict": decided(on(9, "11:00"), "rejected", "too small")}, (1, 0, 30 * MINUTE)),
        ("asked later than that", {"questions": (Question(on(9, "15:00"), None),)}, (0, 0, NONE)),
    ],
)  # fmt: skip
def test_what_marketing_was_asked_about_a_lead_by_one_o_clock(why, facts, expected):
    found = timing.asked(
        facts=lead(**facts), calendar=OFFICE, question_hours=QUESTION_HOURS, at=on(9, "13:00")
    )

    assert (found.questions, found.unanswered, found.rested) == expected, why


def test_questions_about_several_leads_are_counted_together():
    one = Asked(questions=2, unanswered=1, rested=HOUR)

    assert timing.all_asked(asked=[]) == Asked(questions=0, unanswered=0, rested=NONE)
    assert timing.all_asked(asked=[one, one]) == Asked(questions=4, unanswered=2, rested=2 * HOUR)


def test_waits_are_summed_by_name_and_nobody_is_ranked():
    slow = Wait(system=4 * HOUR, people=HOUR, contacted=True)
    quick = Wait(system=NONE, people=2 * HOUR, contacted=False)

    found = timing.spent(waits=[("Tom", slow), ("Ada", quick), ("Tom", quick)])

    assert found == [
        Spent(label="Ada", leads=1, contacted=0, system=NONE, people=2 * HOUR),
        Spent(label="Tom", leads=2, contacted=1, system=4 * HOUR, people=3 * HOUR),
    ]
    assert (found[1].mean_system, found[1].mean_people, found[1].mean) == (
        2 * HOUR, 90 * MINUTE, 210 * MINUTE,
    )  # fmt: skip


def group(label: str, system: int, people: int, leads: int = 10) -> Spent:
    """`system` and `people` are minutes per lead."""
    return Spent(
        label=label, leads=leads, contacted=leads, system=leads * system * MINUTE,
        people=leads * people * MINUTE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("why", "groups", "expected"),
    [
        ("Tom's leads wait in the system", [group("Ada", 0, 95), group("Tom", 65, 100)], "Tom"),
        ("Tom is slow himself", [group("Ada", 0, 95), group("Tom", 0, 170)], None),
        ("both: then it is not only the system", [group("Ada", 0, 60), group("Tom", 60, 90)], None),
        ("hardly longer", [group("Ada", 0, 95), group("Tom", 20, 95)], None),
        ("too few leads to say so", [group("Ada", 0, 95), group("Tom", 65, 100, 4)], None),
        ("nobody to compare with", [group("Tom", 65, 100)], None),
        ("none at all", [], None),
    ],
)
def test_who_looks_slow_and_is_not(why, groups, expected):
    found = timing.looks_slow(groups=groups)

    assert (found and found.label) == expected, why


def test_half_are_reached_by_a_time_that_counts_those_who_still_wait():
    # Of the responses 4, 7, 12, 30, 45+, 60, 90, 120+, 240, 300+ minutes half came by the 60th;
    # the mean of the answered ones alone, 63, would know nothing of those who wait.
    minutes = [4, 7, 12, 30, -45, 60, 90, -120, 240, -300]
    waits = [Wait(system=NONE, people=abs(n) * MINUTE, contacted=n > 0) for n in minutes]

    assert timing.half_contacted(waits=waits) == 60 * MINUTE
    assert timing.half_contacted(waits=waits[4:5]) is None
    assert timing.half_contacted(waits=[]) is None
