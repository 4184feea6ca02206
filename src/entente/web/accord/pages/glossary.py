"""The words of the accord, each with its definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from entente.agreements import glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A word. `ours` is how the accord in force puts it, where it does."""

    word: str
    anchor: str
    stands_for: str
    definition: str
    ours: str
    see: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryPage:
    entries: tuple[Entry, ...]


def build(*, at: datetime) -> GlossaryPage:
    """All words, in alphabetical order."""
    return GlossaryPage(entries=tuple(_entry(term, at) for term in glossary.terms()))


def _entry(term: glossary.Term, at: datetime) -> Entry:
    return Entry(
        word=term.word,
        anchor=term.slug,
        stands_for=term.stands_for,
        definition=term.definition,
        ours=glossary.in_our_words(word=term.word, at=at),
        see=tuple((word, glossary.slug(word)) for word in term.see),
    )
