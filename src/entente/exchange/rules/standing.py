"""Where a deal of a file stands: its stage, whether it is won or lost, and when it closed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from entente.exchange.rules.numbers import Amount
from entente.exchange.rules.outcomes import Fate, rejected
from entente.exchange.rules.vocabulary import fold
from entente.kit import currencies
from entente.pipeline.rules.fields import against_refunds, misfit

Standing = Literal["open", "won", "lost"]
_WON: Final = frozenset(
    fold(word)
    for word in (
        *("won", "closed won", "closedwon", "won deal", "customer", "gewonnen", "gagné", "gagnée"),
        *("ganho", "ganha", "ganado", "ganada"),
    )
)
_LOST: Final = frozenset(
    fold(word)
    for word in (
        *("lost", "closed lost", "closedlost", "lost deal", "verloren", "perdu", "perdue"),
        *("abandoned", "perdido", "perdida"),
    )
)
_SAYS: Final = frozenset({"stage", "is_won", "is_closed"})
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


def says_standing(values: Mapping[str, Any]) -> bool:
    """Whether a row says anything of where its deal stands."""
    return not _SAYS.isdisjoint(values)


def stands(*, values: Mapping[str, Any], held: Mapping[str, Any]) -> Standing:
    """Where a deal stands after a row: as it says, else as the deal is `held` here."""
    if says_standing(values) or not held:
        return standing_of(values)
    outcome: Standing | Literal[""] = held["outcome"]
    return outcome or "open"


def on_board(*, values: Mapping[str, Any], held: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values by which a deal's stage is found: its own board and open stage unless said."""
    known = {"pipeline": held.get("pipeline"), **values}
    if not values.get("pipeline") and not values.get("stage"):
        known["stage"] = held.get("stage")
    return known


def closed_refusal(*, said: Mapping[str, Any], held: Mapping[str, Any]) -> Fate | None:
    """Why a deal cannot stand where a file says; None if it can."""
    state = stands(values=said, held=held)
    if not held.get("refunded") or state == "won":
        return None
    back = _money(held["refunded"], held["currency"])
    return rejected(
        "The deal was refunded: it stays won.",
        f"{back} of the deal was paid back already; it stays won and cannot become {state}.",
    )


def currency_of(*, amount: Amount | None, column: str, file: str, held: str, house: str) -> str:
    """The currency of a deal after a row.

    The row's own word first: what its amount or its currency column names. Then what the mapping
    says of the file, what the deal is in already, what the house counts in. A sign that several
    currencies share means the first of those that it may stand for, else the first that it stands
    for anywhere: $ is USD.
    """
    if amount is None:
        return column or held
    likely = [one for one in (file, held, house) if one]
    meant = currencies.meant(sign=amount.currency) if amount.currency else ()
    if len(meant) > 1:
        return column or next((one for one in likely if one in meant), meant[0])
    return amount.currency or column or next(iter(likely), "")


def amount_problem(amount: Decimal) -> str:
    """What is wrong with an amount of a deal, "" if nothing."""
    if amount < 0:
        return "The amount is below zero; what was paid back is a refund of the deal."
    if amount >= LARGEST:
        return "The amount is ten trillion or more."
    if amount != amount.quantize(Decimal("0.0001")):
        return "The amount has more than four decimals."
    return ""


def money_refusal(
    *, said: Mapping[str, Any], held: Mapping[str, Any], file: str, house: str
) -> Fate | None:
    """Why a deal cannot take what a file says of its amount and currency; None if it can.

    `held` is its money here, nothing of a new deal; `file` and `house` as for `currency_of`.
    """
    if not said:
        return None
    given: Amount | None = said.get("amount")
    then = held.get("currency") or ""
    currency = currency_of(
        amount=given, column=said.get("currency") or "", file=file, held=then, house=house
    )
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
