"""The words of the accord and what they mean, each declared once by the room that owns it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word that pages explain on first sight. `definition` is one or two plain sentences."""

    word: str
    definition: str
    stands_for: str = ""
    see: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        return self.word.casefold().replace(" ", "-")


_terms: dict[str, Term] = {}


def define(terms: Iterable[Term]) -> None:
    """Add words to the glossary. Defining the same again changes nothing."""
    for term in terms:
        if _terms.setdefault(term.slug, term) != term:
            raise ValueError(f"{term.word} is defined twice, differently")


def terms() -> tuple[Term, ...]:
    """All words, in alphabetical order."""
    return tuple(sorted(_terms.values(), key=lambda term: term.word.casefold()))


def term(*, word: str) -> Term | None:
    """The term of that word or slug, if it is defined."""
    return _terms.get(word.casefold().replace(" ", "-"))
