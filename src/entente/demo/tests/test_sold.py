"""The deals of the demo are called by what is sold, not by who buys."""

from collections import Counter

from entente.demo import names, sold, story
from entente.demo.market import firms


def test_a_deal_is_called_by_what_is_sold_and_told_apart_within_its_company():
    market = firms(dice=story.dice(10))
    people = story.people(dice=story.dice(11), market=market)
    opened = [n for n, one in enumerate(people) if one.opened is not None]

    called = sold.titles(people=people, opened=opened)

    assert list(called) == opened
    assert set(sold.TITLES) == {topic for _, topic in names.ASSETS}
    assert {title.split(",")[0] for title in called.values()} == {
        "Downtime watch",
        "Changeover planner",
        "Line-stop counter",
        "Filler pilot",
        "Maintenance planner",
    }
    assert not set(called.values()) & {one.name for one in market}
    twice = Counter((people[n].firm, title) for n, title in called.items())
    assert set(twice.values()) == {1}


def test_the_title_follows_from_what_the_buyer_read_last_before_the_deal():
    def buyer(*read):
        return story.Person(
            first="Sara", last="Lind", firm=7, title="", channel="social", campaign="",
            came=1, iql=1, opened=9,
            deeds=[story.Deed(kind="asset.downloaded", days=day, topic=topic) for topic, day in read],
        )  # fmt: skip

    people = [
        buyer(("downtime", 2), ("changeover", 8), ("pricing", 12)),
        buyer(("pricing", 2)),
    ]

    assert sold.titles(people=people, opened=[0, 1]) == {
        0: "Changeover planner, line 2",
        1: "Maintenance planner, 15 seats",
    }
