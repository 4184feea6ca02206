"""Money: parts that equal the whole to the cent, and refunds that take it back."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from entente.attribution.rules.credit import credit
from entente.attribution.rules.models import Model
from entente.attribution.rules.shares import Refund, Total, totals
from entente.attribution.testing import CLOSE, RULES, generated, journey, touch, walk


def lines(*journeys, models=(Model.LINEAR,), refunds=None):
    return credit(journeys=journeys, rules=RULES, models=models, refunds=refunds)


def amounts(found):
    return [str(line.amount) for line in found]


def test_a_thousand_over_seven_touches():
    found = lines(walk("abcdefg", value="1000.00"))

    assert amounts(found) == ["142.86"] * 5 + ["142.85"] * 2


def test_a_refund_takes_back_the_original_shares_at_its_own_date():
    later = CLOSE + timedelta(days=40)
    refund = Refund(position=99, at=later, amount=Decimal("12000.00"))

    found = lines(walk("abcd", value="50000.00"), refunds={1: [refund]})

    assert [(str(line.amount), line.booked_at, line.refund) for line in found] == [
        *[("12500.00", CLOSE, None)] * 4,
        *[("-3000.00", later, 99)] * 4,
    ]
    assert set(totals(credits=found, by="channel").values()) == {
        Total(Fraction(1, 4), Decimal("9500.00"))
    }


def test_a_deal_refunded_in_steps_nets_to_nothing_for_everyone():
    thirds = [
        Refund(position=90 + i, at=CLOSE + timedelta(days=i), amount=Decimal(amount))
        for i, amount in enumerate(["33.33", "33.33", "33.34"])
    ]

    found = lines(walk("abc", value="100.00"), refunds={1: thirds})

    assert {
        key[0]: str(total.amount) for key, total in totals(credits=found, by="channel").items()
    } == {
        "a": "0.00",
        "b": "0.00",
        "c": "0.00",
    }


def test_both_teams_are_credited_and_every_heading_adds_up():
    found = lines(
        journey(
            touch(1, days=9, channel="search", campaign="spring", asset="guide", person=None),
            touch(2, days=5, channel="phone", team="sales", kind="call.logged", person=7),
            touch(3, days=1, channel="email", campaign="spring", person=8),
            value="100.00",
        )
    )

    def by(dimension):
        return {
            key[0]: str(total.amount) for key, total in totals(credits=found, by=dimension).items()
        }

    assert by("channel") == {"search": "33.34", "phone": "33.33", "email": "33.33"}
    assert by("team") == {"marketing": "66.67", "sales": "33.33"}
    assert by("campaign") == {"spring": "66.67", "": "33.33"}
    assert by("asset") == {"guide": "33.34", "": "66.66"}
    assert by("person") == {None: "33.34", 7: "33.33", 8: "33.33"}


def test_currencies_are_never_added_to_each_other():
    found = lines(walk("a", value="10.00"), walk("a", value="20.00", deal=2, currency="USD"))

    assert totals(credits=found, by="channel") == {
        ("a", "EUR"): Total(Fraction(1), Decimal("10.00")),
        ("a", "USD"): Total(Fraction(1), Decimal("20.00")),
    }


def test_a_deal_without_touches_keeps_its_money_under_nobody():
    (found,) = lines(journey(value="10.00"))

    assert (found.touch, found.share, found.amount) == (None, 1, Decimal("10.00"))


def test_an_unknown_amount_stays_unknown_and_the_win_still_counts():
    found = lines(walk("ab", value=None))

    assert [(line.share, line.amount) for line in found] == [(Fraction(1, 2), None)] * 2
    assert totals(credits=found, by="team") == {
        ("marketing", "EUR"): Total(Fraction(1), Decimal(0))
    }


def test_a_lost_deal_earns_nothing_and_teaches_the_chain():
    won, lost = walk("ab", value="30.00"), walk("a", deal=2, converted=False)

    found = lines(won, lost, models=(Model.MARKOV,))

    assert [(line.deal, line.touch.channel, str(line.amount)) for line in found] == [
        (1, "a", "15.00"),
        (1, "b", "15.00"),
    ]


def test_a_deal_is_shared_by_its_own_lesson_and_earlier_ones_whatever_comes_later():
    """Cases 4.3 and 4.2 of the methods, the second learnt in two lessons."""
    first = walk("ab", value="30.00", lesson=1), walk("b", value="30.00", deal=2, lesson=1)
    later = [
        walk("ab", value="30.00", deal=3, lesson=2),
        walk("a", value="30.00", deal=4, lesson=2, asked=False),
        *(walk("ab", deal=5 + i, lesson=2, converted=False) for i in range(3)),
        *(walk("a", deal=8 + i, lesson=2, converted=False) for i in range(4)),
        walk("b", deal=12, lesson=2, converted=False),
    ]

    alone, found = (lines(*of, models=(Model.MARKOV,)) for of in (first, [*first, *later]))

    assert amounts(alone) == ["10.00", "20.00", "30.00"]
    assert found[:3] == alone
    assert [(line.deal, line.touch.channel, str(line.amount)) for line in found[3:]] == [
        (3, "a", "15.35"),
        (3, "b", "14.65"),
    ]


@pytest.mark.parametrize("model", Model)
def test_the_parts_are_the_whole_whatever_comes(model):
    journeys, refunds = generated(seed=4, count=150)

    found = credit(journeys=journeys, rules=RULES, models=[model], refunds=refunds)

    assert {line.deal for line in found} == {j.deal for j in journeys if j.converted and j.asked}
    for of in (j for j in journeys if j.converted and j.asked):
        earned = [line for line in found if line.deal == of.deal and line.refund is None]
        back = [line for line in found if line.deal == of.deal and line.refund is not None]
        assert sum(line.share for line in earned) == 1
        assert sum(line.share for line in back) == 0
        if of.value is not None:
            assert sum(line.amount for line in earned) == of.value
        assert sum(line.amount for line in back) == -sum(r.amount for r in refunds.get(of.deal, ()))
