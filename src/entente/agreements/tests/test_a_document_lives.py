"""The life of a document: drafted, proposed, signed by three seats, in force, superseded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entente.agreements import queries, standing
from entente.agreements.operations import drafting, signing
from entente.agreements.rules.content import ContentInvalid, Problem
from entente.agreements.rules.judging import judge_for
from entente.agreements.rules.life import Span, State
from entente.agreements.rules.states import Declined, TakenBack
from entente.agreements.testing import agree
from entente.agreements.tests.stories import (
    SOUP,
    STEW,
    TODAY,
    TOMORROW,
    propose,
    sign,
    three_heads,
    told,
    version,
)
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # in Paris


@pytest.fixture
def cast():
    return assemble()


def test_it_is_in_force_once_three_people_have_signed_the_same_text(cast):
    mia, sam, sue = three_heads()
    drafting.begin_draft(kind="house_rules", starter="a-small-house", by=mia, at=MORNING)
    drafting.propose(kind="house_rules", by=mia, at=MORNING)
    proposed = version(1, viewer=cast.ada)

    answers = [
        sign(proposed, "sponsor", by=sue),
        sign(proposed, "marketing", by=mia),
        sign(proposed, "sales", by=sam),
    ]

    assert [(one.missing, one.in_force_from) for one in answers] == [
        (("marketing", "sales"), None),
        (("sales",), None),
        ((), TODAY),
    ]
    held = version(1, viewer=cast.ada)
    assert (held.state, held.span) == (State.IN_FORCE, Span(since=None, until=None))
    assert [(one.seat, one.words) for one in held.signatures] == [
        ("sponsor", "Sue Sponsors, sponsor"),
        ("marketing", "Mia Marks, head of marketing"),
        ("sales", "Sam Sells, head of sales"),
    ]
    assert queries.in_force(kind="house_rules", at=MORNING).content == {
        "hours": 8,
        "tea": "0",
        "share": "0.5",
        "notice": "",
        "cooks": [{"name": "Ada", "dish": "soup"}],
    }
    one = {"version": 1}
    assert told() == [
        ("drafted", mia.member_id, "", {}),
        ("proposed", mia.member_id, "", one),
        ("signed", sue.member_id, "shared", {**one, "seat": "sponsor"}),
        ("signed", mia.member_id, "marketing", {**one, "seat": "head of marketing"}),
        ("signed", sam.member_id, "sales", {**one, "seat": "head of sales"}),
        ("put_in_force", sam.member_id, "", {**one, "since": "2026-11-24", "baseline": True}),
    ]


def test_the_signed_text_says_all_that_was_agreed(cast):
    proposed = propose(SOUP, by=cast.noor, baseline=True)

    assert proposed.text == (
        "House rules, version 1. In force from 24 November 2026, or from the last "
        "signature if that falls later. Baseline: it also judges what happened before that. "
        "Reviewed every quarter.\n\n"
        "Hours\nWe are open 8 hours a day.\n\n"
        "Cooking\nAt least 50% of us cook.\n- Ada cooks soup.\n"
    )


def test_a_no_ends_the_signatures_given_and_everybody_reads_why(cast):
    mia, sam, sue = three_heads()
    proposed = propose(SOUP, by=mia)
    sign(proposed, "marketing", by=mia)

    signing.decline(
        version_id=proposed.id, seat="sales", reason=" Soup every day? ", by=sam, at=MORNING
    )
    with pytest.raises(signing.UnableToSign) as refused:
        sign(proposed, "sponsor", by=sue)
    drafting.begin_draft(kind="house_rules", number=1, by=mia, at=MORNING)
    again = drafting.propose(kind="house_rules", by=mia, at=MORNING)

    assert str(refused.value) == "This version was declined: Soup every day?"
    seen = version(1, viewer=cast.milan)
    assert (seen.state, seen.declined) == (
        State.DECLINED,
        Declined(
            seat="sales", words="Sam Sells, head of sales", at=MORNING, reason="Soup every day?"
        ),
    )
    assert (again, version(2, viewer=cast.milan).signatures) == (2, ())
    assert queries.in_force(kind="house_rules", at=MORNING) is None


def test_a_no_without_a_reason_is_not_taken(cast):
    proposed = propose(SOUP, by=cast.noor)

    with pytest.raises(signing.UnableToSign) as refused:
        signing.decline(version_id=proposed.id, seat="sales", reason="  ", by=cast.noor, at=MORNING)

    assert str(refused.value) == "Say why, so that the next draft can be better."
    assert version(1, viewer=cast.noor).state is State.PROPOSED


def test_an_edit_after_the_proposal_ends_the_signatures_given(cast):
    mia, sam, _ = three_heads()
    proposed = propose(SOUP, by=mia)
    sign(proposed, "sales", by=sam)

    drafting.begin_draft(kind="house_rules", number=1, by=mia, at=MORNING)

    taken = version(1, viewer=cast.ada)
    assert (taken.state, taken.taken_back) == (
        State.WITHDRAWN,
        TakenBack(name="Mia Marks", at=MORNING, reason="The text was changed"),
    )
    document = standing.document(kind="house_rules", viewer=cast.ada, at=MORNING)
    assert (document.proposed, document.draft.origin) == (None, "version 1")
    with pytest.raises(signing.UnableToSign, match="taken back: The text was changed"):
        sign(proposed, "marketing", by=mia)


def test_changing_it_from_tomorrow_leaves_yesterday_to_the_old_version(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING - 10 * ONE_DAY)

    agree(kind="house_rules", content=STEW, by=cast.noor, at=MORNING, from_day=TOMORROW)

    history = queries.history(kind="house_rules")
    assert [(one.number, one.since, one.until) for one in history] == [
        (1, MORNING - 10 * ONE_DAY, MIDNIGHT),
        (2, MIDNIGHT, None),
    ]
    judged = [
        (judge.name if (judge := judge_for(history=history, moment=moment)) else None)
        for moment in (
            MORNING - 11 * ONE_DAY,
            MORNING - ONE_DAY,
            MIDNIGHT - timedelta(microseconds=1),
            MIDNIGHT,
        )
    ]
    assert judged == [
        None,
        "House rules, version 1",
        "House rules, version 1",
        "House rules, version 2",
    ]
    assert version(2, viewer=cast.ada).state is State.AGREED
    assert version(2, viewer=cast.ada, at=MIDNIGHT).state is State.IN_FORCE
    assert version(1, viewer=cast.ada, at=MIDNIGHT).state is State.SUPERSEDED


def test_a_last_signature_after_the_agreed_day_puts_it_in_force_from_that_day_on(cast):
    mia, sam, sue = three_heads()
    proposed = propose(SOUP, by=mia)
    sign(proposed, "marketing", by=mia)
    sign(proposed, "sponsor", by=sue)

    answer = sign(proposed, "sales", by=sam, at=MORNING + 3 * ONE_DAY)

    assert answer == signing.Signed(
        missing=(), in_force_from=date(2026, 11, 27), later_than_agreed=True
    )
    assert queries.in_force(kind="house_rules", at=MORNING + 2 * ONE_DAY) is None


def test_a_baseline_judges_what_happened_before_it_and_says_so(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING, baseline=True)

    long_ago = datetime(2019, 1, 1, tzinfo=UTC)
    judge = queries.in_force(kind="house_rules", at=long_ago)
    assert (judge.since, judge.number) == (None, 1)
    assert judge.name_for(long_ago) == "House rules, version 1 (baseline)"
    assert judge.name_for(MORNING) == "House rules, version 1"
    with pytest.raises(ContentInvalid) as refused:
        propose(STEW, by=cast.noor, baseline=True)
    words = "Only the first version can judge earlier facts; a version is signed already"
    assert refused.value.problems == [Problem(("envelope", "baseline"), words)]


def test_no_baseline_stands_behind_a_version_that_is_signed_and_has_not_begun(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING, from_day=date(2027, 1, 1))

    with pytest.raises(ContentInvalid) as refused:
        propose(STEW, by=cast.noor, baseline=True)

    words = "Only the first version can judge earlier facts; a version is signed already"
    assert refused.value.problems == [Problem(("envelope", "baseline"), words)]


def test_a_version_whose_day_never_came_judges_nothing(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    agree(kind="house_rules", content=STEW, by=cast.noor, at=MORNING, from_day=date(2027, 1, 1))

    agree(
        kind="house_rules",
        content={**STEW, "hours": 10},
        by=cast.noor,
        at=MORNING,
        from_day=date(2026, 12, 1),
    )

    held = [
        (one.number, one.since_day, one.until_day) for one in queries.history(kind="house_rules")
    ]
    assert held == [(1, TODAY, date(2026, 12, 1)), (3, date(2026, 12, 1), None)]
    assert version(2, viewer=cast.ada).state is State.NEVER


def test_a_day_that_has_passed_cannot_be_proposed(cast):
    with pytest.raises(ContentInvalid) as refused:
        propose({"hours": 0}, by=cast.noor, from_day=date(2026, 11, 23))

    assert refused.value.problems == [
        Problem(("envelope", "from_day"), "Choose 24 November or later"),
        Problem(("hours",), "Enter 1 or more"),
    ]


def test_what_says_the_same_as_the_version_in_force_is_not_proposed(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)

    with pytest.raises(drafting.UnableToPropose) as refused:
        propose(SOUP, by=cast.noor, from_day=TOMORROW)

    assert str(refused.value) == (
        "The draft says the same as version 1, which is in force. "
        "Change something first, or discard the draft."
    )
