"""A document as a person reads it: sections of paragraphs, lists and small tables.

The plain text of it is what a signature covers, and a page shows that very text: `read` is the
inverse of `plain`, so no later change of a kind's prose can alter what was signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

EXACTLY: Final = "In exact words:"  # begins what says anew how a criterion is written
ITEM: Final = "- "
CELL: Final = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with paragraphs, then list items, then a table; any of them may be missing."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def plain(*, title: str, sections: Iterable[Section]) -> str:
    """The whole as plain text, one line per paragraph, item and row: what a signature covers."""
    blocks = [_line(title), *(_block(section) for section in sections)]
    return "\n\n".join(blocks) + "\n"


def _block(section: Section) -> str:
    lines = [
        _line(section.title),
        *(_line(paragraph) for paragraph in section.paragraphs),
        *(f"{ITEM}{_line(item)}" for item in section.items),
        *(_row(row) for row in (section.head, *section.rows) if row),
    ]
    return "\n".join(line for line in lines if line)


def _line(text: str) -> str:
    """On one line, and not to be mistaken for an item or a row."""
    return " ".join(text.split()).lstrip("-| ").replace(CELL, " / ")


def _row(cells: Iterable[str]) -> str:
    return f"|{CELL.join(' '.join(cell.split()).replace('|', '/') for cell in cells)}|"


def read(*, text: str) -> tuple[str, tuple[Section, ...]]:
    """The title and the sections of a plain text, as they were written."""
    title, *blocks = text.removesuffix("\n").split("\n\n")
    return title, tuple(_section(block.split("\n")) for block in blocks)


def _section(lines: list[str]) -> Section:
    title, *rest = lines
    rows = tuple(tuple(line[1:-1].split(CELL)) for line in rest if line.startswith("|"))
    items = tuple(line.removeprefix(ITEM) for line in rest if line.startswith(ITEM))
    paragraphs = tuple(line for line in rest if not line.startswith(("|", ITEM)))
    return Section(
        title=title, paragraphs=paragraphs, items=items, head=rows[0] if rows else (), rows=rows[1:]
    )
