"""Lists as CSV: safe to open in a spreadsheet, and the same when they come back in."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entente.kit.csvline import line
from entente.kit.formulas import guarded

MARK = "\ufeff"  # tells spreadsheets that the text is UTF-8
_UNSTORABLE = str.maketrans({"\x00": "\u2400"})
END = "\r\n"
ROWS = 500  # rows of one block
ROOM = 1024 * 1024  # characters of one block, but for its last row


def cell(value: Any) -> str:
    """A value as a cell: exact decimals, ISO days, moments with their zone, yes and no."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case _:
            text = str(value).translate(_UNSTORABLE)
            return guarded(text.encode("utf-8", "replace").decode("utf-8"))


def blocks(*, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The list as CSV in blocks of text, headings first, for a response or a file."""
    out = io.StringIO()
    out.write(MARK)
    out.write(line(map(cell, headings), end=END))
    for number, row in enumerate(rows, 1):
        out.write(line(map(cell, row), end=END))
        if number % ROWS == 0 or out.tell() >= ROOM:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
