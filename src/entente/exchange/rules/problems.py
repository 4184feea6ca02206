"""What can be wrong with a mapping or a cell, in words for people. Pure."""

from __future__ import annotations


class BadCell(ValueError):
    """What is wrong with one cell: the middle of a sentence, without a full stop."""


class BadMapping(ValueError):
    """What is wrong with a mapping document: one problem a line, each with its path."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
