"""Reading numbers as people type them into forms: 1,234.50, 1.234,50, 1 234,50."""

import re
from typing import Literal

Mark = Literal[".", ","]


class NotMoney(ValueError):
    """The text is no amount; `code` says why, the message what can be written instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


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
        ways = f"{sign}{figure.replace('.', '')} or {sign}{_finer(figure)}"
        raise NotMoney("ambiguous", f"“{text.strip()}” can be read in two ways; enter {ways}")
    mark = "." if two_ways else _guessed(figure, marks)
    whole, _, fraction = figure.rpartition(mark) if mark in figure else (figure, "", "")
    if not re.fullmatch(r"[0-9]*", fraction) or not _grouped(whole, mark) or not figure.strip(".,"):
        return text
    return f"{sign}{re.sub('[.,]', '', whole) or '0'}{'.' if fraction else ''}{fraction}"


def _finer(figure: str) -> str:
    """1.500 as 1.50 and 1.234 as 1.2340: what nobody takes for thousands."""
    return figure[:-1] if figure.endswith("0") else f"{figure}0"


def _guessed(figure: str, marks: list[str]) -> Mark:
    """What parts the fraction: the last of two marks, or a single one unless it parts thousands."""
    if not marks or len(set(marks)) == 2:
        return "," if marks and marks[-1] == "," else "."
    same: Mark = "," if marks[0] == "," else "."
    other: Mark = "." if same == "," else ","
    if len(marks) > 1 or re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", figure):
        return other
    return same


def _grouped(whole: str, decimal_mark: Mark) -> bool:
    """Whether the thousands are parted by one kind of mark, in threes (or as in India)."""
    if re.fullmatch(r"[0-9]*", whole):
        return True
    found = re.search(r"[^0-9]", whole)
    part = found.group() if found else ""
    if part == decimal_mark or part not in ".,":
        return False
    part = re.escape(part)
    return bool(
        re.fullmatch(rf"[0-9]{{1,3}}(?:{part}[0-9]{{3}})+", whole)
        or re.fullmatch(rf"[0-9]{{1,2}}(?:{part}[0-9]{{2}})*{part}[0-9]{{3}}", whole)
    )
