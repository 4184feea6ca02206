"""Texts that a spreadsheet would run as formulas, made harmless and back again. Pure.

A cell that begins with = + - @, a tab, a line break or one of their full-width forms (blanks before
it count for nothing) gets an apostrophe in front, which spreadsheets hide. One that has apostrophes
there already gets one more, so that taking one away gives back exactly what was there.
"""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = "=+\\-@＝＋－＠"
_RUNS: Final = re.compile(f"'*(?:[\\t\\r\\n]|\\s*[{_SIGNS}])")
_GUARDED: Final = re.compile(f"'+(?:[\\t\\r\\n]|\\s*[{_SIGNS}])")
# Plain numbers and telephone numbers run as nothing but themselves.
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?|\+\d[\d ]*")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    if _RUNS.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """What was there before `guarded`; other texts as they are."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text
