"""The words of the accord and what they mean, each declared once by the room that owns it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

Saying = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word that pages explain on first sight. `definition` is one or two plain sentences."""

    word: str
    definition: str
    stands_for: str = ""
    see: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return slug(self.word)


_terms: dict[str, Term] = {}
_sayings: dict[str, Saying] = {}


def slug(word: str) -> str:
    """The word as addresses write it."""
    return word.casefold().replace(" ", "-")


def define(terms: Iterable[Term]) -> None:
    """Add words to the glossary. Defining the same again changes nothing."""
    for term in terms:
        if _terms.setdefault(term.slug, term) != term:
            raise ValueError(f"{term.word} is defined twice, differently")


def say_ours(word: str, saying: Saying) -> None:
    """Let a room tell how the accord in force at a moment puts a word; "" where it says nothing."""
    _sayings[slug(word)] = saying


def terms() -> tuple[Term, ...]:
    """All words, in alphabetical order."""
    return tuple(sorted(_terms.values(), key=lambda term: term.word.casefold()))


def term(*, word: str) -> Term | None:
    """The term of that word or slug, if it is defined."""
    return _terms.get(slug(word))


def in_our_words(*, word: str, at: datetime) -> str:
    """How the accord in force at that moment puts it; "" where it says nothing."""
    saying = _sayings.get(slug(word))
    return saying(at) if saying else ""
