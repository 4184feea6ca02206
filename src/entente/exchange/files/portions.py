"""How much of a file is held at a time: so many rows, and fewer where each of them holds much."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, TypeVar

from entente.exchange.files.records import Row

ROOM: Final = 4 * 1024 * 1024  # characters; 16 MB of the widest letters
_CELL: Final = 8  # bytes that a row takes for each cell, an empty one too

_One = TypeVar("_One")


def portion(
    *, of: Iterator[_One], most: int, size: Callable[[_One], int], room: int = ROOM
) -> list[_One]:
    """The next ones: at most so many, and none behind the one that fills the room."""
    taken = []
    for one in islice(of, most):
        taken.append(one)
        room -= size(one)
        if room <= 0:
            break
    return taken


def size_of(row: Row) -> int:
    """What a row takes of the room, whether it could be read or not."""
    return sum(map(len, row.cells)) + _CELL * len(row.cells)


def some_rows(*, rows: Iterator[Row], most: int) -> list[Row]:
    """The next rows, as many as are held at a time but no more than that."""
    return portion(of=rows, most=most, size=size_of)
