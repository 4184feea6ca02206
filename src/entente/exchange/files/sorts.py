"""What sort of file this is, told by its first bytes and never by its name."""

import codecs
import zipfile
from pathlib import Path
from typing import Final, Literal

Sort = Literal["text", "workbook"]

BIGGEST_UNPACKED: Final = 400 * 1024 * 1024  # bytes; a million rows are a matter for CSV
MOST_PARTS: Final = 2_000  # members of a workbook's archive
STEEPEST: Final = 400  # times that a part may grow when unpacked, once it is over 1 MB

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: Final = (
    (b"%PDF", "This is a PDF document, not a table. Export the list as CSV or XLSX instead."),
    (b"\x89PNG", "This is a picture, not a table. Export the list as CSV or XLSX instead."),
    (b"\xff\xd8\xff", "This is a picture, not a table. Export the list as CSV or XLSX instead."),
    (b"GIF8", "This is a picture, not a table. Export the list as CSV or XLSX instead."),
    (b"\x1f\x8b", "This file is packed with gzip. Unpack it and choose the file inside."),
    (b"7z\xbc\xaf", "This is a 7z archive. Unpack it and choose the file inside."),
    (b"Rar!", "This is a RAR archive. Unpack it and choose the file inside."),
    (b"PAR1", "This is a Parquet file. Save it as CSV and choose that."),
    (b"SQLite format 3", "This is a database file. Export the table as CSV and choose that."),
)
_NO_TEXT: Final = (
    "This is no table: its bytes are no text, as in pictures and programs. Export the list as CSV "
    "or XLSX and choose that."
)
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1a\x1b"))
_STRAY: Final = 4  # control characters that may stand in any file
_LOOKED_AT: Final = 64 * 1024  # bytes
_PAGE: Final = (b"<!doctype html", b"<html", b"<?xml", b"<table")


class NotATable(Exception):
    """The file cannot be read as a table; the message says why and what to do."""


def sort_of(*, path: Path) -> Sort:
    """Text or workbook. Raises NotATable for all else, bombs included."""
    with path.open("rb") as file:
        head = file.read(512)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        if path.stat().st_size <= len(head):
            raise NotATable("The file is empty. Choose one that has at least a heading and a row.")
        if not head.strip(b"\x00"):
            raise NotATable("The file begins with nothing but zero bytes; it is no table.")
    if head.startswith(_OLE):
        return "workbook"
    if head.startswith(b"PK"):
        _require_workbook(path)
        return "workbook"
    for mark, why in _REFUSED:
        if head.startswith(mark):
            raise NotATable(why)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE):
        raise NotATable(
            "This is a web page, whatever its name says. Export the list as CSV or XLSX instead."
        )
    with path.open("rb") as file:
        if not _is_text(file.read(_LOOKED_AT)):
            raise NotATable(_NO_TEXT)
    return "text"


def _is_text(head: bytes) -> bool:
    """Whether bytes may be text: with hardly a control character, unless they are UTF-16 or 32.

    A stray zero byte costs its row only.
    """
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls < _STRAY or controls * 20 < len(head) or _is_wide(head)


def _is_wide(head: bytes) -> bool:
    """Whether they are lines of printable characters in UTF-16 or UTF-32."""
    for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        try:
            text = codecs.getincrementaldecoder(name)().decode(head).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        printed = sum(letter.isprintable() or letter in "\t\n\r" for letter in text)
        if {"\n", "\r"} & set(text) and printed > len(text) * 0.6:
            return True
    return False


def _require_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise NotATable("The workbook is damaged: it cannot be unpacked. Save it again.") from error
    names = {part.filename for part in parts}
    if not any(name.startswith("xl/") for name in names) and "content.xml" not in names:
        raise NotATable("This is a ZIP archive. Unpack it and choose the file inside.")
    steep = any(
        part.file_size > 1024 * 1024 and part.file_size > STEEPEST * max(part.compress_size, 1)
        for part in parts
    )
    if steep or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > BIGGEST_UNPACKED:
        raise NotATable(
            "The workbook is too large when unpacked. Save the sheet as CSV and choose that; "
            "a CSV file may have millions of rows."
        )
