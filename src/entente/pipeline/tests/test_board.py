"""The board, lists and search of deals."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from entente.kit.criteria.sql.fragment import Fragment
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal
from entente.pipeline.operations.moving import move_deal
from entente.pipeline.operations.pipelines import create_pipeline, set_up_pipeline
from entente.pipeline.operations.winning import lose_deal, win_deal
from entente.pipeline.queries.board import Sum, board, owners
from entente.pipeline.queries.deals import Total, count_deals, deals, totals
from entente.pipeline.queries.related import (
    deals_of_company,
    deals_of_contact,
    owner_of_open_deal,
)
from entente.pipeline.queries.search import search
from entente.pipeline.rules.stages import DEFAULT_STAGES
from entente.pipeline.testing import sell, stage_named
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    cast = assemble()
    set_up_pipeline(at=MORNING)
    return cast


def column(seen, name):
    return next(one for one in seen.stages if one.stage.name == name)


def test_the_board_sums_known_amounts_by_currency_and_counts_the_unknown(cast):
    firm = found_company(name="Nordwind")
    sell(by=cast.ada, name="A", amount=100, company=firm, expected_close="2027-01-02")
    sell(by=cast.ada, name="B", amount="0.10", expected_close="2027-01-01")
    sell(by=cast.ada, name="C", amount=70, currency="BRL")
    sell(by=cast.ada, name="")
    won = sell(by=cast.ada, name="D", amount=5)
    win_deal(deal_id=won, by=cast.ada, at=MORNING)
    old = sell(by=cast.ada, name="E", amount=5, opened_at=MORNING - 95 * DAY)
    lose_deal(deal_id=old, reason="dear", by=cast.ada, at=MORNING, closed_at=MORNING - 90 * DAY)

    seen = board(viewer=cast.ada, at=MORNING)

    assert [(one.stage.name, one.deals) for one in seen.stages] == [
        ("Discovery", 4),
        ("Solution", 0),
        ("Proposal", 0),
        ("Commit", 0),
        ("Won", 1),
        ("Lost", 0),
    ]
    first = column(seen, "Discovery")
    assert first.sums == (
        Sum(currency="BRL", amount=Decimal(70), deals=1),
        Sum(currency="EUR", amount=Decimal("100.10"), deals=2),
    )
    assert first.unknown_amounts == 1
    assert [(card.called, card.company, card.amount) for card in first.cards[:3]] == [
        ("B", "", Decimal("0.10")),
        ("A", "Nordwind", Decimal(100)),
        ("C", "", Decimal(70)),
    ]
    assert column(seen, "Won").sums == (Sum(currency="EUR", amount=Decimal(5), deals=1),)


def test_a_board_is_narrowed_to_those_who_have_an_open_deal(cast):
    for name in ("A", "B"):
        sell(by=cast.noor, name=name, owner=cast.milan.member_id)
    sell(by=cast.noor, name="C", owner=cast.ada.member_id)
    won = sell(by=cast.noor, name="D", amount=5, owner=cast.noor.member_id)
    win_deal(deal_id=won, by=cast.noor, at=MORNING)

    assert [member for member, _ in owners()] == [cast.ada.member_id, cast.milan.member_id]


def test_a_deal_is_stuck_after_twice_the_usual_stay(cast):
    for number, stay in enumerate((2, 4, 9)):
        quick = sell(by=cast.ada, name=f"Quick {number}")
        proposal = stage_named(name="Proposal")
        move_deal(deal_id=quick, stage_id=proposal, by=cast.ada, at=MORNING + stay * DAY)
    sell(by=cast.ada, name="Slow")
    sell(by=cast.ada, name="New", at=MORNING + 6 * DAY)

    at_eight = column(board(viewer=cast.ada, at=MORNING + 8 * DAY), "Discovery")
    after = column(board(viewer=cast.ada, at=MORNING + 9 * DAY), "Discovery")

    assert at_eight.usual == 4 * DAY
    assert [(card.called, card.since, card.stuck) for card in at_eight.cards] == [
        ("Slow", MORNING, False),
        ("New", MORNING + 6 * DAY, False),
    ]
    assert [(card.called, card.since, card.stuck) for card in after.cards] == [
        ("Slow", MORNING, True),
        ("New", MORNING + 6 * DAY, False),
    ]


def test_one_quick_deal_makes_no_others_stuck(cast):
    proposal = stage_named(name="Proposal")
    for number in range(3):
        quick = sell(by=cast.ada, name=f"Quick {number}")
        move_deal(deal_id=quick, stage_id=proposal, by=cast.ada, at=MORNING + DAY / 24)
        sell(by=cast.ada, name=f"Slow {number}")
        first = column(board(viewer=cast.ada, at=MORNING + 2 * DAY), "Discovery")
        assert [card.stuck for card in first.cards] == [False] * (number + 1)

    third = column(board(viewer=cast.ada, at=MORNING + 3 * DAY), "Discovery")
    assert [card.stuck for card in third.cards] == [True] * 3


def test_a_board_shows_the_first_cards_and_how_many_more(cast):
    for number in range(5):
        sell(by=cast.ada, name=f"Deal {number}", owner=cast.ada.member_id)
    sell(by=cast.ada, name="Noor's", owner=cast.noor.member_id)

    first = column(board(viewer=cast.ada, at=MORNING, cards=2), "Discovery")
    mine = board(viewer=cast.ada, at=MORNING, owner_id=cast.noor.member_id)

    assert ([card.called for card in first.cards], first.more) == (["Deal 0", "Deal 1"], 4)
    assert [card.called for card in column(mine, "Discovery").cards] == ["Noor's"]


def test_boards_of_one_and_of_three_take_the_same_queries(cast, django_assert_num_queries):
    sell(by=cast.ada, name="A", company=found_company(name="F"))
    for _ in range(2):
        with django_assert_num_queries(5):
            board(viewer=cast.ada, at=MORNING)
        with django_assert_num_queries(2):
            deals(viewer=cast.ada, sort="name")
        with django_assert_num_queries(6):
            search(text="nobody", viewer=cast.ada)
        with django_assert_num_queries(1):
            totals(viewer=cast.ada)
        sell(by=cast.ada, name="B", amount=1, company=found_company(name="G"))
        sell(by=cast.ada, name="C", company=found_company(name="H"))


def test_pipelines_have_boards_of_their_own(cast):
    sell(by=cast.ada, name="A")
    renewal = create_pipeline(name="Renewal", stages=DEFAULT_STAGES, by=cast.root, at=MORNING)

    other = board(viewer=cast.ada, at=MORNING, pipeline_id=renewal)

    assert (other.pipeline.name, [one.deals for one in other.stages]) == ("Renewal", [0] * 6)
    with pytest.raises(LookupError):
        board(viewer=cast.ada, at=MORNING, pipeline_id=999)


def test_lists_of_deals_are_sorted_filtered_and_never_add_two_currencies(cast):
    sell(by=cast.ada, name="A", amount=100, expected_close="2027-03-01")
    sell(by=cast.ada, name="B", amount=70, currency="BRL", expected_close="2027-02-01")
    sell(by=cast.ada, name="C")

    by_close = deals(viewer=cast.ada, sort="expected_close", descending=False)
    rich = Fragment("pipeline_deal.amount > %s", (80,))

    assert [(line.called, line.values["expected_close"]) for line in by_close.lines] == [
        ("B", date(2027, 2, 1)),
        ("A", date(2027, 3, 1)),
        ("C", None),
    ]
    assert [line.called for line in deals(viewer=cast.ada, criterion=rich).lines] == ["A"]
    assert count_deals(viewer=cast.ada).number == 3
    assert totals(viewer=cast.ada) == [
        Total(currency="BRL", amount=Decimal(70), known=1),
        Total(currency="EUR", amount=Decimal(100), known=1),
    ]


def test_one_box_finds_people_companies_and_deals(cast):
    firm = found_company(name="Nordwind", industry="Mills")
    meet(name="Ida Nordwind", job_title="Head of Mills")
    sell(by=cast.ada, name="Mill for Nordwind", company=firm)

    found = search(text="nordwind", viewer=cast.ada)

    assert [(hit.record, hit.called, hit.about) for hit in found.hits] == [
        ("contact", "Ida Nordwind", "Head of Mills"),
        ("company", "Nordwind", "Mills"),
        ("deal", "Mill for Nordwind", "Discovery, 24 Nov 2026"),
    ]


def test_eve_sees_no_deal_anywhere(cast):
    ida = meet(name="Ida")
    firm = found_company(name="Nordwind")
    sell(by=cast.ada, name="Mill", amount=3, company=firm, contacts=[ida])

    seen = board(viewer=cast.eve, at=MORNING)

    assert [(one.deals, one.sums, one.cards) for one in seen.stages] == [(0, (), ())] * 6
    assert deals(viewer=cast.eve).lines == ()
    assert totals(viewer=cast.eve) == []
    assert search(text="mill", viewer=cast.eve).hits == ()
    assert deals_of_contact(viewer=cast.eve, contact_id=ida) == []
    assert deals_of_company(viewer=cast.eve, company_id=firm) == []
    assert count_deals(viewer=cast.eve).number == 0


def test_the_newest_open_deal_of_a_person_says_who_owns_them(cast):
    ida, ole = meet(name="Ida"), meet(name="Ole")
    first = sell(by=SYSTEM, name="Old", owner=cast.noor.member_id, contacts=[ida])
    sell(by=SYSTEM, name="New", owner=cast.ada.member_id, contacts=[ida], at=MORNING + DAY)
    lost = sell(by=SYSTEM, name="Lost", owner=cast.noor.member_id, contacts=[ole])
    lose_deal(deal_id=lost, reason="dear", by=cast.noor, at=MORNING)

    assert owner_of_open_deal(contact_ids=[ida, ole]) == {ida: cast.ada.member_id}
    assert [one.called for one in deals_of_contact(viewer=cast.ada, contact_id=ida)] == [
        "New",
        "Old",
    ]
    assert Deal.objects.get(id=first).owner_id == cast.noor.member_id
