"""Rows out of lines: cells, the line where each row begins, and the rows that cannot be read.

Python's reader lets a quote that is never closed swallow the rest of the file. Here such a line is
one unreadable row, and reading goes on with the next line.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from entente.exchange.files.lines import Damaged

MOST_LINES: Final = 1_000  # lines that one quoted cell may span
MOST_CELLS: Final = 4_096  # cells of one row
MOST_CHARACTERS: Final = 4 * 1024 * 1024  # of one row that goes over several lines
FAULTS: Final = {
    "quote_open": "A quote is opened here and never closed.",
    "quote_inside": "A quote inside a quoted cell must be written twice.",
    "cell_too_long": "A cell is longer than 131,072 characters.",
    "too_long": "The line is longer than 1,048,576 characters.",
    "row_too_long": "The row is longer than 4,194,304 characters; a quote may be missing.",
    "too_wide": "The row has more than 4,096 cells.",
    "nul": "The row holds the character NUL, which nothing can store.",
    "undecodable": "Some bytes of the row are no characters in this file's encoding.",
}


class Row(NamedTuple):
    """One row: the line where it begins, its cells, and `fault` (a key of FAULTS) if unreadable."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    delimiter: str = ","
    backslash: bool = False  # quotes inside cells are written \" instead of ""
    spaced: bool = False  # a blank may stand between the delimiter and a quote


class _Unclosed(Exception):
    """The reader wants another line for a cell that goes on for too long."""


class _TooLong(_Unclosed):
    """The lines of a row are more than any row holds."""


class _Feed:
    """Hands lines to the csv reader and takes them back when a row turns out unreadable."""

    def __init__(self, lines: Iterable[str], *, first: int) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.line = first  # where the row in hand begins
        self._room = MOST_CHARACTERS

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        taken = self.taken
        if len(taken) >= MOST_LINES:
            raise _Unclosed
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            if taken:
                raise _Unclosed
            raise StopIteration
        taken.append(line)
        if type(line) is Damaged and line.why == "too_long":
            raise _Unclosed
        self._room -= len(line)
        if self._room < 0:
            raise _TooLong
        return line

    def done(self) -> None:
        """The row in hand is read: the next one begins after its lines."""
        self.line += len(self.taken)
        self.taken.clear()
        self._room = MOST_CHARACTERS

    def only_first(self) -> None:
        """Only the first line of the row in hand is used up; the others are read again."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        self.done()


def read_rows(*, lines: Iterable[str], dialect: Dialect, first: int = 1) -> Iterator[Row]:
    """Rows in order; a line without anything is no row. `first` is the number of the first line."""
    feed = _Feed(lines, first=first)
    reader = _reader(feed, dialect)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Unclosed) as error:
            row = Row(feed.line, [feed.taken[0].rstrip("\r\n")], _why(error, feed.taken))
            feed.only_first()
            reader = _reader(feed, dialect)
            yield row
            continue
        row = Row(feed.line, cells, _damage(feed.taken, cells))
        feed.done()
        if cells:
            yield row


def _reader(feed: _Feed, dialect: Dialect) -> "csv._reader":  # type: ignore[name-defined]  # its only name
    return csv.reader(
        feed,
        delimiter=dialect.delimiter,
        doublequote=not dialect.backslash,
        escapechar="\\" if dialect.backslash else None,
        skipinitialspace=dialect.spaced,
        strict=True,
    )


def _why(error: Exception, taken: list[str]) -> str:
    first = taken[0]
    if isinstance(first, Damaged):
        return first.why
    if isinstance(error, _TooLong):
        return "row_too_long"
    if isinstance(error, _Unclosed) or len(taken) > 1:
        return "quote_open"
    return "cell_too_long" if "limit" in str(error) else "quote_inside"


def _damage(taken: list[str], cells: list[str]) -> str:
    for line in taken:
        if type(line) is Damaged:
            return line.why
    return "too_wide" if len(cells) > MOST_CELLS else ""
