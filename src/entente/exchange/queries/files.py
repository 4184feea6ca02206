"""What the file of an import holds: its first rows and samples of its columns."""

from collections.abc import Iterator

from entente.exchange import store
from entente.exchange.files import table
from entente.exchange.files.portions import some_rows
from entente.exchange.files.records import Row
from entente.exchange.models import Import

SAMPLED = 500


def rows_of(*, name: str, layout: table.Layout, after: int = 0) -> Iterator[Row]:
    """The rows under the headings that begin after a line. Raises store.FileGone at once."""
    return table.rows(
        path=store.held(name=name),
        unpacked=store.unpacked_of(name=name),
        layout=layout,
        after=after,
    )


def samples(*, name: str, layout: table.Layout) -> dict[str, list[str]]:
    """Cells of the first rows by column."""
    first = some_rows(rows=rows_of(name=name, layout=layout), most=SAMPLED)
    rows = [row for row in first if not row.fault]
    return {
        column: [row.cells[place] for row in rows] for place, column in enumerate(layout.columns)
    }


def count_lines(*, row: Import) -> int:
    """About how many lines the file has, for progress: a quick look at its bytes."""
    layout = table.Layout.of(row.layout)
    name = row.stored
    original = store.held(name=name)
    path = store.unpacked_of(name=name) if layout.numbered else original
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(1024 * 1024), b"")
        return sum(block.count(b"\n") or block.count(b"\r") for block in blocks) + 1
