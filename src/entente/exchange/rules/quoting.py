"""Whether a reason quotes words that somebody went by. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

QUOTED: Final = 40
"""Characters that every reason quotes of a cell at least, before it cuts the rest off."""


def needles(words: Iterable[str]) -> list[str]:
    """What to look for, folded: of an address the part before the @ too, for mistyped ones."""
    folded = {word.casefold() for word in words}
    folded |= {word.partition("@")[0] for word in folded if "@" in word}
    return sorted(word[:QUOTED] for word in folded if word)


def quotes(*, reason: str, looked_for: Iterable[str]) -> bool:
    """Whether one of them stands in the reason, not merely inside another word."""
    text = reason.casefold()
    return any(_stands_in(text, word) for word in looked_for)


def _stands_in(text: str, word: str) -> bool:
    start = text.find(word)
    while start >= 0:
        before, after = text[:start][-1:], text[start + len(word) :][:1]
        if not before.isalnum() and (len(word) == QUOTED or not after.isalnum()):
            return True
        start = text.find(word, start + 1)
    return False
