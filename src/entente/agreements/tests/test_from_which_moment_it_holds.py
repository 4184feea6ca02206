"""Nobody is judged by what was not yet signed; what was agreed for later can be called off."""

from datetime import timedelta

import pytest

from entente.agreements import queries
from entente.agreements.operations import drafting
from entente.agreements.rules.judging import judge_for
from entente.agreements.rules.life import SEATS, Span, State
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

HOUSE = {"kind": "house_rules"}
ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
AFTERNOON = MORNING + 6 * ONE_HOUR
MONDAY = TODAY + timedelta(days=6)
ON_MONDAY = MORNING + timedelta(days=6)


@pytest.fixture
def cast():
    return assemble()


def judges(*moments):
    """The number of the version that judges each moment, asked one by one and of the history."""
    history = queries.history(**HOUSE)
    found = [queries.in_force(**HOUSE, at=moment) for moment in moments]
    assert found == [judge_for(history=history, moment=moment) for moment in moments]
    return [one and one.number for one in found]


def test_what_was_signed_in_the_afternoon_does_not_judge_the_morning(cast):
    agree(**HOUSE, content=SOUP, by=cast.noor, at=MORNING - 9 * ONE_DAY)

    agree(**HOUSE, content=STEW, by=cast.noor, at=AFTERNOON)

    assert judges(MORNING, AFTERNOON - ONE_HOUR, AFTERNOON) == [1, 1, 2]
    assert version(1, viewer=cast.ada, at=AFTERNOON - ONE_HOUR).state is State.IN_FORCE
    assert version(1, viewer=cast.ada, at=AFTERNOON).state is State.SUPERSEDED


def test_what_was_signed_three_days_late_judges_nothing_before_the_last_signature(cast):
    mia, sam, sue = three_heads()
    agree(**HOUSE, content=SOUP, by=cast.noor, at=MORNING)
    proposed = propose(STEW, by=mia, from_day=TOMORROW)
    sign(proposed, "marketing", by=mia)
    sign(proposed, "sales", by=sam)
    last = MORNING + 4 * ONE_DAY

    sign(proposed, "sponsor", by=sue, at=last)

    assert judges(MORNING + 2 * ONE_DAY, last - ONE_HOUR, last, last + ONE_DAY) == [1, 1, 2, 2]


def test_the_first_one_judges_nothing_before_it_was_signed_unless_it_is_a_baseline(cast):
    agree(**HOUSE, content=SOUP, by=cast.noor, at=AFTERNOON)

    assert judges(MORNING, AFTERNOON) == [None, 1]


def test_a_baseline_says_so_until_its_last_signature(cast):
    agree(**HOUSE, content=SOUP, by=cast.noor, at=AFTERNOON, baseline=True)

    named = [
        queries.in_force(**HOUSE, at=moment).name_for(moment) for moment in (MORNING, AFTERNOON)
    ]
    assert named == ["House rules, version 1 (baseline)", "House rules, version 1"]


def test_a_baseline_that_is_replaced_on_its_day_still_judges_what_was_before(cast):
    agree(**HOUSE, content=SOUP, by=cast.noor, at=MORNING, baseline=True)

    agree(**HOUSE, content=STEW, by=cast.noor, at=AFTERNOON)

    assert judges(MORNING - 30 * ONE_DAY, MORNING, AFTERNOON) == [1, 1, 2]


def test_what_was_replaced_on_its_first_day_keeps_its_hours(cast):
    agree(**HOUSE, content=SOUP, by=cast.noor, at=MORNING)

    agree(**HOUSE, content=STEW, by=cast.noor, at=AFTERNOON)

    assert [(one.number, one.since, one.until) for one in queries.history(**HOUSE)] == [
        (1, MORNING, AFTERNOON),
        (2, AFTERNOON, None),
    ]


def called_off(cast, *, from_day):
    """Stew was agreed from Monday; then all sign that it stays with the soup."""
    agree(**HOUSE, content=SOUP, by=cast.noor, at=MORNING)
    agree(**HOUSE, content=STEW, by=cast.noor, at=MORNING, from_day=MONDAY)
    proposed = propose(SOUP, by=cast.noor, at=AFTERNOON, from_day=from_day)
    sign(proposed, *SEATS, by=cast.noor, at=AFTERNOON)


@pytest.mark.parametrize("from_day", [TOMORROW, MONDAY])
def test_what_was_agreed_for_later_is_called_off_by_todays_text(cast, from_day):
    called_off(cast, from_day=from_day)

    assert judges(AFTERNOON, ON_MONDAY, ON_MONDAY + 99 * ONE_DAY) == [1, 3, 3]
    assert [one.content["hours"] for one in queries.history(**HOUSE)] == [8, 8]
    seen = version(2, viewer=cast.ada, at=ON_MONDAY)
    assert (seen.state, seen.span) == (State.NEVER, Span(empty=True))
    said = {"version": 2, "until": f"{from_day:%Y-%m-%d}", "successor": 3}
    assert ("called_off", cast.noor.member_id, "", said) in told()


def test_what_is_agreed_for_then_already_is_not_proposed_again(cast):
    agree(**HOUSE, content=SOUP, by=cast.noor, at=MORNING)
    agree(**HOUSE, content=STEW, by=cast.noor, at=MORNING, from_day=MONDAY)

    with pytest.raises(drafting.UnableToPropose) as refused:
        propose(STEW, by=cast.noor, from_day=MONDAY)

    assert str(refused.value) == (
        "The draft says the same as version 2, which is agreed for then. "
        "Change something first, or discard the draft."
    )
