"""What counts as a touch: every rule of the accord, one story each."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.attribution.rules.touches import (
    Milestone,
    Reason,
    TouchRules,
    counted,
    judged,
)
from entente.attribution.testing import CLOSE, PARIS, RULES, journey, touch


def reasons(*touches, rules=RULES):
    return {
        verdict.touch.position: verdict.reason.name
        for verdict in judged(journey=journey(*touches), rules=rules)
    }


def test_the_window_is_closed_at_both_ends():
    microsecond = timedelta(microseconds=1)
    start = CLOSE - RULES.look_back

    found = reasons(
        touch(1, at=start - microsecond),
        touch(2, at=start),
        touch(3, at=CLOSE),
        touch(4, at=CLOSE + microsecond),
    )

    assert found == {1: "BEFORE_WINDOW", 2: "COUNTS", 3: "COUNTS", 4: "AFTER_CLOSE"}


def test_the_whole_day_counts_where_only_the_day_of_the_close_is_known():
    midnight = datetime(2026, 6, 30, tzinfo=PARIS)
    until = midnight + timedelta(days=1, microseconds=-1)
    touches = [
        touch(place, at=at, contact=place)
        for place, at in enumerate((midnight, CLOSE, until, until + timedelta(microseconds=1)))
    ]
    known_by_day = journey(*touches, closed_at=midnight, until=until)

    found = [one.reason.name for one in judged(journey=known_by_day, rules=RULES)]

    assert found == ["COUNTS", "COUNTS", "COUNTS", "AFTER_CLOSE"]


def test_what_a_machine_did_never_counts():
    assert reasons(touch(1, automatic=True), touch(2, days=2)) == {1: "AUTOMATIC", 2: "COUNTS"}


def test_only_the_kinds_of_the_accord_count():
    rules = TouchRules(zone=PARIS, kinds=frozenset({"meeting.held"}))

    found = reasons(touch(1, kind="meeting.held"), touch(2, kind="email.opened"), rules=rules)

    assert found == {1: "COUNTS", 2: "OTHER_KIND"}


def test_colleagues_of_the_buyer_count_unless_the_accord_says_no():
    visit = touch(1, contact=2, colleague=True)

    assert reasons(visit) == {1: "COUNTS"}
    assert reasons(visit, rules=TouchRules(zone=PARIS, colleagues=False)) == {1: "COLLEAGUE"}


def test_direct_gives_way_to_any_other_channel_and_stands_alone():
    assert reasons(touch(1, channel="direct"), touch(2, channel="phone", team="sales")) == {
        1: "DIRECT",
        2: "COUNTS",
    }
    assert reasons(touch(1, channel="direct"), touch(2, channel="email", automatic=True)) == {
        1: "COUNTS",
        2: "AUTOMATIC",
    }


def test_three_calls_to_one_person_on_one_day_are_one_touch():
    morning = CLOSE - timedelta(days=3, hours=4)
    call = {"kind": "call.logged", "channel": "phone", "team": "sales"}

    found = reasons(
        touch(1, at=morning, **call),
        touch(2, at=morning + timedelta(hours=1), **call),
        touch(3, at=morning + timedelta(hours=2), **{**call, "kind": "meeting.held"}),
        touch(4, at=morning + timedelta(hours=3), **call, contact=2),
        touch(5, at=morning + timedelta(hours=3), **{**call, "channel": "video"}),
        touch(6, at=morning + timedelta(days=1), **call),
    )

    assert found == {
        1: "COUNTS", 2: "REPEATED", 3: "COUNTS", 4: "COUNTS", 5: "COUNTS", 6: "COUNTS",
    }  # fmt: skip


def test_a_day_begins_where_the_workspace_is():
    before_midnight_in_paris = datetime(2026, 6, 10, 21, 59, tzinfo=UTC)
    after_it = datetime(2026, 6, 10, 22, 1, tzinfo=UTC)

    found = reasons(touch(1, at=before_midnight_in_paris), touch(2, at=after_it))

    assert found == {1: "COUNTS", 2: "COUNTS"}


def test_a_direct_visit_does_not_hide_the_campaign_of_the_same_day():
    found = reasons(
        touch(1, days=1.2, channel="direct", kind="visit.made"),
        touch(2, days=1.1, channel="search", kind="visit.made"),
    )

    assert found == {1: "DIRECT", 2: "COUNTS"}


def test_touches_of_one_moment_stand_in_the_same_order_whatever_came_in_first():
    """A file tells of days: the close of a day comes after the first contact of that day."""
    for first, close in ((3, 9), (9, 3)):
        kept = counted(
            journey=journey(
                touch(close, days=1, kind="close.made"),
                touch(first, days=1, kind="first_contact.made"),
                touch(5, days=2, kind="email.clicked"),
                touch(8, days=1, kind="email.clicked", channel="b"),
                touch(7, days=1, kind="email.clicked", channel="a"),
            ),
            rules=RULES,
        )

        assert [t.position for t in kept.touches] == [5, 7, 8, first, close]


def test_a_milestone_lies_on_the_latest_touch_at_or_before_its_moment():
    kept = counted(
        journey=journey(
            *(touch(i, days=10 - i) for i in range(1, 6)),
            lead_at=CLOSE - timedelta(days=8),
            opened_at=CLOSE - timedelta(days=6, hours=-1),
        ),
        rules=RULES,
    )

    assert [t.milestones for t in kept.touches] == [
        {Milestone.FIRST},
        {Milestone.LEAD},
        set(),
        {Milestone.OPENED},
        {Milestone.CLOSED},
    ]


def test_one_touch_can_be_every_milestone_and_an_early_deal_has_none():
    alone = counted(journey=journey(touch(1), lead_at=CLOSE, opened_at=CLOSE), rules=RULES)
    early = counted(journey=journey(touch(1), opened_at=CLOSE - timedelta(days=9)), rules=RULES)

    assert alone.touches[0].milestones == set(Milestone)
    assert early.touches[0].milestones == {Milestone.FIRST, Milestone.CLOSED}


def test_the_close_brought_neither_the_lead_nor_the_deal_of_its_own_day():
    """Of lead and deal only the day is known, and the close is its last touch."""
    evening = CLOSE.replace(hour=23, minute=59)
    both = counted(
        journey=journey(
            touch(1, days=1),
            touch(2, days=0, kind="close.made", team="sales", channel="close"),
            lead_at=evening,
            opened_at=evening,
            until=evening,
        ),
        rules=RULES,
    )
    alone = counted(
        journey=journey(touch(2, days=0, kind="close.made"), lead_at=evening, until=evening),
        rules=RULES,
    )

    assert [one.milestones for one in both.touches] == [
        {Milestone.FIRST, Milestone.LEAD, Milestone.OPENED},
        {Milestone.CLOSED},
    ]
    assert alone.touches[0].milestones == {Milestone.FIRST, Milestone.CLOSED}


def test_a_journey_without_touches_stays_one():
    assert counted(journey=journey(), rules=RULES) == journey()


@pytest.mark.parametrize("name", ["look_back", "half_life"])
def test_a_window_of_nothing_is_refused(name):
    with pytest.raises(ValueError, match="longer than nothing"):
        TouchRules(zone=PARIS, **{name: timedelta(0)})


def test_every_reason_is_told_in_words():
    assert all(reason.value for reason in Reason)
