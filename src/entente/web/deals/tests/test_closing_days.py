"""The day on which a deal was won, lost or refunded: between its opening and today."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from entente.kit import clock
from entente.pipeline.models import Deal
from entente.pipeline.queries.deals import deal
from entente.pipeline.testing import sell
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 11, 2, 15, tzinfo=UTC)


@pytest.fixture
def mine(cast):
    return sell(name="Mill", amount="900", owner=cast.ada.member_id, opened_at=OPENED)


def beside(page, field):
    """What stands beside a field as its error."""
    return re.findall(rf'id="id_{field}-error"><span class="sr">Error: </span>([^<]*)', page.text)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-25", "Enter a day until today"),
        ("2027-01-01", "Enter a day until today"),
        ("2026-11-01", "It was opened on 2 November; enter that day or a later one."),
        ("1969-12-31", "Enter a day after 1970"),
    ],
)
@pytest.mark.parametrize(
    ("deed", "typed"),
    [("win", {"amount": "1234", "currency": "EUR"}), ("loss", {"reason": "Too dear"})],
)
def test_a_deal_closes_on_no_other_day(cast, mine, deed, typed, day, words):
    answer = signed_in(cast.ada).post(f"/deals/{mine}/{deed}/", {**typed, "closed_on": day})

    row = Deal.objects.get()
    assert (answer.status_code, beside(answer, "closed_on")) == (422, [words])
    assert [f'value="{one}"' in answer.text for one in (day, *typed.values())] == [True] * (
        1 + len(typed)
    )
    assert (row.outcome, row.amount, row.closed_at) == ("", Decimal(900), None)


@pytest.mark.parametrize("deed", ["win", "loss"])
def test_a_deal_closes_today_and_on_the_day_it_was_opened(cast, mine, deed):
    other = sell(name="Dam", amount="1", owner=cast.ada.member_id, opened_at=OPENED)
    client = signed_in(cast.ada)
    typed = {"amount": "900", "currency": "EUR", "reason": "Too dear"}

    client.post(f"/deals/{mine}/{deed}/", {**typed, "closed_on": "2026-11-24"})
    client.post(f"/deals/{other}/{deed}/", {**typed, "closed_on": "2026-11-02"})

    closed = [deal(viewer=cast.ada, deal_id=one) for one in (mine, other)]
    assert [(one.closed_at, one.doubts) for one in closed] == [(MORNING, ()), (OPENED, ())]


def test_today_is_the_day_of_our_own_clocks(cast, mine):
    client = signed_in(cast.ada)

    with clock.frozen(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)):  # half past midnight in Paris
        form = client.get(f"/deals/{mine}/loss/").text
        client.post(f"/deals/{mine}/loss/", {"reason": "Too dear", "closed_on": "2026-11-25"})

    assert 'value="2026-11-25"' in form
    assert Deal.objects.get().outcome == "lost"


def test_whatever_is_wrong_with_a_win_is_said_at_once(cast, mine):
    answer = signed_in(cast.ada).post(
        f"/deals/{mine}/win/", {"amount": "1e30", "currency": "EUR", "closed_on": "2027-01-01"}
    )

    assert [beside(answer, name) for name in ("amount", "closed_on")] == [
        ["Enter a number, like 12.5; this one is out of every range."],
        ["Enter a day until today"],
    ]
    assert Deal.objects.get().outcome == ""


def test_nothing_is_paid_back_before_the_win_or_in_the_future(cast, mine):
    client = signed_in(cast.ada)
    client.post(
        f"/deals/{mine}/win/", {"amount": "900", "currency": "EUR", "closed_on": "2026-11-20"}
    )

    days = ("2026-11-19", "2026-12-24")
    answers = [
        client.post(f"/deals/{mine}/refund/", {"amount": "1", "reason": "Broken", "on": day})
        for day in days
    ]

    assert [beside(one, "on") for one in answers] == [
        ["The deal was won on 20 November; enter that day or a later one."],
        ["Enter a day until today"],
    ]
    assert Deal.objects.get().refunded == 0


def test_a_deal_that_a_file_opened_in_the_future_can_still_be_closed_today(cast):
    ahead = sell(name="Mill", owner=cast.ada.member_id, opened_at=MORNING + timedelta(days=9))

    signed_in(cast.ada).post(f"/deals/{ahead}/loss/", {"reason": "Too dear"})

    assert Deal.objects.get().outcome == "lost"
