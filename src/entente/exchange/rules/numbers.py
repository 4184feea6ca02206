"""Numbers and amounts as files write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from entente.exchange.rules.problems import BadCell

DecimalSign = Literal[".", ","]
LARGEST: Final = Decimal(10) ** 15
SIGNS: Final = {
    "R$": "BRL",
    "A$": "AUD",
    "C$": "CAD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "zł": "PLN",
    "kr": "kr",  # of which country, `standing.currency_of` finds
    "$": "$",
    "Fr.": "CHF",
}
_SPACES: Final = re.compile("[\\s\u00a0\u202f'’_]")
_SIGN: Final = "|".join(re.escape(sign) for sign in SIGNS)
_AMOUNT: Final = re.compile(
    rf"(?P<code>[A-Z]{{3}}|{_SIGN})?(?P<minus>[-−+])?(?P<code2>[A-Z]{{3}}|{_SIGN})?"
    rf"(?P<number>\d[\d.,]*|[.,]\d+)(?P<code3>[A-Z]{{3}}|{_SIGN})?(?P<after>-)?"
)
_PLAIN: Final = re.compile(r"[-+]?\d{1,15}(\.\d{1,6})?")


class Amount(NamedTuple):
    """A number and the currency that its cell names: "" for none, a sign that several share."""

    number: Decimal
    currency: str


def parse(*, text: str, sign: DecimalSign = ".") -> Amount:
    """The amount that a cell gives, where `sign` parts units from fractions. Raises BadCell."""
    text = text.strip()
    if sign == "." and _PLAIN.fullmatch(text):
        return Amount(Decimal(text), "")
    bare = _SPACES.sub("", text)
    negative = bare.startswith("(") and bare.endswith(")")
    found = _AMOUNT.fullmatch(bare[1:-1] if negative else bare)
    if found is None or len(bare) > 60:
        raise BadCell(f"“{text[:40]}” is no number")
    digits = _digits(found["number"], sign, text)
    number = -digits if negative or found["minus"] in ("-", "−") or found["after"] else digits
    if abs(number) >= LARGEST:
        raise BadCell(f"{text[:40]} is out of every range")
    named = found["code"] or found["code2"] or found["code3"] or ""
    return Amount(number, SIGNS.get(named, named))


def _digits(number: str, sign: DecimalSign, text: str) -> Decimal:
    other = "," if sign == "." else "."
    whole, _, fraction = number.partition(sign)
    groups = whole.split(other)
    wrong = other in fraction or sign in fraction
    if len(whole) > 20:
        raise BadCell(f"{text[:40]} is out of every range")
    if wrong or any(len(group) != 3 for group in groups[1:]):
        raise BadCell(f"“{text[:40]}” is no number with “{sign}” before its fractions")
    return Decimal(f"{''.join(groups) or '0'}.{fraction or '0'}")


def guess_sign(samples: Iterable[str]) -> DecimalSign:
    """Which sign parts units from fractions: the one that reads more of the samples, else “.”."""
    cells = [cell for cell in samples if cell.strip()]
    return "," if _read(cells, ",") > _read(cells, ".") else "."


def _read(cells: list[str], sign: DecimalSign) -> int:
    count = 0
    for cell in cells:
        try:
            parse(text=cell, sign=sign)
        except BadCell:
            continue
        count += 1
    return count
