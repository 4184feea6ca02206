"""Reading amounts as people and files write them: 1.234,50 €, $1,234.50, (12.00), 1'234."""

import re
import unicodedata
from decimal import Decimal
from typing import Literal

from entente.kit.currencies import decimals, meant
from entente.kit.money import LIMIT, Money

Mark = Literal[".", ","]

LONGEST = 64


_NAMED = re.compile(  # bracket or minus, currency, figure, currency, bracket
    r"([-(]?)\s*"
    r"((?:[^-\d\s.,'’()][^-\d\s,'’()]*)?)\s*"
    r"([-(]?[0-9.,'’\s]*\)?-?)\s*"
    r"([^-\d\s,'’()]*)"
    r"(\)?)"
)


class NotMoney(ValueError):
    """The text is no amount; `code` says why, the message what can be written instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse(
    *, text: str, currency: str, decimal_mark: Mark | None = None, signed: bool = False
) -> Money:
    """The amount that somebody wrote, in this currency.

    Thousands may be parted by points, commas, spaces or apostrophes. Without `decimal_mark` a
    single mark before exactly three digits parts thousands; where the currency has three decimals
    that is not guessed but refused. A currency named in the text must be this one. Negative
    amounts (-5, (5), 5-) are read only where `signed`. Raises NotMoney with one of the codes
    empty, number, exponent, negative, currency, ambiguous, decimals, large.
    """
    places = decimals(currency=currency)
    bare = _normal(text)
    negative, bare = _sign(_without_currency(bare, currency))
    digits, fraction = _digits(bare, places, decimal_mark)
    if len(fraction) > places:
        raise NotMoney("decimals", f"Amounts in {currency} have {places or 'no'} decimals")
    amount = Decimal(f"{digits}.{fraction}")
    if amount >= LIMIT:
        raise NotMoney("large", f"Enter an amount below {LIMIT:,}")
    if negative and amount and not signed:
        raise NotMoney("negative", "Enter an amount of zero or more")
    return Money(-amount if negative else amount, currency)


def pointed(*, text: str, fine: bool = False) -> str:
    """The number that somebody typed as Decimal reads it: 1.234,50 and 1 234,50 as 1234.50.

    40,000 is forty thousand, as our own pages write it. 40.000 may be that or forty: it is
    refused as ambiguous, unless `fine` numbers may have three decimals. What is no such number
    comes back as it is. Raises NotMoney.
    """
    bare = re.sub(r"[\s'’]", "", text).replace("−", "-")
    sign, figure = (bare[:1], bare[1:]) if bare[:1] in ("-", "+") else ("", bare)
    marks = [char for char in figure if char in ".,"]
    two_ways = re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", figure)
    if two_ways and not fine:
        ways = f"{sign}{figure.replace('.', '')} or {sign}{figure}0"
        raise NotMoney("ambiguous", f"“{text.strip()}” can be read in two ways; enter {ways}")
    mark = "." if two_ways else _guessed(figure, marks, 0)
    whole, _, fraction = figure.rpartition(mark) if mark in figure else (figure, "", "")
    if not re.fullmatch(r"[0-9]*", fraction) or not _grouped(whole, mark) or not figure.strip(".,"):
        return text
    return f"{sign}{re.sub('[.,]', '', whole) or '0'}{'.' if fraction else ''}{fraction}"


def _normal(text: str) -> str:
    if len(text) > LONGEST:
        raise NotMoney("number", f"An amount is shorter than {LONGEST} characters")
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").strip()
    if not plain:
        raise NotMoney("empty", "Enter an amount, such as 1,234.50")
    if re.search(r"[0-9][eE][-+]?[0-9]", plain):
        raise NotMoney("exponent", "Write all digits of the amount, such as 1200000")
    return plain


def _without_currency(text: str, currency: str) -> str:
    """The text without the currency that it names before or behind the figure."""
    found = _NAMED.fullmatch(text)
    if not found:
        raise NotMoney("number", f"“{text[:30]}” is no amount; write it as 1,234.50")
    opening, before, figure, behind, closing = found.groups()
    for sign in filter(None, (before, behind)):
        stands_for = meant(sign=sign)
        if not stands_for:
            raise NotMoney("number", f"“{text[:30]}” is no amount; write it as 1,234.50")
        if currency not in stands_for:
            raise NotMoney("currency", f"Enter an amount in {currency}, not in {sign}")
    return opening + figure.strip() + closing


def _sign(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith("-") or text.endswith("-"):
        return True, text.removeprefix("-").removesuffix("-").strip()
    return False, text


def _digits(text: str, places: int, mark: Mark | None) -> tuple[str, str]:
    """The digits before and behind the decimal mark, idle zeros at the end left out."""
    marks = [char for char in text if char in ".,"]
    mark = mark or _guessed(text, marks, places)
    whole, _, fraction = text.rpartition(mark) if mark in text else (text, "", "")
    if not re.fullmatch(r"[0-9]*", fraction) or not _grouped(whole, mark):
        raise NotMoney("number", f"“{text[:30]}” is no amount; write it as 1,234.50")
    digits = re.sub(r"[^0-9]", "", whole)
    if not digits and not fraction:
        raise NotMoney("number", f"“{text[:30]}” is no amount; write it as 1,234.50")
    return digits or "0", fraction.rstrip("0")


def _guessed(text: str, marks: list[str], places: int) -> Mark:
    if len(set(marks)) == 2:
        return "." if marks[-1] == "." else ","
    if not marks:
        return "."
    other: Mark = "." if marks[0] == "," else ","
    same: Mark = "," if marks[0] == "," else "."
    if len(marks) > 1:
        return other
    if not re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text):
        return same
    if places == 3:
        raise NotMoney("ambiguous", f"“{text}” may be read in two ways; write all its decimals")
    return other


def _grouped(whole: str, decimal_mark: Mark) -> bool:
    """Whether the thousands are parted by one kind of mark, in threes (or as in India)."""
    if re.fullmatch(r"[0-9]*", whole):
        return True
    found = re.search(r"[^0-9]", whole)
    part = found.group() if found else ""
    if part == decimal_mark or part not in ".,'’ ":
        return False
    part = re.escape(part)
    return bool(
        re.fullmatch(rf"[0-9]{{1,3}}(?:{part}[0-9]{{3}})+", whole)
        or re.fullmatch(rf"[0-9]{{1,2}}(?:{part}[0-9]{{2}})*{part}[0-9]{{3}}", whole)
    )
