"""Which fields a deal has, and what is odd about their values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from entente.kit.currencies import DECIMALS, fits
from entente.people.rules.changes import UnableToSave
from entente.people.rules.fields import CURRENCY, Field

DEAL: Final = {
    field.name: field
    for field in (
        Field(name="name", label="Name", type="text"),
        Field(name="company", label="Company", type="company"),
        Field(name="amount", label="Amount", type="number"),
        Field(name="currency", label="Currency", type="text", length=3),
        Field(name="margin", label="Margin", type="number"),
        Field(name="expected_close", label="Expected close", type="date"),
        Field(name="owner", label="Owner", type="member"),
        Field(name="next_step", label="Next step", type="text"),
        Field(name="next_step_on", label="Next step on", type="date"),
    )
}
LARGEST: Final = Decimal(10) ** 13
HUGE: Final = Decimal(10) ** 8
FAR: Final = timedelta(days=5 * 366)

DAY_BEFORE: Final = "Enter a day after 1970"

# What a page says beside a deal whose values are odd but were kept.
DOUBTS: Final = {
    "amount_negative": "The amount is below zero.",
    "amount_zero": "The amount is zero; leave it empty if it is unknown.",
    "amount_huge": "The amount is above a hundred million.",
    "closed_before_opened": "It closed before it was opened.",
    "closed_in_future": "It closed in the future.",
    "opened_in_future": "It was opened in the future.",
    "before_1970": "It is dated before 1970.",
    "close_far": "The expected close is more than five years away from the opening.",
}


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with amounts, currency and days made sure of. Raises UnableToSave."""
    problems = {}
    for name in ("amount", "margin"):
        amount = values.get(name)
        if amount is not None and (abs(amount) >= LARGEST or _finer_than_cents(amount)):
            problems[name] = "Enter an amount below ten trillion with at most four decimals."
    if (values.get("amount") or 0) < 0:
        problems["amount"] = (
            "Enter an amount of zero or more; what was paid back is a refund of the deal."
        )
    for name in ("expected_close", "next_step_on"):
        day = values.get(name)
        if day is not None and day.year < 1970:
            problems[name] = DAY_BEFORE
    currency = values.get("currency")
    if currency and not CURRENCY.match(currency.upper()):
        problems["currency"] = "Enter a currency code of three letters, like EUR."
    if problems:
        raise UnableToSave(problems)
    return {**values, "currency": currency.upper()} if currency else dict(values)


def misfit(*, amount: Decimal | None, currency: str) -> dict[str, str]:
    """What is wrong with an amount in this currency, by field; nothing where they go together."""
    if currency and currency not in DECIMALS:
        return {"currency": f"There is no currency {currency}; enter one in use, like EUR."}
    if amount is None or not currency or fits(amount=amount, currency=currency):
        return {}
    places, like = _LIKE[DECIMALS[currency]]
    return {"amount": f"{currency} has {places} decimals; enter an amount like {like}."}


def against_refunds(
    *, refunded: Decimal, currency_then: str, amount: Decimal | None, currency: str
) -> dict[str, str]:
    """What a deal that was refunded cannot become, by field."""
    if not refunded:
        return {}
    back = f"{refunded.normalize():f} {currency_then}".strip()
    if currency != currency_then:
        return {"currency": f"{back} was paid back already, so the deal stays in this currency."}
    if amount is None or amount < refunded:
        return {"amount": f"{back} was paid back already; enter an amount no lower than that."}
    return {}


_LIKE: Final = {0: ("no", "1200"), 2: ("two", "1200.50"), 3: ("three", "1200.505")}


def _finer_than_cents(amount: Decimal) -> bool:
    return amount != amount.quantize(Decimal("0.0001"))


def doubts(
    *,
    amount: Decimal | None,
    opened_at: datetime,
    closed_at: datetime | None,
    expected_close: date | None,
    at: datetime,
) -> list[str]:
    """Codes of DOUBTS: what is odd about a deal, said beside it and never dropped."""
    ends = closed_at or opened_at
    far = expected_close is not None and abs(expected_close - opened_at.date()) > FAR
    found = {
        "amount_negative": amount is not None and amount < 0,
        "amount_zero": amount == 0,
        "amount_huge": amount is not None and amount > HUGE,
        "closed_before_opened": ends < opened_at,
        "closed_in_future": closed_at is not None and closed_at > at + timedelta(days=1),
        "opened_in_future": opened_at > at + timedelta(days=1),
        "before_1970": min(opened_at, ends).year < 1970,
        "close_far": far,
    }
    return [code for code, is_so in found.items() if is_so]
