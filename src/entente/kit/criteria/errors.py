"""What can be wrong with a criterion, said with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text: line and column count from 1, `start` and `end` are offsets, half-open."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in words for people. `expected` and `nearest` may be empty."""

    code: str
    words: str
    place: Place | None = None
    expected: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"Line {self.place.line}, column {self.place.column}: " if self.place else ""
        nearest = f" Did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        expected = f" Expected {', '.join(self.expected)}." if self.expected else ""
        return f"{where}{self.words}{nearest or expected}"


def said(problem: Problem, *, text: str) -> str:
    """The problem beside its text: without line and column where nobody has to count to find it.

    That is in a text of one line, when the words quote what is meant or the end is meant.
    """
    place = problem.place
    if place is None or "\n" in text.strip():
        return str(problem)
    meant = text[place.start : place.end].strip()
    if not meant or f"“{meant}”" in problem.words:
        return str(replace(problem, place=None))
    return str(problem)


class CriterionError(ValueError):
    """A text or a stored tree that says nothing that can be evaluated."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
