"""A report in three forms that say the same."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from entente.insights.table import Column, Table, written

TABLE = Table(
    name="funnel",
    finding="We lose most between MQL and SQL.",
    columns=(
        Column(key="stage", title="Stage"),
        Column(key="rate", title="Rate", number=True),
        Column(key="day", title="Day"),
    ),
    rows=(
        ("MQL", Decimal("0.10525"), date(2018, 5, 31)),
        ("=HYPERLINK(1)", None, None),
        (" ＋1", Decimal("-1"), None),
    ),
    notes=("60 have no origin.",),
    facts={"by": None},
)


def test_as_text_it_reads_from_the_finding_to_the_notes():
    assert written(table=TABLE, form="table") == (
        "We lose most between MQL and SQL.\n"
        "Stage             Rate  Day\n"
        "MQL            0.10525  2018-05-31\n"
        "=HYPERLINK(1)        –  –\n"
        " ＋1                 -1  –\n"
        "60 have no origin.\n"
    )


def test_as_csv_no_text_runs_as_a_formula_and_numbers_stay_numbers():
    assert list(csv.reader(io.StringIO(written(table=TABLE, form="csv")))) == [
        ["stage", "rate", "day"],
        ["MQL", "0.10525", "2018-05-31"],
        ["'=HYPERLINK(1)", "", ""],
        ["' ＋1", "-1", ""],
    ]


def test_as_json_it_is_exact():
    assert json.loads(written(table=TABLE, form="json")) == {
        "report": "funnel",
        "finding": "We lose most between MQL and SQL.",
        "by": None,
        "rows": [
            {"stage": "MQL", "rate": "0.10525", "day": "2018-05-31"},
            {"stage": "=HYPERLINK(1)", "rate": None, "day": None},
            {"stage": " ＋1", "rate": "-1", "day": None},
        ],
        "notes": ["60 have no origin."],
    }


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_an_empty_report_is_still_a_report(form):
    empty = Table(name="x", finding="Nothing.", columns=TABLE.columns, rows=())

    assert written(table=empty, form=form).endswith("\n")
