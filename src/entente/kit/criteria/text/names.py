"""How the names of a vocabulary are written: bare where that is unambiguous, else in brackets.

`job title` is bare; `[is "partner"]` needs its brackets, and `]]` stands for a bracket within them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from entente.kit.criteria.vocabulary import (
    BehaviourSpec,
    FieldSpec,
    PropertySpec,
    RelatedSpec,
    Vocabulary,
    distinct,
)

WORD = re.compile(r"""[^\s()\[\],"“”'=<>!][^\s()\[\],"“”=<>!]*""")
BRACKETS = re.compile(r"\[((?:[^\]]|\]\])*)\]")

# A name that starts like these could be read as the keyword and a shorter name.
OPENERS = frozenset({"not", "never", "first", "last", "has", "meets", "everyone"})
# Words that may follow a name: a longer name that goes on with one of them could swallow it.
FOLLOWERS = frozenset(
    {
        "is",
        "contains",
        "does",
        "do",
        "starts",
        "ends",
        "includes",
        "include",
        "has",
        "with",
        "had",
        "at",
        "exactly",
        "in",
        "between",
        "before",
        "after",
        "on",
        "more",
        "and",
        "or",
        "where",
        "once",
        "twice",
        "yes",
        "no",
        "me",
    }
)

_AFTER_OPENERS = OPENERS | FOLLOWERS | {"a", "an", "no"}

S = TypeVar("S", FieldSpec | BehaviourSpec, PropertySpec, RelatedSpec)
Words = tuple[str, ...]

_KEPT = "_names"


def words_of(name: str) -> Words:
    """The words of a name as they are compared."""
    return tuple(name.casefold().split())


@dataclass(frozen=True)
class Book(Generic[S]):
    """The names that may stand at one place of a text."""

    labels: dict[str, S]
    openers: frozenset[str] = frozenset()

    @cached_property
    def _by_words(self) -> dict[Words, S]:
        return {words_of(label): spec for label, spec in self.labels.items()}

    @cached_property
    def _bare(self) -> dict[Words, S]:
        known = set(self._by_words)
        starts = {words[0] for words in known if words}
        return {
            words: spec
            for words, spec in self._by_words.items()
            if self._stands_bare(words, known, starts)
        }

    def _stands_bare(self, words: Words, known: set[Words], starts: set[str]) -> bool:
        if not words or not all(WORD.fullmatch(word) for word in words):
            return False
        if words[0] in self.openers and (len(words) == 1 or words[1] in starts | _AFTER_OPENERS):
            return False
        return not any(
            words[:length] in known and words[length] in FOLLOWERS
            for length in range(1, len(words))
        )

    @cached_property
    def _longest(self) -> int:
        return max((len(words) for words in self._bare), default=0)

    @cached_property
    def _labels(self) -> dict[tuple[type, str], str]:
        return {(type(spec), spec.key): label for label, spec in self.labels.items()}

    def shown(self, spec: S) -> str:
        """The name as it is written in a text."""
        label = self.label(spec)
        return label if words_of(label) in self._bare else bracketed(label)

    def label(self, spec: S) -> str:
        """The name as people say it, without brackets."""
        return self._labels[type(spec), spec.key]

    def named(self, label: str) -> S | None:
        """What stands under a name in brackets."""
        return self._by_words.get(words_of(label))

    def match(self, text: str, start: int) -> tuple[S, int] | None:
        """The longest bare name that begins here, and where it ends."""
        found: tuple[S, int] | None = None
        words: list[str] = []
        place = start
        while len(words) < self._longest and (word := WORD.match(text, place)):
            words.append(word.group().casefold())
            if spec := self._bare.get(tuple(words)):
                found = spec, word.end()
            place = after_spaces(text, word.end())
        return found

    def nearest(self, name: str) -> tuple[str, ...]:
        """Up to three known names that look like this one, as they are written in a text."""
        wanted = " ".join(words_of(name))
        shown = {" ".join(words): self.shown(spec) for words, spec in self._by_words.items()}
        close = difflib.get_close_matches(wanted, list(shown), n=3, cutoff=0.6)
        close += [known for known in shown if wanted and wanted in known and known not in close]
        return tuple(shown[known] for known in close[:3])


def after_spaces(text: str, place: int) -> int:
    """The next place that is no space."""
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def bracketed(name: str) -> str:
    """A name in brackets, closing brackets doubled."""
    return f"[{name.replace(']', ']]')}]"


def unbracketed(inner: str) -> str:
    """What stands between brackets, as a name."""
    return inner.replace("]]", "]")


@dataclass(frozen=True)
class Names:
    """All the names of one vocabulary."""

    subjects: Book[FieldSpec | BehaviourSpec]
    related: Book[RelatedSpec]
    plurals: Book[RelatedSpec]
    properties: dict[str, Book[PropertySpec]]


def _standing_first(specs: Iterable[FieldSpec | BehaviourSpec]) -> list[FieldSpec | BehaviourSpec]:
    return sorted(specs, key=lambda spec: spec.retired_at is not None)


def names(vocabulary: Vocabulary) -> Names:
    """The names of a vocabulary; what is retired gives way where two have one name."""
    kept = vars(vocabulary)  # one asks for each word of a text; comparing two equal ones is dear
    found: Names | None = kept.get(_KEPT)
    if found is None:
        found = kept[_KEPT] = _names(vocabulary)
    return found


@lru_cache(maxsize=128)
def _names(vocabulary: Vocabulary) -> Names:
    subjects = _standing_first([*vocabulary.fields, *vocabulary.behaviours])
    return Names(
        subjects=Book(
            distinct(
                (spec, spec.name if isinstance(spec, FieldSpec) else spec.phrase)
                for spec in subjects
            ),
            OPENERS,
        ),
        related=Book(distinct((spec, spec.name) for spec in vocabulary.related)),
        plurals=Book(distinct((spec, spec.plural) for spec in vocabulary.related)),
        properties={
            spec.key: Book(distinct((known, known.name) for known in spec.every_property()))
            for spec in vocabulary.behaviours
        },
    )
