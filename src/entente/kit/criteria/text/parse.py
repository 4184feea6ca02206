"""From text to tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from entente.kit.criteria.errors import CriterionError, Place, Problem
from entente.kit.criteria.text.built import Built
from entente.kit.criteria.text.scan import scan
from entente.kit.criteria.tree import MAX_NODES, Criterion, walk
from entente.kit.criteria.vocabulary import Vocabulary

MAX_TEXT = 20_000


@dataclass(frozen=True)
class Reading:
    """A tree and where its parts stand: a path holds the index of a part at each level."""

    tree: Criterion
    places: Mapping[tuple[int, ...], Place]


def parse(text: str, *, vocabulary: Vocabulary) -> Criterion:
    """The criterion that a text says. Raises CriterionError with line, column and suggestions."""
    return read(text, vocabulary=vocabulary).tree


def read(text: str, *, vocabulary: Vocabulary) -> Reading:
    """The criterion that a text says, with the places of its parts. Raises CriterionError."""
    if not text.strip():
        raise CriterionError(Problem("empty", "There is no condition yet.", Place(1, 1, 0, 0)))
    if len(text) > MAX_TEXT:
        raise CriterionError(Problem("too_long", f"A criterion has at most {MAX_TEXT} characters."))
    built = scan(text, vocabulary)
    if sum(1 for _ in walk(built.tree)) > MAX_NODES:
        raise CriterionError(
            Problem("too_long", f"A criterion has at most {MAX_NODES} conditions.")
        )
    return Reading(built.tree, dict(_places(built, ())))


def _places(built: Built, path: tuple[int, ...]) -> list[tuple[tuple[int, ...], Place]]:
    found = [(path, built.place)]
    for index, part in enumerate(built.parts):
        found += _places(part, (*path, index))
    return found
