"""What the palette and the search page put first."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.funnel.operations import Move, enter_stage
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations.deciding import accept
from entente.ledger import queries as ledger
from entente.people.models import Contact
from entente.people.testing import found_company, meet
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.queries.search import search_deals
from entente.pipeline.testing import sell
from entente.web.testing import signed_in
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def hand_over(contact: int, *, to: int | None) -> None:
    """Let a contact wait in somebody's queue."""
    move = Move(contact=contact, stage="sql", occurred_at=MORNING, via="hand")
    reactions.hand_over([ledger.entry(position=enter_stage(move=move, at=MORNING))], MORNING)
    Handover.objects.filter(contact_id=contact).update(owner_id=to)


def found(client, address: str) -> list[tuple[str, str]]:
    """The people that are found, in order, with what stands at the end of the row."""
    rows = re.findall(
        r'<a class="(?:palette__item|found__link)"[^>]*href="/contacts/\d[^>]*>(.*?)</a>',
        client.get(address).text,
    )
    return [
        (re.search(r"(Ida \w+|Sa Idasdotter)", row)[1], "".join(re.findall(r'"end.*?>(.*)<', row)))
        for row in rows
    ]


def test_a_head_finds_first_who_waits_for_anybody_as_their_queue_opens_with_all(cast):
    for number in range(30):
        meet(name=f"Ida A{number:02}")
    hand_over(meet(name="Ida Zorn"), to=cast.ada.member_id)

    names = found(signed_in(cast.noor), "/search/options/?q=ida")

    assert names[:2] == [("Ida Zorn", "in the queue"), ("Ida A00", "")]


@pytest.mark.parametrize("address", ["/search/?q=ida", "/search/options/?q=ida"])
def test_who_waits_in_ones_own_queue_comes_first_among_equals(cast, address):
    for name in ("Ida Ahl", "Ida Berg"):
        meet(name=name)
    hand_over(meet(name="Sa Idasdotter"), to=cast.ada.member_id)
    hand_over(meet(name="Ida Dahl"), to=cast.noor.member_id)
    hand_over(meet(name="Ida Ek"), to=cast.ada.member_id)

    assert found(signed_in(cast.ada), address) == [
        ("Ida Ek", "in your queue"),
        ("Ida Ahl", ""),
        ("Ida Berg", ""),
        ("Ida Dahl", ""),
        ("Sa Idasdotter", "in your queue"),
    ]


def test_a_lead_that_waits_is_found_however_many_bear_its_name(cast):
    for number in range(30):
        meet(name=f"Ida A{number:02}")
    waiting = meet(name="Ida Zorn")
    for number in range(30, 60):
        meet(name=f"Ida A{number:02}")
    hand_over(waiting, to=cast.ada.member_id)

    names = [name for name, _ in found(signed_in(cast.ada), "/search/options/?q=ida")]

    assert (names[0], len(names)) == ("Ida Zorn", 6)


def test_who_was_accepted_and_is_not_called_yet_or_waits_for_anybody_is_in_ones_queue(cast):
    for number in range(90):
        meet(name=f"Ida A{number:02}")
    late, anybody = meet(name="Ida Yten"), meet(name="Ida Zorn")
    hand_over(late, to=cast.ada.member_id)
    handover = Handover.objects.get(contact_id=late)
    accept(handover_id=handover.id, by=cast.ada, at=MORNING)
    hand_over(anybody, to=None)

    for address in ("/search/?q=ida", "/search/options/?q=ida"):
        names = found(signed_in(cast.ada), address)
        assert names[:3] == [
            ("Ida Yten", "in your queue"),
            ("Ida Zorn", "in your queue"),
            ("Ida A00", ""),
        ]


def test_of_equals_ones_own_come_next_and_then_with_whom_something_happened_last(cast):
    meet(name="Ida Yten", at=MORNING + timedelta(days=1))
    for number in range(10):
        meet(name=f"Ida A{number:02}")
    zorn = meet(name="Ida Zorn")
    Contact.objects.filter(id=zorn).update(owner_id=cast.ada.member_id)
    for number in range(10, 20):
        meet(name=f"Ida A{number:02}")

    names = [name for name, _ in found(signed_in(cast.ada), "/search/options/?q=ida")]

    assert names[:3] == ["Ida Zorn", "Ida Yten", "Ida A00"]
    for number in range(20, 80):
        meet(name=f"Ida A{number:02}")
    again = [name for name, _ in found(signed_in(cast.ada), "/search/options/?q=ida")]
    assert (again[0], len(again)) == ("Ida Zorn", 6)


