"""Shares of money: what each touch of a deal is credited with, exact to the cent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from entente.attribution.rules.models import Model, Part
from entente.attribution.rules.touches import Journey, Touch
from entente.kit.money import Money, allocate

Dimension = Literal["channel", "campaign", "asset", "person", "team"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money of a won deal that went back; `position` is its entry in the ledger."""

    position: int
    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What one touch gets of one deal under one model.

    `share` is the touch's part of the win; the shares of a deal sum to one. `amount` is None
    when the deal's is unknown. `touch` is None for a deal with no touch that counts: the parts
    still make the whole. A reversal carries the position of its `refund`, a negative amount
    and no share, for the win itself is not undone.
    """

    deal: int
    model: Model
    booked_at: datetime
    currency: str
    touch: Touch | None
    share: Fraction
    amount: Decimal | None
    refund: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Wins (in shares) and money credited under one heading."""

    share: Fraction
    amount: Decimal


def credited(*, journey: Journey, model: Model, parts: Sequence[Part]) -> tuple[Credit, ...]:
    """Share a counted journey's amount among its touches, in order of time.

    Largest remainder, twice: the parts by their weights, then each part's touches equally; ties
    go to the earliest. The journey must have converted for its credit to mean anything.
    """
    shares = _shares(parts)
    amounts: Mapping[int | None, Decimal | None] = (
        dict.fromkeys(shares)
        if journey.value is None
        else _amounts(journey.value, journey.currency, parts)
    )
    return tuple(
        Credit(
            deal=journey.deal,
            model=model,
            booked_at=journey.closed_at,
            currency=journey.currency,
            touch=None if index is None else journey.touches[index],
            share=shares[index],
            amount=amounts[index],
        )
        for index in shares
    )


def reversals(
    *, credits: Sequence[Credit], parts: Sequence[Part], refunds: Iterable[Refund]
) -> tuple[Credit, ...]:
    """Take refunds back from the touches of one deal, with the original shares, at their dates.

    Nothing already booked changes. Each refund reverses the difference between the division of
    all money refunded so far and that of all before it, so that a deal refunded in full, in
    however many steps, nets to exactly zero for every touch. A line may be a cent off for it.
    """
    lines: list[Credit] = []
    before = Decimal(0)
    for refund in sorted(refunds, key=lambda refund: (refund.at, refund.position)):
        after = before + refund.amount
        currency = credits[0].currency
        earlier, later = _amounts(before, currency, parts), _amounts(after, currency, parts)
        lines += [
            _reversed(credit, refund, earlier[index] - later[index])
            for index, credit in zip(earlier, credits, strict=True)
        ]
        before = after
    return tuple(lines)


def totals(
    *, credits: Iterable[Credit], by: Dimension
) -> dict[tuple[str | int | None, str], Total]:
    """Sum credits by one dimension and currency; amounts nobody knows are left out of the money.

    The key is (heading, currency). The heading is None where there is no touch, or nobody did it.
    """
    sums: dict[tuple[str | int | None, str], Total] = {}
    for credit in credits:
        heading = None if credit.touch is None else getattr(credit.touch, by)
        so_far = sums.get((heading, credit.currency), Total(Fraction(0), Decimal(0)))
        sums[heading, credit.currency] = Total(
            so_far.share + credit.share, so_far.amount + (credit.amount or Decimal(0))
        )
    return sums


def _reversed(credit: Credit, refund: Refund, amount: Decimal) -> Credit:
    return replace(
        credit, booked_at=refund.at, share=Fraction(0), amount=amount, refund=refund.position
    )


def _shares(parts: Sequence[Part]) -> dict[int | None, Fraction]:
    """Give each touch's share by its index, in order; a journey without touches has one nobody."""
    if not parts:
        return {None: Fraction(1)}
    whole = sum(part.weight for part in parts)
    shares = {
        index: Fraction(part.weight, whole * len(part.touches))
        for part in parts
        for index in part.touches
    }
    return {index: shares[index] for index in sorted(shares)}


def _amounts(value: Decimal, currency: str, parts: Sequence[Part]) -> dict[int | None, Decimal]:
    """Allocate twice, the parts and then the touches of each; by the touch's index, in order."""
    if not parts:
        return {None: value}
    amounts: dict[int | None, Decimal] = {}
    each = allocate(total=Money(value, currency), weights=[part.weight for part in parts])
    for part, money in zip(parts, each, strict=True):
        slices = allocate(total=money, weights=[1] * len(part.touches))
        for index, piece in zip(part.touches, slices, strict=True):
            amounts[index] = piece.amount
    return {index: amounts[index] for index in _shares(parts)}
