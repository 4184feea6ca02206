"""A deal that was opened again is one line of the timeline, with all that was taken back by it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.funnel import reactions
from entente.ledger import queries as ledger
from entente.people.testing import meet
from entente.pipeline.operations.deleting import delete_deal
from entente.pipeline.operations.winning import reopen_deal, win_deal
from entente.pipeline.testing import sell
from entente.web.records import telling
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
TAKEN_BACK = "entry.retracted"


def follow(deal, since):
    """What the funnel does about what happened to the deal since a position; gives the last."""
    found = sorted(ledger.timeline(deal=deal, limit=100).entries, key=lambda one: one.position)
    news = [one for one in found if one.position > since and one.kind in reactions.READS]
    reactions.follow_deals(news, MORNING + timedelta(minutes=1))
    return max(one.position for one in found)


def closed_and_reopened(cast, deal, times, minutes=1):
    """Won and opened again so often, with what follows from it."""
    since = follow(deal, 0)
    for number in range(times):
        at = MORNING + timedelta(minutes=minutes * number)
        win_deal(deal_id=deal, by=cast.ada, at=at)
        since = follow(deal, since)
        reopen_deal(deal_id=deal, by=cast.noor, at=at)
        since = follow(deal, since)


def lines(deal):
    entries = ledger.timeline(deal=deal, limit=100).entries
    found = telling.tell(entries=entries, at=MORNING)
    assert sum(len(one.run) or 1 for one in found) == len(entries)
    return [(one.words, one.by, tuple(each.kind for each in one.run)) for one in found]


@pytest.mark.parametrize("minutes", [0, 1])
def test_a_deal_that_was_opened_again_twice_says_so_twice(cast, minutes):
    deal = sell(name="Mill", owner=cast.ada.member_id, contacts=[meet(name="Sara Lind")])
    closed_and_reopened(cast, deal, 2, minutes)

    told_lines = lines(deal)

    reopened = (
        "Deal reopened",
        "Noor Leads",
        (TAKEN_BACK, "deal.reopened", TAKEN_BACK, TAKEN_BACK),
    )
    assert [one for one in told_lines if one[0] == "Deal reopened"] == [reopened, reopened]
    assert not [one for one in told_lines if "taken back" in one[0]]
    page = told(signed_in(cast.ada).get(f"/deals/{deal}/", follow=True))
    assert page.count("Deal reopened Noor Leads") == 2


def test_what_a_deleted_deal_had_led_to_is_behind_its_deletion(cast):
    deal = sell(name="Mill", owner=cast.ada.member_id, contacts=[meet(name="Sara Lind")])
    since = follow(deal, 0)
    delete_deal(deal_id=deal, by=cast.ada, at=MORNING)
    follow(deal, since)

    assert lines(deal)[0] == ("Deal deleted", "Ada Sells", (TAKEN_BACK, "deal.deleted"))


def test_what_follows_from_a_deed_of_another_page_keeps_its_line(cast):
    deal = sell(name="Mill", owner=cast.ada.member_id, contacts=[meet(name="Sara Lind")])
    closed_and_reopened(cast, deal, 1)
    entries = ledger.timeline(deal=deal).entries

    without = [one for one in entries if one.kind != "deal.reopened"]
    found = telling.tell(entries=without, at=MORNING)

    said = "An earlier entry was taken back: deal reopened"
    assert [one.words for one in found].count(said) == 3


def test_many_reopenings_take_as_many_queries_as_one(cast):
    taken = []
    for times in (1, 3):
        deal = sell(name="Mill", owner=cast.ada.member_id, contacts=[meet(name="Sara Lind")])
        closed_and_reopened(cast, deal, times)
        entries = ledger.timeline(deal=deal, limit=100).entries
        with CaptureQueriesContext(connection) as asked:
            telling.tell(entries=entries, at=MORNING)
        taken.append(len(asked))

    assert taken[0] == taken[1]
