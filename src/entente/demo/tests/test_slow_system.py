"""Who looks slow and is not: on whatever day and hour the demo begins.

Told by the facts alone, as they are before they are written; the page is looked at in
`test_stories.py`.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from entente.demo import cast, hours, selling, story, writing
from entente.demo.market import firms
from entente.demo.waiting import LEADS
from entente.handoff.rules.attempts import Attempt
from entente.kit import periods
from entente.kit.businesstime.calendars import Calendar
from entente.sla.rules import timing
from entente.sla.rules.facts import Facts
from entente.sla.rules.timing import Spent, Wait
from entente.web.scorecard.timing import A_QUARTER

MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo(hours.ZONE))
NEW_YEAR = datetime(2027, 1, 1, 0, 5, tzinfo=ZoneInfo(hours.ZONE))  # after two weeks of holidays
STARTS = [
    *(MONDAY + timedelta(days=day, hours=hour) for day in range(7) for hour in (1, 14)),
    NEW_YEAR,
]


@pytest.mark.parametrize("at", STARTS, ids=lambda at: f"{at:%A %d %B %H:%M}")
def test_whoever_looks_slow_is_found_on_the_page_that_opens(at):
    by_person, by_channel = the_waits(at=at.astimezone(UTC))

    person, channel = timing.looks_slow(groups=by_person), timing.looks_slow(groups=by_channel)
    assert (person and person.label, channel and channel.label) == (
        writing.LOOKS_SLOW,
        "partner portal",
    )
    others = [one.mean for one in by_person if one is not person]
    assert person.mean > max(others) * 1.25  # not by a hair: the page asks this of their mean
    assert timedelta(hours=4) < channel.mean_system < timedelta(hours=12)


def the_waits(*, at: datetime) -> tuple[list[Spent], list[Spent]]:
    """The waits of thirteen weeks up to the end of this one, by who has the leads and by channel.

    Of an agreement that holds all the while; today's are those that wait in the queue.
    """
    start = (at - timedelta(days=story.DAYS)).replace(microsecond=0)
    calendar = hours.calendar(start=start, until=at)
    people = story.people(dice=story.dice(11), market=firms(dice=story.dice(10)))
    owners = writing.owners(people=people, sellers=cast.SELLERS)
    week = periods.around(day=at.astimezone(ZoneInfo(hours.ZONE)).date(), kind="week")
    since = periods.start_of_day(day=week.until - A_QUARTER, zone=ZoneInfo(hours.ZONE))
    handed = [
        one
        for one in selling.handed(
            dice=story.dice(2), people=people, start=start, at=at, calendar=calendar
        )
        if one.created_at >= since
    ]
    waits = [waited(one, calendar, at) for one in handed]
    today = [Wait(system=timedelta(0), people=one.used, contacted=False) for one in LEADS]
    names = [owners[one.number] for one in handed] + [one.owner for one in LEADS]
    channels = [people[one.number].channel for one in handed] + [one.channel for one in LEADS]
    both = [*waits, *today]
    return (
        timing.spent(waits=zip(names, both, strict=True)),
        timing.spent(waits=zip(channels, both, strict=True)),
    )


def waited(one: selling.Handed, calendar: Calendar, at: datetime) -> Wait:
    called = Attempt(position=1, at=one.touched_at, means="call", connected=True, by=1)
    facts = Facts(
        handover=one.number,
        clause="sql",
        created_at=one.created_at,
        first_offered_at=one.offered_at,
        attempts=(called,),
    )
    return timing.waited(facts=facts, calendar=calendar, question_hours=timedelta(0), at=at)
