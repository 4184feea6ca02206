"""What pages and the command line show of imports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet

from entente.exchange import csvout
from entente.exchange.files import table
from entente.exchange.files.records import Row
from entente.exchange.models import Import, RowOutcome
from entente.exchange.queries.alike import OF_REJECTS
from entente.exchange.queries.files import rows_of
from entente.exchange.queries.kept import counts
from entente.exchange.rules import document
from entente.exchange.rules.adds import Adds
from entente.exchange.rules.keeping import kept_until
from entente.exchange.rules.outcomes import OUTCOMES
from entente.workspace.access import require, scope
from entente.workspace.rules import Viewer

GOING = frozenset({"checking", "queued", "running"})
EXAMPLES = 5  # rows named for each problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportInfo:
    """One import as it stands."""

    id: int
    filename: str
    size: int
    state: str
    by: str
    by_id: int | None
    at: datetime
    layout: table.Layout
    mapping: document.Document
    counts: Mapping[str, int]
    warnings: Mapping[str, int]
    adds: Adds  # by looking through, or by running, as far as it is
    checked: Mapping[str, Any] | None
    lines: int
    line: int
    stopping: bool
    started_at: datetime | None
    ended_at: datetime | None
    failure: str
    undone_at: datetime | None
    undone_by: str
    kept: Sequence[Mapping[str, Any]]  # the first of them
    kept_count: int
    kept_for: Mapping[str, int]  # how many of them stay for which reason of kept.WHY
    has_file: bool
    file_until: datetime | None  # None while it is in hand, and once it is deleted

    @property
    def going(self) -> bool:
        return self.state in GOING

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def percent(self) -> int:
        """How far it is, from 0 to 100, by lines of the file."""
        done = self.checked["line"] if self.state == "checking" and self.checked else self.line
        if self.state in ("done", "undone", "checked"):
            return 100
        return min(99, done * 100 // self.lines) if self.lines else 0


def info(*, import_id: int, viewer: Viewer, action: str = "see") -> ImportInfo:
    """One import, for whoever may see (or change) it. Raises Refused, LookupError."""
    row = Import.objects.select_related("by", "undone_by").filter(id=import_id).first()
    if row is None:
        raise LookupError(import_id)
    require(viewer=viewer, record="import", action=action, owner_id=row.by_id)
    return _info(row)


def stored_name(*, import_id: int) -> str:
    """The name of its file on our disk."""
    return Import.objects.values_list("stored", flat=True).get(id=import_id)


def newest(*, viewer: Viewer, before: int | None = None, limit: int = 50) -> list[ImportInfo]:
    """Imports that this person may see, newest first, from the one before an id on. One query."""
    rows = Import.objects.select_related("by", "undone_by").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    seen = scope(rows, viewer=viewer, record="import", owner="by_id")
    return [_info(row) for row in seen[:limit]]


def _info(row: Import) -> ImportInfo:
    return ImportInfo(
        id=row.id,
        filename=row.filename,
        size=row.size,
        state=row.state,
        by=row.by.name if row.by else "the command line",
        by_id=row.by_id,
        at=row.at,
        layout=table.Layout.of(row.layout),
        mapping=document.check(given=row.mapping),
        counts={name: row.counts[name] for name in OUTCOMES if row.counts.get(name)},
        warnings=row.warnings,
        adds=Adds.of(_adds(row)),
        checked=row.checked,
        lines=row.lines or 0,
        line=row.line,
        stopping=row.asked_to_stop_at is not None,
        started_at=row.started_at,
        ended_at=row.ended_at,
        failure=row.failure,
        undone_at=row.undone_at,
        undone_by=row.undone_by.name if row.undone_by else "",
        kept=row.kept,
        kept_count=max(row.kept_count, len(row.kept)),  # some were undone before it was counted
        kept_for=counts(row.kept_ids),
        has_file=row.removed_at is None,
        file_until=_file_until(row),
    )


def _adds(row: Import) -> dict[str, Any]:
    return (row.checked or {}).get("adds", {}) if row.state in ("checking", "checked") else row.adds


def _file_until(row: Import) -> datetime | None:
    if row.removed_at is not None or row.state in GOING:
        return None
    return kept_until(at=row.at, ended_at=row.ended_at, undone_at=row.undone_at)


def twin(*, import_id: int) -> ImportInfo | None:
    """The latest import of the very same file that was done and still stands."""
    digest = Import.objects.values_list("digest", flat=True).get(id=import_id)
    same = Import.objects.filter(digest=digest).exclude(id=import_id)
    done = not_gone_over(same=same).filter(state="done")
    row = done.select_related("by", "undone_by").order_by("-id").first()
    return _info(row) if row else None


def not_gone_over(*, same: QuerySet[Import]) -> QuerySet[Import]:
    """Of the imports of one file, those that began after the last of them was undone.

    What an earlier one found here already may be gone with that undo.
    """
    undone = same.filter(state="undone").aggregate(last=Max("undone_at"))["last"]
    return same.filter(started_at__gt=undone) if undone else same


def standing() -> int:
    """How many files came in, brought something and still stand."""
    brought = Q(counts__created__gt=0) | Q(counts__updated__gt=0)
    return Import.objects.filter(brought, state="done").count()


_PROBLEMS = """
with named as (
    select outcome, problem, line, reason, count(*) over same as rows,
           row_number() over (same order by line) as place,
           min(line) over same as first
    from exchange_rowoutcome
    where batch_id = %s and problem <> ''
    window same as (partition by outcome, problem)
)
select outcome, problem, rows, line, reason from named
where place <= %s order by outcome, rows desc, first, problem, line
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Rows that share a reason for not having been taken."""

    outcome: str
    problem: str
    rows: int
    examples: tuple[tuple[int, str], ...]  # line and reason


def problems(*, import_id: int) -> list[Problem]:
    """Why rows were rejected or skipped, most frequent first, then by line. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROBLEMS, [import_id, EXAMPLES])
        found: dict[tuple[str, str, int], list[tuple[int, str]]] = {}
        for outcome, problem, rows, line, reason in cursor.fetchall():
            found.setdefault((outcome, problem, rows), []).append((line, reason))
    return [
        Problem(outcome=outcome, problem=problem, rows=rows, examples=tuple(examples))
        for (outcome, problem, rows), examples in found.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one row, and the records that it speaks of."""

    line: int
    outcome: str
    reason: str
    contact_id: int | None
    company_id: int | None
    deal_id: int | None

    @property
    def records(self) -> list[tuple[str, int]]:
        """Kind and id of each."""
        ids = (("contact", self.contact_id), ("company", self.company_id), ("deal", self.deal_id))
        return [(kind, id_) for kind, id_ in ids if id_]


def outcomes(
    *, import_id: int, outcome: str = "", after: int = 0, limit: int = 100
) -> list[Outcome]:
    """What became of the rows behind a line, in the order of the file. One query."""
    rows = RowOutcome.objects.filter(batch_id=import_id, line__gt=after).order_by("line")
    if outcome:
        rows = rows.filter(outcome=outcome)
    columns = ("line", "outcome", "reason", "contact_id", "company_id", "deal_id")
    return [
        Outcome(**dict(zip(columns, values, strict=True)))
        for values in rows.values_list(*columns)[:limit]
    ]


def rejects(*, import_id: int, viewer: Viewer) -> Iterator[str]:
    """The rejected rows as CSV in blocks: why, the line, then the cells as they were.

    Mended, the file can be imported with the same mapping. Raises Refused.
    """
    about = info(import_id=import_id, viewer=viewer)
    require(viewer=viewer, record="import", action="export", owner_id=about.by_id)
    row = Import.objects.get(id=import_id)
    wanted = RowOutcome.objects.filter(batch_id=import_id, outcome="rejected").order_by("line")
    why = wanted.values_list("line", "reason").iterator(chunk_size=2_000)
    found = _found(why, rows_of(name=row.stored, layout=about.layout))
    headings = (*OF_REJECTS, *about.layout.columns)
    return csvout.blocks(headings=headings, rows=found)


def _found(why: Iterator[tuple[int, str]], rows: Iterator[Row]) -> Iterator[Sequence[Any]]:
    """Both go up by line, so that one look through the file finds them all in flat memory."""
    for line, reason in why:
        row = next((row for row in rows if row.line == line), None)
        yield (reason, line, *(row.cells if row is not None else ()))
