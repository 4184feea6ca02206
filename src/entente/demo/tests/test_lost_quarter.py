"""A quarter that was lost: open at first, and seen by its fifth week, whenever the demo begins.

Told by the facts alone, as they are before they are written; the page is looked at in
`test_stories.py`.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entente.demo import fill, hours
from entente.demo.tests.foreseeing import last_quarter
from entente.plan.rules.hindsight import UNLIKELY

# With the giveaway in different weeks of the quarter that was lost, or before it.
STARTS = (
    "2026-10-01 08:30",  # the first day of a quarter
    "2026-10-17 21:00",  # a Saturday
    "2026-11-18 16:00",  # when most was won in spite of the slump
    "2026-11-29 01:00",  # a Sunday
    "2026-12-25 09:00",  # the office is closed
    "2026-12-29 10:00",
    "2026-12-31 23:30",  # the last day of a quarter
    "2027-01-01 00:05",  # five past midnight of New Year's Day
    "2027-04-01 00:10",  # when the goal seemed least likely at first
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("start", STARTS)
def test_a_goal_that_seemed_open_was_out_of_reach_by_its_fifth_week(start):
    at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(hours.ZONE)).astimezone(UTC)
    fill._set_up(at)

    found = last_quarter(at=at)

    first, fifth_and_later = found.chances[0], found.chances[4:]
    assert found.won < found.goal * 0.9
    assert found.seen is not None
    assert 2 <= found.seen.week <= 5
    assert len(fifth_and_later) in (8, 9)
    assert first > UNLIKELY + 0.08  # not by a hair, in its first week and from the fifth on
    assert max(fifth_and_later) < UNLIKELY - 0.08
