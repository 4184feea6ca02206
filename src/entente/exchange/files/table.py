"""A file as a table: how it is laid out, its columns, and its rows one by one.

Layout is found out once (`look`) and then said to every reading, so that two readings of one file
never disagree about what its rows are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from entente.exchange.files import headings, workbook
from entente.exchange.files.encoding import Encoding, detect
from entente.exchange.files.lines import read_lines
from entente.exchange.files.portions import portion
from entente.exchange.files.records import MOST_CELLS, Dialect, Row, read_rows
from entente.exchange.files.sorts import NotATable, sort_of

SAMPLE_LINES: Final = 400
PASSED_OVER: Final = {
    "blank": "The row is empty.",
    "heading": "The row repeats the headings.",
}
OVERFULL: Final = "overfull"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What somebody said about the file; empty means: find out. `header` 0 means no headings."""

    encoding: str = ""
    delimiter: str = ""
    header: int | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How to read the file. `header` is the line of the headings, 0 without; `first` the first
    line that counts; `numbered` tells that each row begins with its own number (workbooks)."""

    encoding: str
    skip: int
    delimiter: str
    backslash: bool
    spaced: bool
    header: int
    first: int
    columns: tuple[str, ...]
    numbered: bool = False
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def dialect(self) -> Dialect:
        return Dialect(delimiter=self.delimiter, backslash=self.backslash, spaced=self.spaced)

    def as_json(self) -> dict[str, Any]:
        """For keeping; `Layout.of` reads it back."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Layout":
        return cls(**{**kept, "columns": tuple(kept["columns"]), "sheets": tuple(kept["sheets"])})


def look(*, path: Path, unpacked: Path, chosen: Chosen) -> Layout:
    """Find the layout of a file; a workbook's sheet is unpacked to `unpacked`. Raises NotATable."""
    if sort_of(path=path) == "workbook":
        told = workbook.unpack(source=path, target=unpacked, sheet=chosen.sheet)
        encoding, dialect = Encoding(name="utf-8"), Dialect()
        numbered = list(
            _numbered(read_rows(lines=_sample(unpacked, encoding), dialect=dialect), cut=True)
        )
        return _layout(numbered, encoding, dialect, chosen, told)
    encoding = detect(path=path, chosen=chosen.encoding)
    lines = _sample(path, encoding)
    named = headings.named_delimiter(lines)
    dialect = (
        Dialect(delimiter=chosen.delimiter or named)
        if chosen.delimiter or named
        else headings.guess_dialect(lines)
    )
    rows = list(read_rows(lines=lines, dialect=dialect))
    return _layout(rows[1:] if named else rows, encoding, dialect, chosen, None)


def _sample(path: Path, encoding: Encoding) -> list[str]:
    lines = read_lines(path=path, encoding=encoding)
    return portion(of=lines, most=SAMPLE_LINES, size=len)


def _layout(
    rows: Sequence[Row],
    encoding: Encoding,
    dialect: Dialect,
    chosen: Chosen,
    told: workbook.Unpacked | None,
) -> Layout:
    heading = _heading(rows, chosen)
    body = [row for row in rows if heading is None or row.line > heading.line]
    cells = _heading_cells(heading, dialect)
    widths = Counter(len(row.cells) for row in body if not row.fault)
    width = max(widths, key=lambda width: (widths[width], width), default=0)
    if not cells and not width:
        raise NotATable("There is no table in this file: no headings and no rows.")
    return Layout(
        encoding=encoding.name,
        skip=encoding.skip,
        delimiter=dialect.delimiter,
        backslash=dialect.backslash,
        spaced=dialect.spaced,
        header=heading.line if heading else 0,
        first=heading.line + 1 if heading else (rows[0].line if rows else 1),
        columns=headings.column_names(heading=cells, width=width),
        numbered=told is not None,
        sheet=told.sheet if told else "",
        sheets=told.sheets if told else (),
    )


def _heading(rows: Sequence[Row], chosen: Chosen) -> Row | None:
    if chosen.header is None:
        return headings.heading_row(rows)
    if chosen.header == 0:
        return None
    found = next((row for row in rows if row.line == chosen.header), None)
    if found is None:
        raise NotATable(f"Line {chosen.header} holds no headings. Choose another line.")
    return found


def _heading_cells(heading: Row | None, dialect: Dialect) -> list[str]:
    if heading is None:
        return []
    if heading.fault:
        return headings.lenient_cells(text=heading.cells[0], dialect=dialect)
    return heading.cells


def rows(*, path: Path, unpacked: Path, layout: Layout, after: int = 0) -> Iterator[Row]:
    """The rows under the headings, each as wide as the table, in flat memory.

    A row that cannot be read has a fault of FAULTS or OVERFULL; one that says nothing has a fault
    of PASSED_OVER. Rows up to the line `after` are left out.
    """
    source = unpacked if layout.numbered else path
    encoding = Encoding(name=layout.encoding, skip=layout.skip)
    found = read_rows(lines=read_lines(path=source, encoding=encoding), dialect=layout.dialect)
    if layout.numbered:
        found = _numbered(found)
    start = max(layout.first - 1, after)
    return _fitted(found, layout, start)


def _numbered(found: Iterator[Row], *, cut: bool = False) -> Iterator[Row]:
    for row in found:
        if row.cells and row.cells[0].isdigit():
            yield Row(int(row.cells[0]), row.cells[1:], row.fault)
        elif not cut:
            yield row


def _fitted(found: Iterator[Row], layout: Layout, start: int) -> Iterator[Row]:
    width = len(layout.columns)
    padding = [""] * width
    heading: list[str] | None = None
    for row in found:
        line, cells, fault = row
        if line <= start:
            heading = cells if line == layout.header else heading
        elif fault or len(cells) == width:
            if not fault and not any(cells):
                yield Row(line, cells, "blank")
            elif cells == heading:
                yield Row(line, cells, "heading")
            else:
                yield row
        elif len(cells) < width:
            full = cells + padding[len(cells) :]
            yield Row(line, full, "" if any(cells) else "blank")
        else:
            yield _trimmed(row, width)


def _trimmed(row: Row, width: int) -> Row:
    """A row with more cells than the table has columns: fine while the surplus is empty."""
    if any(cell.strip() for cell in row.cells[width:MOST_CELLS]):
        return Row(row.line, row.cells, OVERFULL)
    cells = row.cells[:width]
    return Row(row.line, cells, "" if any(cell.strip() for cell in cells) else "blank")
