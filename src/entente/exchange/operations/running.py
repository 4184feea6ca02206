"""Running an import chunk by chunk; each chunk commits its rows, their outcomes and how far it got.

A crash loses the chunk in hand and nothing else: the next run goes on behind the last line that is
committed. Stopping happens between chunks.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from entente.exchange.files import table
from entente.exchange.files.portions import some_rows
from entente.exchange.files.records import Row
from entente.exchange.models import Import
from entente.exchange.operations.readying import ready
from entente.exchange.operations.writing.chunk import Chunk, Run
from entente.exchange.operations.writing.deals import refuse_odd_deals, write_deals
from entente.exchange.operations.writing.drafting import draft_chunk
from entente.exchange.operations.writing.facts import (
    refuse_unknown_stages,
    write_facts,
    write_noes,
)
from entente.exchange.operations.writing.members import find_members, make_members
from entente.exchange.operations.writing.reaching import reach_now
from entente.exchange.operations.writing.records import (
    tell_companies,
    write_companies,
    write_contacts,
)
from entente.exchange.queries.files import count_lines, rows_of
from entente.exchange.queries.preview import ALL_FAULTS
from entente.exchange.rules import reading
from entente.people.operations.bulk.copying import copy_in
from entente.workspace import queries as workspace
from entente.workspace.rules import SYSTEM, Viewer

log = logging.getLogger(__name__)

# Rows of one transaction at most, fewer where they are wide: the ledger's gate stays shut for well
# under a second, and memory stays flat.
CHUNK: Final = 5_000


@dataclass(slots=True, kw_only=True)
class Reader:
    """An import's file, open behind the last committed line."""

    run: Run
    rows: Iterator[Row]
    line: int
    chunks: int = 0  # since it was opened


def doer(*, row: Import, at: datetime) -> Viewer:
    """Who imports: the member who asked for it, or the house itself from the command line."""
    return workspace.viewer(member_id=row.by_id, at=at) if row.by_id else SYSTEM


def open_reader(*, row: Import, at: datetime, dry: bool = False) -> Reader:
    """Begin, or go on, reading the file of an import."""
    layout = table.Layout.of(row.layout)
    line = 0 if dry else row.line
    return Reader(
        run=ready(row=row, by=doer(row=row, at=at), at=at, dry=dry),
        rows=rows_of(name=row.stored, layout=layout, after=line),
        line=line,
    )


def begin(*, row: Import, at: datetime) -> None:
    """Say that it runs from now on."""
    row.lines = row.lines or count_lines(row=row)
    row.state, row.started_at = "running", row.started_at or at
    row.save(update_fields=["lines", "state", "started_at"])


def end(*, row: Import, state: str, at: datetime) -> None:
    """Say that it is done, cancelled, failed, or back to where it waits for somebody."""
    row.state, row.ended_at, row.asked_to_stop_at = state, at, None
    row.save(update_fields=["state", "ended_at", "asked_to_stop_at", "failure"])


def run_chunk(*, row: Import, reader: Reader, at: datetime, size: int = CHUNK) -> bool:
    """Write the next rows in the caller's transaction; whether any were left."""
    if reader.chunks in _ANALYSED_AFTER:
        tell_planner(row=row)
    rows = some_rows(rows=reader.rows, most=size)
    if not rows:
        end(row=row, state="done", at=at)
        tell_planner(row=row, closely=True)
        return False
    chunk = read_chunk(run=reader.run, rows=rows)
    write_chunk(run=reader.run, chunk=chunk, at=at)
    outcomes = list(chunk.outcomes(main=reader.run.plan.main))
    copy_in(
        table="exchange_rowoutcome", columns=_OUTCOME, rows=[(row.id, *one) for one in outcomes]
    )
    row.counts = dict(Counter(row.counts) + Counter(one[1] for one in outcomes))
    row.warnings = dict(Counter(row.warnings) + chunk.reading.warnings)
    row.line = reader.line = rows[-1].line
    row.adds = reader.run.adds.as_json()
    row.save(update_fields=["counts", "warnings", "adds", "line"])
    reader.chunks += 1
    return True


def tell_planner(*, row: Import, closely: bool = False) -> None:
    """Let PostgreSQL look at tables that an import fills, where it makes up much of them.

    It comes round by itself within a minute; until then it plans for the empty tables of a fresh
    instance, and a question of 40 ms was seen to take four minutes. While the import runs, a glance
    at 3,000 rows of each is enough: it costs a seventh of a close look, which follows at the end.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relname = any(%s) and relkind = 'r' "
            "and reltuples < %s",
            [list(_FILLED), 5 * row.rows],
        )
        grown = [name for (name,) in cursor.fetchall()]
        if grown:
            if not closely:
                cursor.execute("set local default_statistics_target = 10")
            cursor.execute(f"analyze {', '.join(grown)}")


_ANALYSED_AFTER: Final = frozenset({1, 4, 16, 64, 256})  # chunks
_FILLED: Final = (
    *("ledger_entry", "people_contact", "people_company", "people_outsidekey"),
    *("people_fieldchange", "pipeline_deal", "pipeline_dealkey", "pipeline_dealcontact"),
    *("pipeline_dealstay", "exchange_rowoutcome"),
)


_OUTCOME: Final = (
    *("batch_id", "line", "outcome", "problem", "reason"),
    *("contact_id", "company_id", "deal_id"),
)


def read_chunk(*, run: Run, rows: list[Row]) -> Chunk:
    """The cells of a chunk as values, with the fates of rows that cannot be read."""
    found = reading.read(plan=run.plan, rows=rows, faults=ALL_FAULTS, passed_over=table.PASSED_OVER)
    for row in rows:
        for place, words in run.left_out.items():
            if not row.fault and row.cells[place].strip():
                found.warnings[words] += 1
    return Chunk(reading=found)


def write_chunk(*, run: Run, chunk: Chunk, at: datetime) -> None:
    """From values to records and facts."""
    decide(run=run, chunk=chunk, at=at)
    write_companies(run=run, chunk=chunk)
    write_contacts(run=run, chunk=chunk)
    tell_companies(run=run, chunk=chunk)
    write_noes(run=run, chunk=chunk)
    write_deals(run=run, chunk=chunk)
    write_facts(run=run, chunk=chunk)


def decide(*, run: Run, chunk: Chunk, at: datetime) -> None:
    """What each row will make and change; nothing is written but people of ours."""
    refuse_unknown_stages(run=run, chunk=chunk)
    refuse_odd_deals(run=run, chunk=chunk)
    find_members(run=run, chunk=chunk)
    reach_now(run=run, at=at)
    draft_chunk(run=run, chunk=chunk)
    make_members(run=run, chunk=chunk)
