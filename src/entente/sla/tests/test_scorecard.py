"""Promises kept and broken, on one page for both sides."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from entente.sla.rules import excuses, judging, quota, scorecard
from entente.sla.rules.excuses import Answer, Excuse
from entente.sla.rules.facts import Facts, Question
from entente.sla.rules.judging import Judgement, Outcome
from entente.sla.rules.scorecard import Progress, Word
from entente.sla.rules.terms import Promise, Term
from entente.sla.tests.cast import (
    ACCEPTED,
    ATTEMPTS,
    CONTEXT,
    FIRST_CONTACT,
    HAND_RAISERS,
    HANDED_OVER,
    OFFICE,
    QUESTION_HOURS,
    REASONS,
    VERDICT,
    decided,
    lead,
    on,
    tried,
)

MINUTE = timedelta(minutes=1)
WEEK = (on(9, "00:00"), on(16, "00:00"))
ALL_TERMS = (
    HANDED_OVER, ACCEPTED, CONTEXT, FIRST_CONTACT, VERDICT, ATTEMPTS, REASONS,
)  # fmt: skip


def judge(facts: Facts, term: Term, at=None) -> Judgement:
    return judging.judge(
        facts=facts,
        term=term,
        calendar=OFFICE,
        question_hours=QUESTION_HOURS,
        at=at or on(30),
    )


def test_first_contact_kept_broken_and_open():
    kept = judge(lead(attempts=(tried(on(9, "14:00")),)), FIRST_CONTACT)
    broken = judge(lead(attempts=(tried(on(9, "14:22")),)), FIRST_CONTACT)
    waiting = judge(lead(), FIRST_CONTACT, at=on(9, "13:00"))

    assert kept == Judgement(
        FIRST_CONTACT, 1, Outcome.KEPT, on(9, "14:00"), on(9, "14:00"), on(9, "14:00")
    )
    assert broken == Judgement(
        FIRST_CONTACT,
        1,
        Outcome.BROKEN,
        on(9, "14:00"),
        on(9, "14:00"),
        on(9, "14:22"),
        22 * MINUTE,
    )
    assert waiting == Judgement(FIRST_CONTACT, 1, Outcome.OPEN, None, on(9, "14:00"))


def test_a_lead_sent_back_before_it_was_due_is_owed_no_contact():
    sent_back = lead(verdict=decided(on(9, "10:30"), "rejected", "too small"))
    taken_on = lead(verdict=decided(on(9, "10:30"), "accepted"))

    assert judge(sent_back, FIRST_CONTACT).outcome is Outcome.NOT_OWED
    assert judge(taken_on, FIRST_CONTACT).outcome is Outcome.BROKEN


def test_sending_it_back_late_mends_nothing():
    sent_back = lead(verdict=decided(on(9, "15:00"), "rejected", "too small"))

    assert judge(sent_back, FIRST_CONTACT).late_by == 60 * MINUTE


def test_six_attempts_over_two_means_or_the_buyer_was_reached():
    calls = tuple(tried(on(day, "11:00")) for day in (9, 10, 11, 12, 13, 16))
    mail = tried(on(17), "mail")
    at = on(27)

    assert judge(lead(attempts=calls), ATTEMPTS, at).outcome is Outcome.BROKEN
    enough = judge(lead(attempts=(*calls, mail)), ATTEMPTS, at)
    assert (enough.outcome, enough.done_at) == (Outcome.KEPT, on(17))
    reached = judge(lead(attempts=(tried(on(9, "11:00"), connected=True),)), ATTEMPTS, at)
    assert (reached.outcome, reached.done_at) == (Outcome.KEPT, on(9, "11:00"))
    assert judge(lead(attempts=calls[:2]), ATTEMPTS, on(20)).outcome is Outcome.OPEN
    assert judge(lead(), ATTEMPTS, at).due_at == on(23, "17:00")


def test_a_verdict_ends_the_attempts_that_are_owed_and_makes_none():
    accepted = lead(verdict=decided(on(10), "accepted"))
    rejected = lead(verdict=decided(on(10), "rejected", "too small"))
    too_late = lead(verdict=decided(on(24), "accepted"))
    talked = tried(on(10, "08:00"), connected=True)

    assert judge(accepted, ATTEMPTS).outcome is Outcome.NOT_OWED
    assert judge(rejected, ATTEMPTS).outcome is Outcome.NOT_OWED
    assert judge(too_late, ATTEMPTS, on(25)).outcome is Outcome.BROKEN
    reached = lead(verdict=decided(on(10), "accepted"), attempts=(talked,))
    assert judge(reached, ATTEMPTS).outcome is Outcome.KEPT


def test_what_marketing_promised_is_judged_by_sales_verdict_and_by_the_context():
    refused = lead(verdict=decided(on(10), "rejected", "too small"), context_complete=False)
    taken = lead(verdict=decided(on(10), "accepted"))

    assert [judge(refused, term).outcome for term in (ACCEPTED, CONTEXT, HANDED_OVER)] == [
        Outcome.BROKEN,
        Outcome.BROKEN,
        Outcome.KEPT,
    ]
    assert judge(taken, ACCEPTED).outcome is Outcome.KEPT
    assert judge(lead(), ACCEPTED).outcome is Outcome.OPEN


def test_a_no_has_a_reason():
    outcomes = [
        judge(lead(verdict=verdict), REASONS).outcome
        for verdict in (
            decided(on(10), "rejected", "too small"),
            decided(on(10), "recycled", "  "),
            decided(on(10), "accepted"),
            None,
        )
    ]

    assert outcomes == [Outcome.KEPT, Outcome.BROKEN, Outcome.NOT_OWED, Outcome.OPEN]


@pytest.mark.parametrize("term", ALL_TERMS, ids=lambda term: term.key)
def test_imported_history_breaks_no_promise(term):
    past = lead(imported=True, context_complete=False)

    assert judge(past, term) == Judgement(term, 1, Outcome.NOT_OWED)


def test_a_term_for_hand_raisers_leaves_the_others_alone():
    assert judge(lead(clause="sql"), HAND_RAISERS).outcome is Outcome.NOT_OWED
    assert judge(lead(clause="hand_raise"), HAND_RAISERS).due_at == on(9, "10:15")


def test_a_lead_that_nobody_was_offered_breaks_no_promise_of_sales():
    lost_in_the_system = lead(first_offered_at=None)

    assert [judge(lost_in_the_system, term).outcome for term in (FIRST_CONTACT, VERDICT)] == [
        Outcome.OPEN,
        Outcome.OPEN,
    ]


def line(term: Term, judgements: list[Judgement], days: object = 2, **more: object):
    return scorecard.line(
        term=term,
        judgements=judgements,
        start=WEEK[0],
        until=WEEK[1],
        progress=Progress(Fraction(days), 5),
        **more,
    )


def verdicts(term: Term, kept: int, broken: int) -> list[Judgement]:
    return [
        Judgement(term, n, Outcome.KEPT if n < kept else Outcome.BROKEN, on(9, "12:00"))
        for n in range(kept + broken)
    ]


@pytest.mark.parametrize(
    ("term", "kept", "broken", "days", "word"),
    [
        (HANDED_OVER, 19, 0, 2, Word.ON_PACE),  # 16.8 by the evening of the second day
        (HANDED_OVER, 15, 0, 2, Word.SHORT),
        (HANDED_OVER, 42, 0, 2, Word.KEPT),
        (HANDED_OVER, 20, 0, 4, Word.MISSING),  # 22 in one day is out of reach
        (HANDED_OVER, 41, 0, 5, Word.MISSING),
        (HANDED_OVER, 0, 0, 0, Word.ON_PACE),
        (ACCEPTED, 71, 29, 2, Word.SHORT),
        (ACCEPTED, 75, 25, 2, Word.KEPT),
        (ACCEPTED, 71, 29, 5, Word.MISSING),
        (ACCEPTED, 0, 0, 2, Word.NOTHING_YET),
        (CONTEXT, 19, 0, 2, Word.KEPT),
        (FIRST_CONTACT, 22, 3, 3, Word.MISSING),
        (FIRST_CONTACT, 2, 1, 0, Word.SHORT),
        (FIRST_CONTACT, 1, 1, 5, Word.TOO_FEW),  # two leads say nothing, whether kept or broken
        (REASONS, 2, 0, 5, Word.TOO_FEW),
        (HANDED_OVER, 0, 0, 5, Word.MISSING),  # a count is no share
        (VERDICT, 93, 7, 5, Word.KEPT),
    ],
)
def test_the_word_for_each_promise(term, kept, broken, days, word):
    assert line(term, verdicts(term, kept, broken), days).word is word


def test_before_the_first_lead_is_due_nobody_is_behind_and_nothing_is_told():
    """Forty-two in five days: the first is due after five forty-seconds of a day."""
    for days, kept, word, attained in (
        (Fraction(1, 10), 0, Word.ON_PACE, None),
        (Fraction(1, 10), 42, Word.KEPT, 1),  # all are there
        (Fraction(5, 42), 0, Word.SHORT, 0),
    ):
        found = line(HANDED_OVER, verdicts(HANDED_OVER, kept, 0), days)
        assert (found.word, found.attained) == (word, attained)


def test_a_line_keeps_its_counts_and_its_facts():
    judgements = [*verdicts(FIRST_CONTACT, 2, 2), judge(lead(9), FIRST_CONTACT, at=on(9, "11:00"))]
    outside = Judgement(FIRST_CONTACT, 77, Outcome.BROKEN, WEEK[1])

    found = line(FIRST_CONTACT, [*judgements, outside], excused=frozenset({("first_contact", 3)}))

    assert (found.met, found.of, found.share, found.open) == (2, 3, Fraction(2, 3), 1)
    assert found.judged == {0, 1, 2}
    assert [one.handover for one in found.broken] == [2]
    assert [one.handover for one in found.excused] == [3]
    assert found.attained == Fraction(2, 3) / Fraction(95, 100)


def test_what_another_version_promised_under_the_same_key_is_another_line():
    stricter = replace(FIRST_CONTACT, within=timedelta(hours=2))
    touched = lead(attempts=(tried(on(9, "13:00")),))

    yesterday, today = judge(touched, FIRST_CONTACT), judge(touched, stricter)
    both = [yesterday, replace(today, handover=2)]
    found = {term: line(term, both) for term in (FIRST_CONTACT, stricter)}

    assert (yesterday.outcome, today.outcome) == (Outcome.KEPT, Outcome.BROKEN)
    assert {term: (one.met, one.of, one.judged) for term, one in found.items()} == {
        FIRST_CONTACT: (1, 1, {1}),
        stricter: (0, 1, {2}),
    }


@pytest.mark.parametrize(
    ("undecided", "word"),
    [(0, Word.MISSING), (16, Word.MISSING), (17, Word.SHORT)],  # 19 of 20 are 95 %
)
def test_a_promise_that_has_ended_is_mended_only_by_what_is_not_decided_yet(undecided, word):
    waiting = [replace(judge(lead(), FIRST_CONTACT, at=on(9, "11:00")), handover=50 + n)
               for n in range(undecided)]  # fmt: skip
    judgements = [*verdicts(FIRST_CONTACT, 2, 1), *waiting]

    found = scorecard.line(
        term=FIRST_CONTACT, judgements=judgements, start=WEEK[0], until=WEEK[1],
        progress=Progress(Fraction(2), 2, ended=True),
    )  # fmt: skip

    assert (found.met, found.of, found.open, found.word) == (2, 3, undecided, word)


def test_a_promise_that_changed_is_one_of_its_side_and_each_of_its_lines_weighs_by_its_leads():
    lower = replace(FIRST_CONTACT, target=Fraction(1, 2))
    before = line(FIRST_CONTACT, verdicts(FIRST_CONTACT, 0, 4))
    after = line(lower, verdicts(lower, 2, 0))
    verdict = line(VERDICT, verdicts(VERDICT, 100, 0))

    found = scorecard.compliance(lines=[after, before, verdict])

    # None of four, and at most all of two: a third; beside it a promise that is kept whole.
    assert (after.word, before.word) == (Word.TOO_FEW, Word.MISSING)
    assert found == {"marketing": None, "sales": (Fraction(1, 3) + 1) / 2}


def test_leads_too_few_under_each_version_are_told_once_they_are_enough_together():
    lower = replace(FIRST_CONTACT, target=Fraction(1, 2))
    lines = [line(term, verdicts(term, 2, 0)) for term in (FIRST_CONTACT, lower)]

    assert [one.word for one in lines] == [Word.TOO_FEW, Word.TOO_FEW]
    assert scorecard.compliance(lines=lines)["sales"] == Fraction(1)
    assert scorecard.compliance(lines=lines[:1])["sales"] is None


def test_the_accord_is_kept_as_well_as_its_weaker_side_keeps_it():
    marketing = line(HANDED_OVER, verdicts(HANDED_OVER, 21, 0), 5)
    sales = line(FIRST_CONTACT, verdicts(FIRST_CONTACT, 19, 1), 5)

    assert scorecard.compliance(lines=[marketing, sales]) == {
        "marketing": Fraction(1, 2),
        "sales": Fraction(1),
    }
    assert scorecard.both(lines=[marketing, sales]) == Fraction(1, 2)
    assert scorecard.both(lines=[sales]) is None


def test_of_a_handful_of_leads_nothing_is_told():
    few = line(FIRST_CONTACT, verdicts(FIRST_CONTACT, 0, 2), 5)
    marketing = line(HANDED_OVER, verdicts(HANDED_OVER, 42, 0), 5)

    assert (few.met, few.of, few.judged, few.attained) == (0, 2, frozenset({0, 1}), None)
    assert scorecard.compliance(lines=[marketing, few]) == {
        "marketing": Fraction(1),
        "sales": None,
    }
    assert scorecard.both(lines=[marketing, few]) is None


def test_enough_leads_of_which_too_few_are_judged_say_nothing_of_a_side():
    counted = line(HANDED_OVER, verdicts(HANDED_OVER, 42, 0), 5)
    few = line(CONTEXT, verdicts(CONTEXT, 0, 2), 5)

    assert scorecard.compliance(lines=[counted, few])["marketing"] is None
    assert scorecard.compliance(lines=[counted])["marketing"] == Fraction(1)


def test_an_excuse_needs_the_other_side_or_two_days_of_its_silence():
    asked = Excuse(1, "first_contact", "no power", on(9, "15:00"))
    agreed = replace(asked, approved=True, answered_at=on(10))
    refused = replace(asked, approved=False, answered_at=on(10))
    too_late = replace(asked, approved=False, answered_at=on(13))

    def answers(excuse: Excuse) -> list[Answer]:
        return [
            excuses.answer(excuse=excuse, calendar=OFFICE, at=at)
            for at in (on(9, "16:00"), on(11, "17:00"), on(12))
        ]

    assert answers(asked) == [Answer.WAITING, Answer.WAITING, Answer.APPROVED_BY_SILENCE]
    assert answers(agreed) == [Answer.WAITING, Answer.APPROVED, Answer.APPROVED]
    assert answers(refused) == [Answer.WAITING, Answer.REFUSED, Answer.REFUSED]
    assert answers(too_late)[-1] is Answer.APPROVED_BY_SILENCE
    assert excuses.holds(excuse=agreed, calendar=OFFICE, at=on(12))
    assert not excuses.holds(excuse=refused, calendar=OFFICE, at=on(12))


def test_questions_postpone_a_breach():
    asked = lead(
        attempts=(tried(on(9, "15:00")),), questions=(Question(on(9, "11:00"), on(9, "12:00")),)
    )

    assert judge(asked, FIRST_CONTACT).outcome is Outcome.KEPT


@pytest.mark.parametrize(
    ("promise", "more", "why"),
    [
        (Promise.FIRST_CONTACT, {}, "due within some working hours"),
        (Promise.FIRST_CONTACT, {"within": timedelta(0)}, "due within some working hours"),
        (Promise.VERDICT, {}, "due within some working days"),
        (Promise.ATTEMPTS, {"working_days": -1}, "due within some working days"),
        (Promise.ACCEPTED, {"target": Fraction(3, 2)}, "at most 100%"),
        (Promise.HANDED_OVER, {"target": Fraction(0)}, "above zero"),
    ],
)
def test_a_term_that_cannot_be_kept_is_refused(promise, more, why):
    with pytest.raises(ValueError, match=why):
        Term("term", promise, **{"target": Fraction(1, 2), **more})


def test_a_quota_in_value_may_be_filled_with_a_mix():
    values = {"demo": Fraction(12_000), "download": Fraction(4_000)}
    quota_value = Decimal(12_000_000)

    filled = [
        quota.attained(counts=counts, values=values, quota=quota_value)
        for counts in ({"demo": 1000}, {"download": 3000}, {"demo": 500, "download": 1500})
    ]

    assert filled == [1, 1, 1]


def test_what_a_hundred_leads_a_person_take():
    assert quota.hours_needed(
        work={"attempts": (500, 6 * MINUTE), "discoveries": (30, 30 * MINUTE)}
    ) == timedelta(hours=65)
