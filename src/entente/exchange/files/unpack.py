"""A workbook's sheet as CSV, made in a process of its own with bounds on memory and time.

Run as `python -P unpack.py SOURCE TARGET [SHEET]`. Each row of TARGET begins
with its number in the sheet. Tells on the standard output, as JSON, the sheets and which was taken;
ends with 3 and a sentence on the standard error when the workbook cannot be read.
"""

import csv
import datetime as dt
import json
import resource
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY = 1024 * 1024 * 1024  # bytes of address space
SECONDS = 60  # of computing


def main(source: str, target: str, sheet: str = "") -> int:
    """Unpack; 0 when done, 3 when it cannot be."""
    _bound()
    try:
        book = CalamineWorkbook.from_path(source)
        taken = _write(book, Path(target), sheet)
    except PasswordError:
        return _refuse("The workbook is protected by a password. Remove it and choose it again.")
    except (CalamineError, OSError, ValueError) as error:
        return _refuse(f"The workbook cannot be read: {error}. Save it again, or save it as CSV.")
    except BaseException as error:  # a panic of the reader is no Exception
        return _refuse(f"The workbook cannot be read ({type(error).__name__}). Save it as CSV.")
    sys.stdout.write(json.dumps({"sheets": _sheets(book), "sheet": taken}))
    return 0


def _refuse(why: str) -> int:
    sys.stderr.write(why)
    return 3


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sheets(book: CalamineWorkbook) -> list[str]:
    return [
        about.name
        for about in book.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
    ] or list(book.sheet_names)


def _write(book: CalamineWorkbook, target: Path, chosen: str) -> str:
    """Write the chosen sheet, else the first that holds anything; gives its name."""
    names = _sheets(book)
    if chosen and chosen not in book.sheet_names:
        raise ValueError(f"it has no sheet named {chosen}")
    for name in [chosen] if chosen else names:
        sheet = book.get_sheet_by_name(name)
        if chosen or name == names[-1] or sheet.height:
            with target.open("w", encoding="utf-8", newline="", errors="replace") as file:
                _write_rows(csv.writer(file), sheet)
            return name
    raise ValueError("it has no sheet")


def _write_rows(writer: Any, sheet: Any) -> None:
    """Rows with their numbers; what merged cells leave empty stays empty."""
    if sheet.start is None:
        return
    first, offset = sheet.start
    padding = [""] * offset
    for number, cells in enumerate(_rows(sheet), start=first + 1):
        row = [_text(cell) for cell in cells]
        if any(row):
            writer.writerow([number, *padding, *row])


def _rows(sheet: Any) -> Iterable[list[Any]]:
    return sheet.to_python(skip_empty_area=True)


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
