"""Texts that a spreadsheet would run as formulas, made harmless and back again. Pure.

A cell that begins with = + - @, a tab, a line break or one of their full-width forms (blanks before
it count for nothing) gets an apostrophe in front, which spreadsheets hide. One that has apostrophes
there already gets one more, so that taking one away gives back exactly what was there.

Where lists are parted by ; a spreadsheet parts a file of commas by it too, in the middle of a text
and whatever quotes stand around. So what begins after a ; or a tab or a line break within a text
gets an apostrophe likewise, and the whole text one in front, by which it is known again.
"""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = "=+\\-@＝＋－＠"
_PARTS: Final = "[;\\t\\r\\n]"
_BLANKS: Final = "[^\\S\\t\\r\\n]*"
_RUNS: Final = re.compile(f"'*(?:[\\t\\r\\n]|\\s*[{_SIGNS}])")
_GUARDED: Final = re.compile(f"'+(?:[\\t\\r\\n]|\\s*[{_SIGNS}])")
# Plain numbers and telephone numbers run as nothing but themselves.
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?|\+\d[\d ]*")
_IS_NUMBER: Final = f"{_BLANKS}(?:{_NUMBER.pattern})(?:{_PARTS}|\\Z)"
_RUNS_WITHIN: Final = re.compile(f"(?<={_PARTS})(?!{_IS_NUMBER})(?='*{_BLANKS}[{_SIGNS}])")
_GUARDED_WITHIN: Final = re.compile(f"(?<={_PARTS})'(?='*{_BLANKS}[{_SIGNS}])")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    if _RUNS_WITHIN.search(text) or (_RUNS.match(text) and not _NUMBER.fullmatch(text)):
        return "'" + _RUNS_WITHIN.sub("'", text)
    return text


def unguarded(text: str) -> str:
    """What was there before `guarded`; other texts as they are."""
    if text[:1] == "'" and (_GUARDED.match(text) or _GUARDED_WITHIN.search(text)):
        return _GUARDED_WITHIN.sub("", text[1:])
    return text
