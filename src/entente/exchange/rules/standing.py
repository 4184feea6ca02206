"""Where a deal of a file stands: its stage, whether it is won or lost, and when it closed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from entente.exchange.rules.numbers import Amount
from entente.exchange.rules.outcomes import Fate, rejected
from entente.exchange.rules.vocabulary import fold
from entente.pipeline.rules.fields import against_refunds, misfit

Standing = Literal["open", "won", "lost"]
_WON: Final = frozenset(
    fold(word)
    for word in ("won", "closed won", "closedwon", "won deal", "customer", "gewonnen", "gagné")
)
_LOST: Final = frozenset(
    fold(word)
    for word in ("lost", "closed lost", "closedlost", "lost deal", "verloren", "perdu", "abandoned")
)
LARGEST: Final = Decimal(10) ** 13


def standing(*, stage: str, is_won: bool | None, is_closed: bool | None) -> Standing:
    """Open, won or lost: by the columns that say so, else by the name of the stage."""
    if is_won:
        return "won"
    if is_closed:
        return "lost" if is_won is False or fold(stage) not in _WON else "won"
    word = fold(stage) if stage else ""
    if is_closed is None and word in _WON and is_won is None:
        return "won"
    if is_closed is None and word in _LOST:
        return "lost"
    return "open"


def standing_of(values: Mapping[str, Any]) -> Standing:
    """The same from the values of a row."""
    return standing(
        stage=values.get("stage") or "",
        is_won=values.get("is_won"),
        is_closed=values.get("is_closed"),
    )


def amount_problem(amount: Decimal) -> str:
    """What is wrong with an amount of a deal, "" if nothing."""
    if amount < 0:
        return "The amount is below zero; what was paid back is a refund of the deal."
    if amount >= LARGEST:
        return "The amount is ten trillion or more."
    if amount != amount.quantize(Decimal("0.0001")):
        return "The amount has more than four decimals."
    return ""


def money_refusal(*, said: Mapping[str, Any], held: Mapping[str, Any], home: str) -> Fate | None:
    """Why a deal cannot take what a file says of its amount and currency; None if it can.

    `held` is its money here, nothing of a new deal; `home` what an amount without currency is in.
    """
    if not said:
        return None
    given: Amount | None = said.get("amount")
    then = held.get("currency") or ""
    currency = said.get("currency") or (home if given is not None else then)
    if given is not None:
        currency = given.currency or currency
    amount = given.number if given is not None else held.get("amount")
    refunded = held.get("refunded") or Decimal(0)
    if against_refunds(refunded=refunded, currency_then=then, amount=amount, currency=currency):
        back, now = _money(refunded, then), _money(amount, currency)
        return rejected(
            "The deal was refunded: its amount stays above that, its currency as it is.",
            f"{back} of the deal was paid back already; it cannot become {now}.",
        )
    problems = misfit(amount=amount, currency=currency)
    if "currency" in problems:
        return rejected("There is no such currency.", f"There is no currency {currency[:3]}.")
    if problems:
        return rejected(
            "The amount has more decimals than its currency.",
            f"The amount {_money(amount, currency)} has more decimals than its currency.",
        )
    return None


def _money(amount: Decimal | None, currency: str) -> str:
    return f"{amount.normalize():f} {currency}".strip() if amount is not None else "unknown"
