"""Rows that hold much: an import keeps as little of a wide file in hand as of a narrow one."""

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest

from entente.exchange.files.portions import ROOM
from entente.exchange.models import Import, RowOutcome
from entente.exchange.operations import asking, intake, running
from entente.exchange.operations.checking import Check, check_chunk
from entente.exchange.rules import document
from entente.exchange.testing import work_off
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
ROWS, WIDE = 60, 100_000  # 24 MB
MAPPING = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["email"], "fields": {"email": "Email", "first_name": "First"}},
}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def blocks() -> Iterator[bytes]:
    yield b"Email,First,A,B,C,D\n"
    for number in range(ROWS):
        cells = ",".join(letter * WIDE for letter in "abcd")
        yield f"p{number}@example.com,P{number},{cells}\n".encode()


def taken(cast) -> int:
    mapping = document.check(given=MAPPING)
    return intake.take_file(
        blocks=blocks(), filename="wide.csv", by=cast.noor, at=MORNING, mapping=mapping
    )


def test_a_wide_file_comes_in_whole_and_its_rows_are_not_held_together(cast):
    import_id = taken(cast)
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    tracemalloc.start()

    work_off(at=MORNING)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert Import.objects.get().counts == {"created": ROWS}
    assert RowOutcome.objects.filter(batch_id=import_id).count() == ROWS
    assert peak < ROWS * WIDE * 4 * 0.6, f"{peak / 2**20:.0f} MB at once"


def test_a_wide_file_is_looked_through_a_portion_at_a_time(cast):
    row = Import.objects.get(id=taken(cast))
    reader = running.open_reader(row=row, at=MORNING, dry=True)
    check, seen = Check(), [0]

    while check_chunk(check=check, reader=reader, at=MORNING):
        seen.append(check.rows)

    portions = [after - before for before, after in pairwise(seen)]
    assert (sum(portions), check.counts) == (ROWS, {"created": ROWS})
    assert max(portions) == ROOM // (4 * WIDE) + 1  # the row that fills it is the last
