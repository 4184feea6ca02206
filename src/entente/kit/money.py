"""Money: exact decimal amounts that know their currency, shared out to the last cent.

Amounts never hold more decimals than the currency has, and currencies never mix.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction

from entente.kit.currencies import decimals

LIMIT = Decimal(10) ** 15
"""Amounts stay below it on either side of zero."""

_EXACT = Context(prec=60)


class MixedCurrencies(ValueError):
    """Two currencies were about to be added or compared."""


class NoSuchAmount(ValueError):
    """The figure is no amount of this currency: not finite, too large or too fine."""


class NothingToShareBy(ValueError):
    """The weights cannot share anything out: none, negative, or all zero."""


@dataclass(frozen=True)
class Money:
    """An exact amount in one currency."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        places = decimals(currency=self.currency)
        if not self.amount.is_finite() or abs(self.amount) >= LIMIT:
            raise NoSuchAmount(f"An amount lies below {LIMIT:,}")
        try:
            exact = self.amount.quantize(Decimal(1).scaleb(-places), context=_EXACT)
        except InvalidOperation:
            exact = None
        if exact is None or exact != self.amount:
            raise NoSuchAmount(f"{self.currency} has {places} decimals")
        object.__setattr__(self, "amount", exact + 0)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return bool(self.amount)

    def _same(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency} do not add up")


def rounded(*, amount: Decimal | Fraction, currency: str) -> Money:
    """The amount to the currency's last decimal, halves away from zero."""
    places = decimals(currency=currency)
    if isinstance(amount, Decimal):
        if not amount.is_finite() or abs(amount) >= LIMIT:
            raise NoSuchAmount(f"An amount lies below {LIMIT:,}")
        step = Decimal(1).scaleb(-places)
        return Money(amount.quantize(step, ROUND_HALF_UP, _EXACT), currency)
    units = amount * 10**places
    whole, rest = divmod(abs(units), 1)
    units_rounded = int(whole) + (rest >= Fraction(1, 2))
    return _of_units(units_rounded if units >= 0 else -units_rounded, currency)


def zero(*, currency: str) -> Money:
    """Nothing, in this currency."""
    return Money(Decimal(0), currency)


def totals(*, amounts: Iterable[Money]) -> dict[str, Money]:
    """The sum in each currency, by its letters; currencies never mix."""
    sums: dict[str, Money] = {}
    for money in amounts:
        known = sums.get(money.currency)
        sums[money.currency] = money if known is None else known + money
    return dict(sorted(sums.items()))


def total(*, amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts that are all in this currency. Raises MixedCurrencies."""
    added = zero(currency=currency)
    for money in amounts:
        added += money
    return added


def allocate(*, total: Money, weights: Sequence[int | float | Decimal | Fraction]) -> list[Money]:
    """Parts of the total by these weights that add up to it to the cent.

    Largest remainders (Hamilton): every part is rounded down, the units left go to the largest
    remainders, ties to the earliest. A negative total is shared as its positive twin. Raises
    NothingToShareBy.
    """
    shares = _shares(weights)
    sign = -1 if total.amount < 0 else 1
    units = _units(total) * sign
    exact = [share * units for share in shares]
    parts = [int(part) for part in exact]  # rounded down: all parts are positive
    by_remainder = sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])
    for index in by_remainder[: units - sum(parts)]:
        parts[index] += 1
    return [_of_units(sign * part, total.currency) for part in parts]


def _shares(weights: Sequence[int | float | Decimal | Fraction]) -> list[Fraction]:
    try:
        exact = [Fraction(weight) for weight in weights]
    except (ValueError, OverflowError):
        raise NothingToShareBy("Weights are finite figures") from None
    whole = sum(exact)
    if not whole or min(exact) < 0:
        raise NothingToShareBy("Weights are zero or more, and not all zero")
    return [weight / whole for weight in exact]


def _units(money: Money) -> int:
    return int(money.amount.scaleb(decimals(currency=money.currency), _EXACT))


def _of_units(units: int, currency: str) -> Money:
    return Money(Decimal(units).scaleb(-decimals(currency=currency), _EXACT), currency)
