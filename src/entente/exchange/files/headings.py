"""Where the table begins: the delimiter, the line of headings, the names of the columns. Pure."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from entente.exchange.files.records import MOST_CELLS, Dialect, Row, read_rows

DELIMITERS: Final = (",", ";", "\t", "|")
_NUMBER: Final = re.compile(r"[-+]?[\d.,' ]*\d[%]?")
_DAY: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")
_SPACED: Final = re.compile(r'[,;|\t] +"')
_YEAR: Final = re.compile(r"(19|20)\d\d")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_SEP: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def named_delimiter(lines: Sequence[str]) -> str:
    """What a first line like `sep=;` (Excel's) names; "" without one."""
    found = _SEP.fullmatch(lines[0]) if lines else None
    return found.group(1) if found else ""


def guess_dialect(lines: Sequence[str]) -> Dialect:
    """The delimiter and quoting under which most of the sample has rows of one width."""
    text = "".join(lines)
    quotings = [(False, False)]
    if '\\"' in text:
        quotings.append((True, False))
    if _SPACED.search(text):
        quotings.append((False, True))
    candidates = [
        Dialect(delimiter=delimiter, backslash=backslash, spaced=spaced)
        for backslash, spaced in quotings
        for delimiter in DELIMITERS
    ]
    best = max(candidates, key=lambda dialect: _evenness(lines, dialect))
    return best if _evenness(lines, best) > 0 else Dialect()


def _evenness(lines: Sequence[str], dialect: Dialect) -> float:
    rows = list(read_rows(lines=lines, dialect=dialect))
    widths = Counter(len(row.cells) for row in rows if not row.fault and len(row.cells) > 1)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
    score = count / len(rows) * (1 - 1 / width)
    first = next(row for row in rows if len(row.cells) > 1)
    headed = len(first.cells) == width and not any(_NUMBER.fullmatch(c) for c in first.cells)
    return score + (0.3 if headed else 0.0)


def _filled(row: Row) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def heading_row(rows: Sequence[Row]) -> Row | None:
    """The first row that is as full as the fuller rows; None when the table begins without one.

    Title lines above the table have few cells; a first row with numbers or addresses is data.
    """
    sound = [row for row in rows if not row.fault or row.fault == "quote_inside"]
    if not sound:
        return None
    counts = Counter(_filled(row) for row in sound)
    full = max(counts, key=lambda filled: (counts[filled] * filled, filled))
    found = next((row for row in sound if _filled(row) >= max(1, full * 0.6)), sound[0])
    return None if len(sound) > 1 and _is_data(found) else found


def _is_data(row: Row) -> bool:
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    facts = sum(
        1
        for cell in cells
        if not _YEAR.fullmatch(cell) and (_NUMBER.fullmatch(cell) or _DAY.fullmatch(cell))
    )
    return any("@" in cell for cell in cells) or facts * 2 > len(cells)


def column_names(*, heading: Sequence[str], width: int) -> tuple[str, ...]:
    """One distinct name per column: the heading, `Name (2)` for a repeated one, else `Column 3`."""
    names: dict[str, None] = {}
    seen: Counter[str] = Counter()
    for number in range(1, min(max(width, len(heading)), MOST_CELLS) + 1):
        cell = heading[number - 1] if number <= len(heading) else ""
        text = _UNSTORABLE.sub("", " ".join(cell.split()))[:200] or f"Column {number}"
        seen[text] += 1
        name = text if seen[text] == 1 else f"{text} ({seen[text]})"
        while name in names:
            seen[text] += 1
            name = f"{text} ({seen[text]})"
        names[name] = None
    return tuple(names)


def lenient_cells(*, text: str, dialect: Dialect) -> list[str]:
    """The cells of one line however its quotes stand; for headings, which must be read."""
    return next(csv.reader([text], delimiter=dialect.delimiter), [])