def test_companies_of_a_name_come_before_people_who_work_at_others_of_it(cast):
    firm = found_company(name="North Thornbury")
    for number in range(4):
        meet(name=f"Ida A{number:02}", company=firm)
    found_company(name="Thornbury Bakers")
    found_company(name="Thornbury")
    client = signed_in(cast.ada)

    def groups(words: str) -> list[str]:
        page = client.get(f"/search/?q={words}").text
        return re.findall(r'<h2 id="f\d">([^<]+)|<b>([^<]+)', page)[:5]

    assert groups("thornbury") == [
        ("Companies", ""),
        ("", "Thornbury"),
        ("", "Thornbury Bakers"),
        ("", "North Thornbury"),
        ("People", ""),
    ]
    assert groups("ida")[0] == ("People", "")


def test_one_lead_and_three_are_ranked_with_the_same_queries(cast):
    client, taken = signed_in(cast.ada), []
    for numbers in ((0,), (1, 2)):
        for number in numbers:
            hand_over(meet(name=f"Ida A{number}"), to=cast.ada.member_id)
        client.get("/search/options/?q=ida")
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/options/?q=ida")
        taken.append(len(captured))

    assert taken[0] == taken[1]


@pytest.mark.parametrize("address", ["/search/?q={}", "/search/options/?q={}"])
def test_a_deal_without_a_name_is_found_by_what_it_is_called(cast, address):
    mine, named, hers = (
        sell(owner=owner, **values)
        for owner, values in (
            (cast.ada.member_id, {}),
            (cast.ada.member_id, {"name": "Mill"}),
            (cast.noor.member_id, {}),
        )
    )
    for one in (mine, named, hers):
        sell(name=f"Deal {one}, renewed", owner=cast.ada.member_id)
    grant_reach(
        team=Team.SALES, role=Role.MEMBER, record="deal", action="see",
        reach=Reach.OWN, by=cast.root,
    )  # fmt: skip
    client = signed_in(cast.ada)

    def deals(text: str) -> list[str]:
        page = client.get(address.format(text)).text
        return re.findall(r'href="/deals/\d[^>]*>(?:<[^>]*>)*([^<]+)', page)

    assert deals(f"Deal {mine}") == [f"Deal {mine}", f"Deal {mine}, renewed"]
    assert deals(f"deal++{mine}+") == [f"Deal {mine}", f"Deal {mine}, renewed"]
    assert deals(f"Deal {named}") == [f"Deal {named}, renewed"]
    assert deals(f"Deal {hers}") == [f"Deal {hers}, renewed"]
    assert f"Deal {mine}" not in deals(f"Deal 0{mine}7")


@pytest.mark.parametrize("address", ["/search/?q=mill", "/search/options/?q=mill"])
def test_an_open_deal_comes_before_the_closed_ones_of_its_name(cast, address):
    for number in range(3):
        won = sell(name=f"Mill {number}")
        win_deal(deal_id=won, by=cast.root, at=MORNING)
    sell(name="Mill 4")

    page = signed_in(cast.ada).get(address).text

    assert re.findall(r"Mill \d", page)[0] == "Mill 4"
    assert set(re.findall(r"Mill \d", page)) == {"Mill 0", "Mill 1", "Mill 2", "Mill 4"}


def test_the_last_line_of_the_palette_leads_to_all_that_is_found(cast):
    meet(name="Ida Ahl & Son")
    client = signed_in(cast.ada)

    last = re.findall(
        r'href="([^"]*)">All results', client.get("/search/options/?q=ahl+%26+s").text
    )

    assert last == ["/search/?q=ahl%20%26%20s"]
    assert "Ida Ahl &amp; Son" in client.get(last[0]).text
    for nothing in ("/search/options/", "/search/options/?q=zzzz"):
        assert "All results" not in client.get(nothing).text


def test_a_deal_is_found_by_its_number_with_no_more_queries_than_by_its_name(cast):
    made = sell()
    taken = []
    for text in ("mill", f"Deal {made}"):
        with CaptureQueriesContext(connection) as captured:
            search_deals(text=text, viewer=cast.ada)
        taken.append(len(captured))

    assert taken == [2, 2]


def test_two_deals_of_one_name_are_told_apart_by_amount_and_day(cast):
    for amount, days in (("4000", 3), ("120000", 30)):
        sell(
            name="Mill for Nordwind",
            amount=amount,
            currency="EUR",
            opened_at=MORNING - timedelta(days=days),
        )

    found = {hit.about for hit in search_deals(text="nordwind", viewer=cast.root)}

    assert found == {"Discovery, €4k, 21 Nov 2026", "Discovery, €120k, 25 Oct 2026"}
