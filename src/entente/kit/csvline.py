"""One line of a file of values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# A spreadsheet may part cells by ; or a tab, whatever the file is parted by.
_QUOTED: Final = re.compile('[,;"\t\r\n]')


def line(values: Iterable[object], *, end: str) -> str:
    """The values parted by commas; a text in quotes where anything could part it. None is empty."""
    cells = [_cell("" if value is None else str(value)) for value in values]
    return ('""' if cells == [""] else ",".join(cells)) + end


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
