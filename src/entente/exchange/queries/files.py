"""What the file of an import holds: its first rows and samples of its columns."""

from collections.abc import Iterator
from itertools import islice

from entente.exchange import store
from entente.exchange.files import table
from entente.exchange.files.records import Row
from entente.exchange.models import Import

SAMPLED = 500


def rows_of(*, name: str, layout: table.Layout, after: int = 0) -> Iterator[Row]:
    """The rows under the headings that begin after a line."""
    return table.rows(
        path=store.path_of(name=name),
        unpacked=store.unpacked_of(name=name),
        layout=layout,
        after=after,
    )


def samples(*, name: str, layout: table.Layout) -> dict[str, list[str]]:
    """Cells of the first rows by column."""
    rows = [row for row in islice(rows_of(name=name, layout=layout), SAMPLED) if not row.fault]
    return {
        column: [row.cells[place] for row in rows] for place, column in enumerate(layout.columns)
    }


def count_rows(*, row: Import) -> int:
    """How many rows the file has under its headings."""
    layout = table.Layout.of(row.layout)
    return sum(1 for _ in rows_of(name=row.stored, layout=layout))
