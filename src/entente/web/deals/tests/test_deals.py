"""The board and deeds on a deal."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal
from entente.pipeline.operations import moving
from entente.pipeline.queries.deals import deal
from entente.pipeline.testing import sell, stage_named
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def undo(client, page):
    return client.post(re.search(r'action="(/undo/[^"]+)"', page.text)[1], follow=True)


@pytest.fixture
def mine(cast):
    opened_at = MORNING - timedelta(days=9)
    return sell(name="Retrofit", amount="38000", owner=cast.ada.member_id, opened_at=opened_at)


def test_the_board_sums_each_currency_by_itself_and_says_what_is_unknown(cast):
    sell(name="A", amount="10000", currency="EUR")
    sell(name="B", amount="2500", currency="GBP")
    sell(name="C")

    page = signed_in(cast.ada).get("/deals/").text

    assert "3 open deals: €10k and £2.5k, 1 without amount" in page
    assert "<span>€10k</span><span>£2.5k</span>" in page
    assert "1 without amount" in page
    assert "unknown" in page


def test_a_deal_that_stands_too_long_says_how_long_is_usual(cast):
    solution = stage_named(name="Solution")
    for number in range(3):
        past = sell(name=f"P{number}", opened_at=MORNING - timedelta(days=60))
        moving.move_deal(deal_id=past, stage_id=solution, by=cast.root,
                         at=MORNING - timedelta(days=52))  # fmt: skip
    sell(name="Slow", opened_at=MORNING - timedelta(days=21), company=found_company(name="Panrico"))

    page = signed_in(cast.ada).get("/deals/").text

    assert "21 days, usual 8" in page
    assert page.count("deal--stuck") == 1


def test_a_deal_of_yesterday_evening_stands_for_a_day(cast):
    evening = sell(name="Late", opened_at=MORNING - timedelta(hours=12))
    sell(name="New", opened_at=MORNING - timedelta(hours=2))
    client = signed_in(cast.ada)

    stood = re.findall(r'<span class="num">([^<]*)</span></div>', client.get("/deals/").text)
    assert stood == ["1 day", "today"]
    assert "1 day" in told(client.get(f"/deals/{evening}/"))


def test_a_deal_called_like_its_company_says_the_name_once(cast):
    sell(name="Panrico", company=found_company(name="Panrico"))
    sell(name="Retrofit", company=found_company(name="Mlekpol"))

    page = signed_in(cast.ada).get("/deals/").text

    assert re.findall(r'class="deal__sub">([^<]*)', page) == ["Retrofit"]


def test_more_cards_than_fit_are_counted_and_shown_on_request(cast):
    for number in range(23):
        sell(name=f"Deal {number}")
    client = signed_in(cast.ada)

    first = client.get("/deals/").text
    assert first.count('class="deal"') == 20
    assert "3 more in the table" in first
    more = re.search(r'href="([^"]+)">Show more', first)[1].replace("&amp;", "&")

    assert client.get(more).text.count('class="deal"') == 23
    assert client.get("/deals/?cards=999999999999999999999").status_code == 200


def test_the_board_is_narrowed_to_ones_own_and_by_a_criterion(cast, mine):
    sell(name="Other", owner=cast.noor.member_id, amount="1")
    client = signed_in(cast.ada)

    assert "Other" not in client.get("/deals/?owner=me").text
    page = client.get("/deals/?where=deal+amount+is+more+than+100").text
    assert "Other" not in page
    assert "Deal amount is more than <b>€100</b>" in page
    assert client.get("/deals/?pipeline=424242").status_code == 404


def test_a_board_whose_filter_cannot_be_read_says_why_and_shows_no_empty_pipeline(cast, mine):
    answer = signed_in(cast.ada).get("/deals/?where=deal+amount+is+more+than+lots")

    assert answer.status_code == 422
    assert "This filter cannot be read yet" in answer.text
    assert "deal amount is more than <mark>lots</mark>" in answer.text
    assert 'href="/deals/filter/?view=table&amp;where=deal+amount+is+more' in answer.text
    for words in ("The first deal that you open", "No deal is open here", "won and lost stand"):
        assert words not in answer.text


def test_a_card_is_moved_by_its_menu_and_put_back(cast, mine):
    client = signed_in(cast.ada)
    board = client.get("/deals/").text
    assert f'action="/deals/{mine}/stage/"' in board

    moved = client.post(
        f"/deals/{mine}/stage/",
        {"stage": stage_named(name="Proposal"), "next": "/deals/?owner=me"},
        follow=True,
    )

    assert moved.redirect_chain == [("/deals/?owner=me", 303)]
    assert "Moved Retrofit to Proposal" in moved.text
    assert "Retrofit is back in Discovery" in undo(client, moved).text


def test_undo_leaves_a_deal_that_somebody_moved_on(cast, mine):
    client = signed_in(cast.ada)
    moved = client.post(f"/deals/{mine}/stage/", {"stage": stage_named(name="Proposal")},
                        follow=True)  # fmt: skip
    moving.move_deal(deal_id=mine, stage_id=stage_named(name="Commit"), by=cast.noor, at=MORNING)

    answer = undo(client, moved)

    assert answer.status_code == 409
    assert "Retrofit was moved on since, to Commit. It stays there." in answer.text


def test_a_move_to_a_closed_stage_or_nowhere_is_answered(cast, mine):
    client = signed_in(cast.ada)

    won = client.post(f"/deals/{mine}/stage/", {"stage": stage_named(name="Won")})
    assert (won.status_code, "Close the deal as won instead" in won.text) == (409, True)
    assert client.post(f"/deals/{mine}/stage/", {"stage": "999999"}).status_code == 409
    assert client.post(f"/deals/{mine}/stage/", {"stage": "x"}).status_code == 404


def test_winning_takes_the_amount_along_and_is_undone(cast, mine):
    client = signed_in(cast.ada)
    form = client.get(f"/deals/{mine}/win/").text
    assert 'value="38000"' in form
    assert re.findall(r"<h1[^>]*>([^<]*)", form) == ["Close Retrofit as won"]

    won = client.post(
        f"/deals/{mine}/win/",
        {"amount": "40,000", "currency": "EUR", "closed_on": "2026-11-20",
         "closed_by": cast.ada.member_id},
        follow=True,
    )  # fmt: skip

    info = deal(viewer=cast.ada, deal_id=mine)
    assert (info.outcome, info.amount, info.closed_at.date().isoformat()) == (
        "won", Decimal(40000), "2026-11-20",
    )  # fmt: skip
    assert "Won Retrofit" in won.text
    assert "Retrofit is open again" in undo(client, won).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "-1"}, "Enter an amount of zero or more"),
        ({"amount": "lots"}, "Enter a number"),
        ({"amount": "40.000"}, "“40.000” can be read in two ways; enter 40000 or 40.00."),
        ({"closed_on": "1960-01-01"}, "Enter a day after 1970"),
        ({"closed_on": "tomorrow"}, "Enter a day, like"),
        ({"currency": "EURO"}, "at most 3 characters"),
    ],
)
def test_a_win_with_absurd_values_is_answered_and_the_deal_stays_open(cast, mine, typed, words):
    answer = signed_in(cast.ada).post(
        f"/deals/{mine}/win/", {"amount": "", "currency": "EUR", **typed}
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert deal(viewer=cast.ada, deal_id=mine).outcome == ""


def test_losing_needs_a_reason(cast, mine):
    client = signed_in(cast.ada)
    assert client.post(f"/deals/{mine}/loss/", {"reason": ""}).status_code == 422

    lost = client.post(f"/deals/{mine}/loss/", {"reason": "Price"}, follow=True)

    assert "Closed Retrofit as lost" in lost.text
    assert "Price" in lost.text
    client.post(f"/deals/{mine}/reopening/")
    assert deal(viewer=cast.ada, deal_id=mine).outcome == ""


def test_a_refund_is_at_most_what_was_won(cast, mine):
    client = signed_in(cast.ada)
    assert client.get(f"/deals/{mine}/refund/").status_code == 404
    client.post(f"/deals/{mine}/win/", {"amount": "100", "currency": "EUR"})

    much = client.post(f"/deals/{mine}/refund/", {"amount": "101", "reason": "Broken"})
    assert much.status_code == 422
    assert "at most 100" in much.text
    client.post(f"/deals/{mine}/refund/", {"amount": "40.50", "reason": "Broken"})

    assert deal(viewer=cast.ada, deal_id=mine).refunded == Decimal("40.50")
    assert "€40.50" in client.get(f"/deals/{mine}/").text


def test_amounts_are_read_as_either_half_of_the_world_writes_them(cast, mine):
    client = signed_in(cast.ada)

    client.post("/deals/new/", {"name": "Comma", "amount": "12,50", "currency": "BRL"})
    client.post(f"/deals/{mine}/fields/amount/", {"value": "1.234,50", "currency": "EUR"})
    client.post(f"/deals/{mine}/win/", {"amount": "1,234.50", "currency": "EUR"})
    twice = client.post(f"/deals/{mine}/refund/", {"amount": "1.100", "reason": "Broken"})
    client.post(f"/deals/{mine}/refund/", {"amount": "12,50", "reason": "Broken"})

    comma = Deal.objects.get(name="Comma")
    info = deal(viewer=cast.ada, deal_id=mine)
    assert (comma.amount, info.amount, info.refunded) == (
        Decimal("12.50"), Decimal("1234.50"), Decimal("12.50"),
    )  # fmt: skip
    assert "“1.100” can be read in two ways; enter 1100 or 1.10" in twice.text
    asked = "/deals/filter/?add=yes&what=field:amount&how=is+more+than&currency=EUR&value="
    assert "“1.100” can be read in two ways" in client.get(f"{asked}1.100").text
    assert client.get(f"{asked}1.234,50").headers["Location"].endswith("is+more+than+1234.5+EUR")


def test_an_amount_of_three_decimals_stays_as_it_stands_when_its_deal_is_won(cast):
    dinar = sell(name="Dinar", amount="1.2340", currency="KWD", owner=cast.ada.member_id)

    signed_in(cast.ada).post(f"/deals/{dinar}/win/", {"amount": "1.234", "currency": "KWD"})

    info = deal(viewer=cast.ada, deal_id=dinar)
    assert (info.outcome, info.amount) == ("won", Decimal("1.234"))


def test_people_join_a_deal_in_a_role_and_leave_it(cast, mine):
    ida = meet(name="Ida Berg")
    meet(name="Ida Berg")
    client = signed_in(cast.ada)

    several = client.post(f"/deals/{mine}/contacts/", {"contact": "Ida Berg", "role": "signs"})
    assert several.status_code == 422
    assert f'value="contact:{ida}"' in several.text
    client.post(
        f"/deals/{mine}/contacts/",
        {"contact": "Ida Berg", "contact_chosen": f"contact:{ida}", "role": "signs"},
    )
    (part,) = deal(viewer=cast.ada, deal_id=mine).parts
    assert (part.contact_id, part.role) == (ida, "signs")
    left = client.post(f"/deals/{mine}/contacts/{ida}/leaving/", follow=True)
    assert deal(viewer=cast.ada, deal_id=mine).parts == ()
    undo(client, left)
    assert deal(viewer=cast.ada, deal_id=mine).parts[0].role == "signs"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_deal_with_neither_name_nor_company_is_not_opened(cast, name):
    client = signed_in(cast.ada)
    stages = {"currency": "EUR", "opened_on": "2026-11-24", "next_step": "Call"}

    refused = client.post("/deals/new/", {"name": name, **stages})

    error = refused.text.partition('id="id_name-error"')[2].partition("</p>")[0]
    assert (refused.status_code, "Enter a name or a company" in error) == (422, True)
    assert 'value="Call"' in refused.text
    assert not Deal.objects.exists()


def test_a_deal_with_a_company_needs_no_name(cast):
    mill = found_company(name="Mill")

    chosen = {"company": "Mill", "company_chosen": f"company:{mill}"}
    opened = signed_in(cast.ada).post("/deals/new/", chosen, follow=True)

    assert opened.status_code == 200
    assert Deal.objects.get().company_id == mill


def test_a_deal_opens_without_company_and_amount(cast):
    client = signed_in(cast.ada)

    opened = client.post("/deals/new/", {"name": "Loose"}, follow=True)

    assert "Opened Loose" in opened.text
    assert "No company" in opened.text
    assert "Loose" in client.get("/deals/").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "-1"}, "Enter an amount of zero or more"),
        ({"amount": "5", "currency": "E1"}, "currency code of three letters"),
        ({"opened_on": "1969-12-31"}, "Enter a day after 1970"),
        ({"expected_close": "1969-12-31"}, "Enter a day after 1970"),
        ({"opened_on": "2030-01-01"}, "Enter a day until today"),
        ({"contact": "Nobody"}, "Nothing here is called"),
        ({"stage": "99"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_deal_is_answered_and_kept_as_typed(cast, mine, typed, words):
    answer = signed_in(cast.ada).post("/deals/new/", {"name": "Kept as typed", **typed})

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Kept as typed"' in answer.text


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"amount": "1e30", "opened_on": "2030-01-01"}, ["amount", "opened_on"]),
        ({"amount": "-1", "opened_on": "2030-01-01", "name": ""}, ["name", "amount", "opened_on"]),
        ({"amount": "1.234,567", "expected_close": "tomorrow", "opened_on": "soon",
          "contact": "Nobody"}, ["contact", "amount", "expected_close", "opened_on"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_a_deal_is_said_at_once(cast, mine, typed, wrong):
    answer = signed_in(cast.ada).post("/deals/new/", {"name": "Mill", "currency": "EUR", **typed})

    assert answer.status_code == 422
    assert re.findall(r'id="id_(\w+)-error"', answer.text) == wrong
    assert Deal.objects.count() == 1


def test_a_deal_with_odd_values_says_so_and_counts(cast):
    odd = sell(name="Odd", amount="0", owner=cast.ada.member_id)

    page = signed_in(cast.ada).get(f"/deals/{odd}/").text

    assert "The amount is zero; leave it empty if it is unknown. It counts all the same." in page


def test_money_finer_than_its_currency_is_refused_beside_the_field(cast, mine):
    client = signed_in(cast.ada)
    two = "EUR has two decimals; enter an amount like 1200.50."

    new = client.post("/deals/new/", {"name": "Fine", "amount": "1100.125", "currency": "EUR"})
    field = client.post(f"/deals/{mine}/fields/amount/", {"value": "1100.125", "currency": "EUR"})
    won = client.post(f"/deals/{mine}/win/", {"amount": "1100.125", "currency": "EUR"})
    client.post(f"/deals/{mine}/win/", {"amount": "100", "currency": "EUR"})
    back = client.post(f"/deals/{mine}/refund/", {"amount": "0.005", "reason": "Broken"})
    early = client.post(
        f"/deals/{mine}/refund/", {"amount": "1", "reason": "Broken", "on": "2020-01-01"}
    )

    assert [page.status_code for page in (new, field, won, back, early)] == [422] * 5
    for page in (new, field, won, back):
        assert two in page.text
    assert "enter that day or a later one" in early.text
    assert deal(viewer=cast.ada, deal_id=mine).refunded == 0
    assert client.get("/attribution/").status_code == 200


def test_a_deal_is_deleted_once(cast):
    mill = sell(name="Mill", owner=cast.ada.member_id)
    client = signed_in(cast.ada)

    answers = [client.post(f"/deals/{mill}/deletion/").status_code for _ in range(2)]

    assert answers == [303, 404]


def test_a_deal_that_is_won_asks_no_more_for_what_only_an_open_one_needs(cast, mine):
    client = signed_in(cast.ada)

    def above() -> list[str]:
        page = client.get(f"/deals/{mine}/").text
        return re.findall(r"<dt>(.*?)</dt>", page[page.index('"highlights"') :].split("</dl>")[0])

    asked = above()
    won = {"amount": "40000", "currency": "EUR", "closed_on": "2026-11-20"}
    client.post(f"/deals/{mine}/win/", {**won, "closed_by": cast.ada.member_id})
    page = client.get(f"/deals/{mine}/").text

    assert asked == ["Amount", "Expected close", "Next step", "Next step on", "Owner"]
    assert [one for one in above() if one != "Credit"] == ["Amount", "Owner"]
    assert page.count("<dt>Owner</dt>") == 1
    assert page.count(">Won<") == 1 and ", Won<" not in page
