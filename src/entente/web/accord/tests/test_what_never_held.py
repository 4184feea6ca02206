"""What the pages say of versions that held for hours, or never."""

from datetime import timedelta

import pytest

from entente.agreements import offers
from entente.agreements.testing import HOUSE, agree
from entente.agreements.tests.stories import SOUP, STEW, TODAY, propose
from entente.kit import clock
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

MONDAY = TODAY + timedelta(days=6)
NEXT_DAY = MONDAY + timedelta(days=1)
AFTERNOON = MORNING + timedelta(hours=6)


@pytest.fixture(autouse=True)
def house():
    with offers.only(HOUSE):
        yield


@pytest.fixture
def stew_from_monday(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    agree(kind="house_rules", content=STEW, by=cast.noor, at=MORNING, from_day=MONDAY)


def test_a_version_replaced_on_its_first_day_says_until_which_hour_it_held(cast):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    agree(kind="house_rules", content=STEW, by=cast.noor, at=AFTERNOON)

    with clock.frozen(AFTERNOON):
        page = told(signed_in(cast.noor).get("/accord/house-rules/1/"))

    assert "In force 24 November until 16:00" in page


def test_who_agreed_for_later_is_told_how_to_call_it_off(cast, stew_from_monday):
    page = told(signed_in(cast.noor).get("/accord/house-rules/"))

    assert (
        "Version 2 is signed by all and holds from 30 November. To call it off, propose the text "
        "of today again."
    ) in page


def test_a_proposal_says_what_it_calls_off_and_what_it_changes_against_that(cast, stew_from_monday):
    propose(SOUP, by=cast.noor, from_day=MONDAY)

    page = told(signed_in(cast.noor).get("/accord/house-rules/3/"))

    assert "Calls off Version 2, agreed for 30 November, if all three sign" in page
    assert "What changes against version 2" in page
    assert "Hours a day: 9 hours becomes 8 hours." in page


def test_what_was_called_off_stays_in_the_history_and_says_so(cast, stew_from_monday):
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=AFTERNOON, from_day=MONDAY)

    document = told(signed_in(cast.noor).get("/accord/house-rules/"))
    page = told(signed_in(cast.noor).get("/accord/house-rules/2/"))

    assert "Never in force" in document
    assert "Never: a newer version took its place before it began" in document
    assert "House rules, version 2, was signed and never came into force" in page


def test_a_version_that_is_followed_says_its_last_day_and_the_next_one_its_first(cast):
    """The same two days everywhere: until 29 November, from 30 November."""
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING)
    agree(kind="house_rules", content=STEW, by=cast.noor, at=MORNING, from_day=MONDAY)
    agree(kind="house_rules", content=SOUP, by=cast.noor, at=MORNING, from_day=NEXT_DAY)
    on_thursday = AFTERNOON + timedelta(days=9)
    with clock.frozen(on_thursday):
        agree(kind="house_rules", content=STEW, by=cast.noor, at=on_thursday)

        page = told(signed_in(cast.noor).get("/accord/house-rules/"))

    for words in (
        "24 November until 29 November",
        "On 30 November",
        "1 December until 3 December, 16:00",
        "Since 3 December",
    ):
        assert words in page
