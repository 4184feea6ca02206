"""Money is exact, keeps to its currency, and is shared out to the last cent."""

import contextlib
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.kit import amounts, money
from entente.kit.amounts import NotMoney
from entente.kit.currencies import DECIMALS, UnknownCurrency
from entente.kit.money import MixedCurrencies, Money, NoSuchAmount, NothingToShareBy


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_money_adds_up_exactly():
    assert eur("0.10") + eur("0.20") == eur("0.30")
    assert eur("1") - eur("2.50") == eur("-1.50") == -eur("1.50")
    assert sorted([eur("3"), eur("-1"), eur("2.5")]) == [eur("-1"), eur("2.5"), eur("3")]
    assert str(eur("5").amount) == "5.00"
    assert not eur("0") and eur("0.01")


def test_currencies_never_mix():
    real = Money(Decimal(1), "BRL")

    for attempt in (lambda: eur("1") + real, lambda: eur("1") < real, lambda: eur("1") - real):
        with pytest.raises(MixedCurrencies, match="EUR and BRL do not add up"):
            attempt()
    assert money.totals(amounts=[real, eur("1.50"), eur("2"), real]) == {
        "BRL": Money(Decimal(2), "BRL"),
        "EUR": eur("3.50"),
    }
    assert money.total(amounts=[], currency="EUR") == eur("0")
    with pytest.raises(MixedCurrencies):
        money.total(amounts=[eur("1"), real], currency="EUR")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e400", "1e15", "-1e15", "0.001", "1e-400"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(NoSuchAmount):
        eur(amount)


def test_each_currency_has_its_decimals():
    assert str(Money(Decimal("1.234"), "KWD").amount) == "1.234"
    assert str(Money(Decimal("1234.00"), "JPY").amount) == "1234"
    with pytest.raises(NoSuchAmount):
        Money(Decimal("0.5"), "JPY")
    with pytest.raises(UnknownCurrency):
        Money(Decimal(1), "EURO")


def test_minus_nothing_is_nothing():
    assert str(eur("-0").amount) == "0.00"


@pytest.mark.parametrize(
    ("given_", "cents"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("0.0049", "0.00")],
)
def test_halves_round_away_from_zero(given_, cents):
    assert money.rounded(amount=Decimal(given_), currency="EUR") == eur(cents)
    assert money.rounded(amount=Fraction(given_), currency="EUR") == eur(cents)


def test_rounding_does_not_swallow_the_absurd():
    for amount in (Decimal("NaN"), Decimal("1e400")):
        with pytest.raises(NoSuchAmount):
            money.rounded(amount=amount, currency="EUR")


def test_a_thousand_over_seven_touches():
    parts = money.allocate(total=eur("1000.00"), weights=[1] * 7)

    assert parts == [eur("142.86")] * 5 + [eur("142.85")] * 2


def test_decay_by_half_lives_of_a_week():
    parts = money.allocate(total=eur("10000"), weights=[2 ** -(d / 7) for d in (28, 14, 7, 0)])

    assert parts == [eur("344.83"), eur("1379.31"), eur("2758.62"), eur("5517.24")]


def test_a_refund_takes_back_what_was_given():
    weights = [Decimal("0.4"), Decimal("0.2"), Decimal("0.4"), 1]

    given_ = money.allocate(total=eur("100.01"), weights=weights)
    taken = money.allocate(total=eur("-100.01"), weights=weights)

    assert taken == [-part for part in given_]


def test_nobody_gets_nothing_of_something():
    assert money.allocate(total=eur("0.01"), weights=[0, 1, 1]) == [
        eur("0"),
        eur("0.01"),
        eur("0"),
    ]
    for weights in ([], [0, 0], [1, -1], [float("nan")], [float("inf")]):
        with pytest.raises(NothingToShareBy):
            money.allocate(total=eur("1"), weights=weights)


@given(
    st.integers(-(10**12), 10**12),
    st.lists(
        st.one_of(st.integers(0, 10**6), st.floats(0, 1e6), st.fractions(0, 100)),
        min_size=1,
        max_size=30,
    ).filter(any),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_parts_are_the_whole_and_each_is_within_a_unit_of_its_share(units, weights, currency):
    unit = Decimal(1).scaleb(-DECIMALS[currency])
    whole = Money(units * unit, currency)

    parts = money.allocate(total=whole, weights=weights)

    assert money.total(amounts=parts, currency=currency) == whole
    shares = [Fraction(weight) / sum(map(Fraction, weights)) for weight in weights]
    for part, share in zip(parts, shares, strict=True):
        assert abs(Fraction(part.amount) - share * Fraction(whole.amount)) < Fraction(unit)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("-0,5", "-0.5"),
        (",5", "0.5"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1'234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("40,000", "40000"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("12,34,56", "12,34,56"),
        ("1.2,3.4", "1.2,3.4"),
        ("..", ".."),
        ("1e400", "1e400"),
        ("lots", "lots"),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_with_points_or_commas(typed, read):
    assert amounts.pointed(text=typed) == read


def test_forty_or_forty_thousand_is_asked_back_unless_numbers_are_so_fine():
    with pytest.raises(NotMoney) as refused:
        amounts.pointed(text="-40.000")

    assert str(refused.value) == "“-40.000” can be read in two ways; enter -40000 or -40.00"
    with pytest.raises(NotMoney, match="enter 1234 or 1.2340$"):
        amounts.pointed(text="1.234")
    assert amounts.pointed(text="40.000", fine=True) == "40.000"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(NotMoney):
        assert isinstance(amounts.pointed(text=text), str)


@given(st.decimals(0, 10**14, places=2))
def test_what_we_write_we_read(amount):
    assert Decimal(amounts.pointed(text=f"{amount:,}")) == amount
