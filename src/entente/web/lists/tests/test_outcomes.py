"""The table of deals: open, won, lost or all, and what those add up to."""

import re
from html import unescape

import pytest

from entente.pipeline.operations import winning
from entente.pipeline.testing import sell
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(cast):
    """Two open deals of 10 and 20, one won for 400, one lost of 3,000; half of it Ada's."""
    sell(name="Retrofit", amount="10", owner=cast.ada.member_id)
    sell(name="Refit", amount="20")
    won = sell(name="Canteen", amount="400", owner=cast.ada.member_id)
    winning.win_deal(deal_id=won, by=cast.root, at=MORNING)
    lost = sell(name="Depot", amount="3000")
    winning.lose_deal(deal_id=lost, reason="Price", by=cast.root, at=MORNING)
    return cast


def views(page):
    """The views beside one another: title, address, whether it is the one on the screen."""
    nav = page.text.split('aria-label="Views">')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)', nav)
    return {title: (unescape(url), bool(current)) for url, current, title in found}


def current(page):
    return [title for title, (_, chosen) in views(page).items() if chosen]


def head(page):
    """The heading and the sentence below it."""
    return told(page).split(" Open Won Lost All Mine")[0]


def test_the_board_leads_to_the_table_of_the_deals_that_it_counts(sold):
    client = signed_in(sold.ada)

    board = client.get("/deals/")
    to_table = unescape(re.search(r'<a href="([^"]+)">Table</a>', board.text)[1])

    assert "2 open deals: €30" in board.text
    page = client.get(to_table)
    assert head(page) == "2 open deals Their known amounts add up to €30."
    assert current(page) == ["Open"]


def test_each_view_adds_up_what_it_shows_and_says_of_which_deals(sold):
    client = signed_in(sold.ada)
    links = views(client.get("/deals/?view=table"))

    found = {title: client.get("/deals/" + url) for title, (url, _) in links.items()}

    assert {title: (head(page), current(page)) for title, page in found.items()} == {
        "Open": ("2 open deals Their known amounts add up to €30.", ["Open"]),
        "Won": ("1 deal won Won for €400, as far as amounts are known.", ["Won"]),
        "Lost": ("1 deal lost Lost amounts that are known add up to €3,000.", ["Lost"]),
        "All": (
            "4 deals Open, won and lost together, their known amounts add up to €3,430.",
            ["All"],
        ),
        "Mine": ("1 open deal Their known amounts add up to €10.", ["Mine"]),
    }


def test_another_view_keeps_what_the_list_is_narrowed_to(sold):
    client = signed_in(sold.ada)
    asked = "/deals/?view=table&where=deal+owner+is+me+and+deal+outcome+is+%22won%22&sort=name&q=a"

    links = views(client.get(asked))

    assert links["Lost"][0] == (
        "?view=table&where=deal+owner+is+me+and+deal+outcome+is+%22lost%22&q=a&sort=name"
    )
    assert links["All"][0] == "?view=table&where=deal+owner+is+me&q=a&sort=name"
    both = client.get(
        "/deals/?view=table&where=deal+outcome+is+%22won%22+or+deal+outcome+is+%22lost%22"
    )
    assert (current(both), head(both)) == (
        [],
        "2 deals Their known amounts add up to €3,400.",
    )
    stage = client.get("/deals/?view=table&where=deal+stage+is+%22Won%22")
    assert (current(stage), head(stage)) == ([], "1 deal Their known amounts add up to €400.")


def test_ones_own_board_leads_to_ones_own_table(sold):
    client = signed_in(sold.ada)

    board = client.get("/deals/?owner=me&where=deal+amount+is+more+than+5")

    to_table = unescape(re.search(r'<a href="([^"]+)">Table</a>', board.text)[1])
    assert head(client.get(to_table)) == "1 open deal Their known amounts add up to €10."


def test_the_board_of_a_colleague_leads_to_the_table_of_their_deals(sold):
    sell(name="Bakery", amount="5", owner=sold.milan.member_id)
    client = signed_in(sold.root)

    board = client.get(f"/deals/?owner={sold.ada.member_id}")

    to_table = unescape(re.search(r'<a href="([^"]+)">Table</a>', board.text)[1])
    table = client.get(to_table)
    assert head(table) == "1 open deal Their known amounts add up to €10."
    assert "Retrofit" in table.text
    assert "Bakery" not in table.text


def test_won_and_lost_deals_say_when_they_were_closed_and_lost_ones_why(sold):
    client = signed_in(sold.ada)
    links = views(client.get("/deals/?view=table"))

    def heads(address):
        head = client.get("/deals/" + address).text.split("<thead")[1].split("</thead>")[0]
        found = re.findall(r"<th\b[^>]*>(.*?)</th>", head, flags=re.S)
        named = [re.sub(r"<[^>]+>", " ", one).split("\n")[0].strip() for one in found]
        return [name for name in named if name != "Tick all on this page"][:6]

    assert {title: heads(links[title][0]) for title in ("Open", "Won", "Lost")} == {
        "Open": ["Deal", "Company", "Stage", "Amount", "Expected close", "Owner"],
        "Won": ["Deal", "Company", "Stage", "Amount", "Closed", "Owner"],
        "Lost": ["Deal", "Company", "Why lost", "Amount", "Closed", "Owner"],
    }
    assert "Price" in told(client.get("/deals/" + links["Lost"][0]))
    asked = client.get("/deals/" + links["Lost"][0] + "&columns=owner")
    assert ">Price<" not in asked.text  # whoever chose columns keeps them
