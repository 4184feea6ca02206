"""2,000 broken files: never an exception, every row accounted for, memory flat."""

import json
import tracemalloc
from datetime import timedelta
from decimal import Decimal

import pytest

from entente.exchange.files import table
from entente.exchange.models import RowOutcome
from entente.exchange.testing import bring_in
from entente.exchange.tests.broken import broken
from entente.people.models import Contact
from entente.pipeline.models import Deal
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.project.testing import shared_data
from entente.workspace.testing import MORNING, assemble

FILES = 2_000
IMPORTED = 100  # of them, through the database as well


def test_two_thousand_broken_files_are_read_exactly(tmp_path):
    path = tmp_path / "file"
    rows = 0
    for seed in range(FILES):
        file = broken(seed)
        path.write_bytes(file.content)

        layout = table.look(path=path, unpacked=path, chosen=table.Chosen(**file.chosen))
        found = list(table.rows(path=path, unpacked=path, layout=layout))

        assert [(row.line, row.fault) for row in found] == file.rows, seed
        if file.certain:
            assert {row.line: row.cells for row in found if not row.fault} == file.cells, seed
        rows += len(found)
    assert rows > 20 * FILES / 2


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


MAPPING = {
    "version": 1,
    "contact": {
        "match": ["key"],
        "fields": {"key": "Column A", "first_name": "Column B", "job_title": "Column C"},
    },
}


@pytest.mark.django_db
def test_broken_files_are_imported_without_losing_a_row(cast):
    for seed in range(IMPORTED):
        file = broken(seed)

        row = bring_in(
            content=file.content, by=cast.noor, at=MORNING, mapping={**MAPPING, "file": file.chosen}
        )

        lines = RowOutcome.objects.filter(batch=row).values_list("line", flat=True)
        assert sorted(lines) == [line for line, _ in file.rows], seed
        assert row.rows == len(file.rows), seed
        assert row.state == "done", (seed, row.failure)


@pytest.mark.django_db
def test_naughty_strings_come_in_as_they_are_or_are_refused_with_a_reason(cast):
    strings = json.loads((shared_data("blns") / "blns.json").read_text(encoding="utf-8"))
    quoted = ['"' + text.replace('"', '""') + '"' for text in strings]
    lines = "\n".join(f"k{number},{text},{text}" for number, text in enumerate(quoted))
    mapping = {
        "version": 1,
        "system": "blns",
        "contact": {
            "match": ["key"],
            "fields": {"key": "Id", "last_name": "Name", "job_title": "Title"},
        },
    }

    row = bring_in(content=f"Id,Name,Title\n{lines}\n", by=cast.noor, at=MORNING, mapping=mapping)

    assert row.rows == len(strings)
    assert set(row.counts) <= {"created", "rejected"}
    held = sorted(Contact.objects.values_list("last_name", flat=True))
    too_long = [text for text in strings if len(text.strip().casefold()) > 200]
    assert row.counts.get("rejected", 0) == len(too_long)
    assert held == sorted(text.strip() for text in strings if text not in too_long)


def test_memory_stays_flat_however_long_the_file(tmp_path):
    path = tmp_path / "long.csv"

    def peak(rows: int) -> int:
        with path.open("w", encoding="utf-8") as file:
            file.write("Name,Town\n")
            file.writelines(f'"Person {number}",Köln\n' for number in range(rows))
        tracemalloc.start()
        layout = table.look(path=path, unpacked=path, chosen=table.Chosen())
        count = sum(1 for _ in table.rows(path=path, unpacked=path, layout=layout))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rows
        return highest

    assert peak(280_000) < peak(70_000) * 1.2  # the file is read in blocks of a megabyte


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "fate"),
    [
        ("2027-01-01,10,,EUR", ("rejected", "Opened: “2027-01-01” lies in the future; a fact has happened.")),
        ("1969-05-01,10,,EUR", (
            "rejected",
            "Opened: “1969-05-01” lies before 1970; leave it blank if it is unknown.",
        )),
        ("2026-01-01,-5,,EUR", (
            "rejected",
            "The amount is below zero; what was paid back is a refund of the deal.",
        )),
        ("2026-01-01,99999999999999,,EUR", ("rejected", "The amount is ten trillion or more.")),
        ("2026-01-01,9999999999999999,,EUR", (
            "rejected",
            "Amount: 9999999999999999 is out of every range.",
        )),
        ("2026-01-01,10,2027-01-01,EUR", ("rejected", "The deal is won in the future.")),
        ("2026-01-01,10,,euro", ("rejected", "Currency: “euro” is no currency code like EUR.")),
        ("2026-01-01,10,2026-02-01,EUR", ("created", "")),
    ],
)  # fmt: skip
def test_odd_dates_and_amounts_have_a_clear_answer(cast, cells, fate):
    row = bring_in(
        content=f"Deal ID,Deal Stage,Opened,Amount,Close Date,Currency\n1,Won,{cells}\n",
        by=cast.noor,
        at=MORNING,
    )

    assert list(RowOutcome.objects.filter(batch=row).values_list("outcome", "reason")) == [fate]


DEALS = "Deal ID,Deal Name,Amount,Currency\n"
BACK = "900 EUR of the deal was paid back already; it cannot become {}."
FINER = "The amount {} has more decimals than its currency."


@pytest.mark.parametrize(
    ("lines", "fates"),
    [
        (["1,A,100.125,EUR"], [("rejected", FINER.format("100.125 EUR"))]),
        (["1,A,777.50,JPY"], [("rejected", FINER.format("777.5 JPY"))]),
        (["1,A,1.235,KWD"], [("created", "")]),
        (["1,A,100,XXX"], [("rejected", "There is no currency XXX.")]),
        # A line later in the file, or later in time, changes only one of the two.
        (
            ["1,A,100.50,EUR", "1,A,,JPY"],
            [("created", ""), ("rejected", FINER.format("100.5 JPY"))],
        ),
    ],
)
@pytest.mark.django_db
def test_an_amount_finer_than_its_currency_is_a_problem_of_its_line(cast, lines, fates):
    row = bring_in(content=DEALS + "\n".join(lines), by=cast.noor, at=MORNING)

    assert (
        list(RowOutcome.objects.filter(batch=row).order_by("line").values_list("outcome", "reason"))
        == fates
    )


@pytest.mark.parametrize(
    ("line", "fate"),
    [
        ("1,A,899.99,EUR", ("rejected", BACK.format("899.99 EUR"))),
        ("1,A,1000,USD", ("rejected", BACK.format("1000 USD"))),
        ("1,A,,USD", ("rejected", BACK.format("1000 USD"))),
        ("1,A,900,EUR", ("updated", "")),
        ("1,B,,", ("updated", "")),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_file_leaves_a_deal_worth_what_was_paid_back_of_it(cast, line, fate):
    bring_in(content=DEALS + "1,A,1000,EUR\n", by=cast.noor, at=MORNING)
    deal = Deal.objects.get()
    win_deal(deal_id=deal.id, by=cast.noor, at=MORNING)
    refund_deal(deal_id=deal.id, amount=Decimal(900), reason="x", by=cast.noor, at=MORNING)

    row = bring_in(content=DEALS + line + "\n", by=cast.noor, at=MORNING + timedelta(days=1))

    assert list(RowOutcome.objects.filter(batch=row).values_list("outcome", "reason")) == [fate]
