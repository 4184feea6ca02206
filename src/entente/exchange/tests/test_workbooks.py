"""Workbooks: read through a child process with bounds, refused clearly when they are bombs."""

import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest

from entente.exchange.files.sorts import NotATable
from entente.exchange.tests.test_reading import look, read
from entente.project.testing import shared_data

HORROR = "csv_messytables_horror"


def read_copy(name: str, tmp_path: Path, **chosen: object) -> list[tuple[int, list[str], str]]:
    path = tmp_path / name
    path.write_bytes((shared_data(HORROR) / name).read_bytes())
    return read(path, **chosen)


@pytest.mark.parametrize("name", ["simple.xlsx", "simple.xls"])
def test_dates_and_numbers_of_a_workbook_come_as_text(name, tmp_path):
    rows = read_copy(name, tmp_path)

    assert rows[:2] == [
        (2, ["2011-01-01", "1", "Galway"], ""),
        (3, ["2011-01-02", "-1", "Galway"], ""),
    ]


def test_a_row_of_a_workbook_knows_its_number_past_blank_ones(tmp_path):
    rows = read_copy("blank_line.ods", tmp_path)

    assert rows == [
        (2, ["Bob", "20", "2010-10-10"], ""),
        (3, ["Jane", "23", "2012-01-01"], ""),
        (5, ["Ian", "34", "2015-11-11"], ""),
    ]


def test_a_sheet_may_be_chosen(tmp_path):
    path = tmp_path / "large.ods"
    path.write_bytes((shared_data(HORROR) / "large.ods").read_bytes())

    layout = look(path, sheet="2010-11")

    assert layout.sheets == ("2007-08", "2008-09", "2009-10", "2010-11", "2011-12", "2012-13")
    assert layout.sheet == "2010-11"


def test_a_protected_workbook_says_so(tmp_path):
    with pytest.raises(NotATable) as refused:
        read_copy("encrypted_no_password.xls", tmp_path)

    assert (
        str(refused.value)
        == "The workbook is protected by a password. Remove it and choose it again."
    )


def test_every_horror_file_is_read_or_refused_with_a_sentence(tmp_path):
    answers = {}
    for source in sorted(shared_data(HORROR).glob("*.*")):
        path = tmp_path / source.name
        path.write_bytes(source.read_bytes())
        try:
            answers[source.name] = len(read(path))
        except NotATable as refused:
            answers[source.name] = str(refused).split(".", maxsplit=1)[0]

    assert answers["characters.csv"] == 382
    assert answers["utf-16le_encoded.csv"] == 327
    assert answers["simple.zip"] == "This is a ZIP archive"
    assert answers["html.html"] == "This is a web page, whatever its name says"
    assert len(answers) == len(list(shared_data(HORROR).glob("*.*")))


def _workbook(path: Path, sheet: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(
            "xl/workbook.xml",
            b'<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            b'<Relationships><Relationship Id="r1" Type="t" Target="worksheets/sheet1.xml"/>'
            b"</Relationships>",
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def _far_cell() -> bytes:
    return (
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
        b'<c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "lol">{levels}]><worksheet><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row></sheetData></worksheet>'
    ).encode()


@pytest.mark.parametrize(
    "sheet",
    [b"0" * 300_000_000, _far_cell(), _entities(), b"<worksheet>", b"\x00" * 100],
    ids=["zeros", "one far cell", "entities", "cut off", "rubbish"],
)
def test_a_bomb_is_refused_soon_and_in_little_memory(sheet, tmp_path):
    path = _workbook(tmp_path / "bomb.xlsx", sheet)
    began = time.monotonic()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    try:
        rows = read(path)
    except NotATable:
        rows = []

    assert sum(len(cell) for row in rows for cell in row[1]) < 10_000
    assert time.monotonic() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 200_000
    assert not list(tmp_path.glob("*.tmp"))


def test_a_lying_archive_is_refused(tmp_path):
    path = tmp_path / "lies.xlsx"
    path.write_bytes(b"PK\x03\x04" + struct.pack("<H", 20) + b"\xff" * 500)

    with pytest.raises(NotATable) as refused:
        look(path)

    assert str(refused.value) == "The workbook is damaged: it cannot be unpacked. Save it again."


def test_ten_megabytes_on_one_line_are_no_table(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("a," * 5_000_000, encoding="utf-8")

    with pytest.raises(NotATable) as refused:
        look(path)

    assert str(refused.value) == "There is no table in this file: no headings and no rows."
