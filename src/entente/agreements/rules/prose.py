"""A document as a person reads it: sections of paragraphs, lists and small tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
    blocks = [title, *(_block(section) for section in sections)]
    return "\n\n".join(blocks) + "\n"


def _block(section: Section) -> str:
    lines = [
        section.title,
        *section.paragraphs,
        *(f"- {item}" for item in section.items),
        *(" | ".join(row) for row in (section.head, *section.rows) if row),
    ]
    return "\n".join(_one_line(line) for line in lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())
