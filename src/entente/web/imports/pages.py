"""What the pages of imports show: the list, how far one is, what it found, what became of rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from entente.exchange.queries import imports, preview
from entente.exchange.queries.imports import ImportInfo, Outcome, Problem
from entente.exchange.queries.preview import RowPreview
from entente.kit import wording
from entente.web import addresses
from entente.web.imports import roles
from entente.workspace.rules import Viewer

PER_PAGE: Final = 50
STATES: Final = {
    "mapped": ("Waiting for you", "warn"),
    "checking": ("Being looked through", ""),
    "checked": ("Waiting for you", "warn"),
    "queued": ("About to begin", ""),
    "running": ("Running", ""),
    "done": ("Done", "good"),
    "cancelled": ("Stopped", "warn"),
    "failed": ("Stands still", "bad"),
    "undone": ("Undone", ""),
}
WORDS: Final = {
    "created": "New",
    "matched": "Here already, changed where they differ",
    "updated": "Changed",
    "unchanged": "Unchanged",
    "skipped": "Left out",
    "rejected": "Rejected",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One import in the list."""

    info: ImportInfo
    words: str
    tone: str
    rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    lines: tuple[Line, ...]
    after: str
    may_import: bool


def listed(*, viewer: Viewer, before: int | None) -> ListPage:
    """Imports, newest first."""
    found = imports.newest(viewer=viewer, before=before, limit=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    return ListPage(
        lines=tuple(
            Line(
                info=one,
                words=STATES[one.state][0],
                tone=STATES[one.state][1],
                rows=sentence(one.counts) if one.counts else "",
            )
            for one in shown
        ),
        after=str(shown[-1].id) if len(found) > PER_PAGE else "",
        may_import=viewer.may(record="import", action="change", owner_id=viewer.member_id),
    )


def sentence(counts: Mapping[str, int]) -> str:
    """7,998 new, 2 rejected."""
    return ", ".join(f"{wording.number(n)} {WORDS[name].lower()}" for name, n in counts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Rows of one outcome, with the place that lists them."""

    words: str
    rows: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRow:
    """One of the first rows: its cells under the heads, or why it is not taken."""

    line: int
    cells: tuple[str, ...]
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """One import in whatever state it is."""

    info: ImportInfo
    words: str
    tone: str
    verdict: str
    counts: tuple[Count, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[tuple[str, int], ...]
    heads: tuple[str, ...]
    first: tuple[FirstRow, ...]
    kept: tuple[tuple[str, str], ...]  # name and address
    may_change: bool
    may_export: bool


def one(*, import_id: int, viewer: Viewer, at: datetime) -> ImportPage:
    """One import. Raises Refused, LookupError."""
    info = imports.info(import_id=import_id, viewer=viewer)
    words, tone = STATES[info.state]
    first = preview.first_rows(about=info, at=at) if info.state == "checked" else []
    paths = tuple(dict.fromkeys(path for row in first for path in row.values))
    return ImportPage(
        info=info,
        words=words,
        tone=tone,
        verdict=_verdict(info),
        counts=_counts(info),
        problems=_problems(info),
        warnings=tuple(_warnings(info).items()),
        heads=tuple(_titled(path) for path in paths),
        first=tuple(_first(row, paths) for row in first),
        kept=tuple(_kept(one) for one in info.kept),
        may_change=viewer.may(record="import", action="change", owner_id=viewer.member_id),
        may_export=viewer.may(record="import", action="export", owner_id=viewer.member_id),
    )


def _verdict(info: ImportInfo) -> str:
    rows = wording.counted(info.rows, "row")
    looked = wording.counted((info.checked or {}).get("rows", 0), "row")
    taken = sum(info.counts.get(name, 0) for name in ("created", "updated", "unchanged"))
    done = f"{rows} imported" if info.rows else "The file had no rows"
    if taken < info.rows:
        done = f"{wording.number(taken)} of {rows} imported"
    if info.rows and set(info.counts) <= {"unchanged"}:
        done = f"{rows}: everything was here already, nothing changed"
    return {
        "checking": "Looking the file through; nothing is written",
        "checked": f"{looked}: this is what they would become",
        "done": done,
        "cancelled": f"Stopped after {rows}; they stay until you undo them",
        "failed": f"It stands still after {rows}",
        "undone": "This import was undone",
    }.get(info.state, "Importing")


def _counts(info: ImportInfo) -> tuple[Count, ...]:
    if info.state in ("checking", "checked"):
        found = info.checked["counts"] if info.checked else {}
        return tuple(Count(words=WORDS[n], rows=found[n], url="") for n in WORDS if n in found)
    rows = reverse("import_rows", args=[info.id])
    return tuple(
        Count(words=WORDS[name], rows=count, url=f"{rows}?outcome={name}")
        for name, count in info.counts.items()
    )


def _problems(info: ImportInfo) -> tuple[Problem, ...]:
    if info.state in ("checking", "checked"):
        return tuple(_found(one) for one in (info.checked or {}).get("problems", ()))
    return tuple(imports.problems(import_id=info.id))


def _found(one: Mapping[str, Any]) -> Problem:
    return Problem(
        outcome=one["outcome"],
        problem=one["problem"],
        rows=one["rows"],
        examples=tuple((example["line"], example["reason"]) for example in one["examples"]),
    )


def _warnings(info: ImportInfo) -> Mapping[str, int]:
    if info.state in ("checking", "checked"):
        return (info.checked or {}).get("warnings", {})
    return info.warnings


def _first(row: RowPreview, paths: tuple[str, ...]) -> FirstRow:
    return FirstRow(
        line=row.line,
        cells=tuple(row.values.get(path, "") for path in paths),
        outcome=row.outcome,
        reason=row.reason,
    )


def _titled(path: str) -> str:
    """contact.fields.email → Contact: E-mail; touches[0].at → First touch: at."""
    head, _, rest = path.partition(".")
    if head in roles.RECORD_WORDS:
        return roles.words_of(f"{head}.{rest.removeprefix('fields.').removesuffix('.key')}")
    name, _, number = head.partition("[")
    place = int(number.rstrip("]")) + 1 if number else 1
    what = {"touches": "Touch", "stages": "Stage", "people": "Person", "opt_outs": "Says no"}[name]
    return f"{what} {place}: {rest.removesuffix('.key').replace('_', ' ')}"


def _kept(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["name"], addresses.record(one["record"], one["id"], one["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """One row of the report with links to the records that it speaks of."""

    row: Outcome
    words: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    info: ImportInfo
    outcome: str
    title: str
    lines: tuple[RowLine, ...]
    tabs: tuple[tuple[str, str, int, bool], ...]
    after: str


def rows(*, import_id: int, outcome: str, after: int, viewer: Viewer) -> RowsPage:
    """What became of the rows, in the order of the file. Raises Refused, LookupError."""
    info = imports.info(import_id=import_id, viewer=viewer)
    found = imports.outcomes(
        import_id=import_id, outcome=outcome, after=after, limit=PER_PAGE * 2 + 1
    )
    shown = found[: PER_PAGE * 2]
    base = reverse("import_rows", args=[import_id])
    return RowsPage(
        info=info,
        outcome=outcome,
        title=WORDS.get(outcome, "All rows"),
        lines=tuple(RowLine(row=row, words=WORDS[row.outcome], links=_links(row)) for row in shown),
        tabs=(
            ("All rows", base, info.rows, not outcome),
            *(
                (WORDS[name], f"{base}?outcome={name}", count, outcome == name)
                for name, count in info.counts.items()
            ),
        ),
        after=str(shown[-1].line) if len(found) > len(shown) else "",
    )


def _links(row: Outcome) -> tuple[tuple[str, str], ...]:
    ids = (("contact", row.contact_id), ("company", row.company_id), ("deal", row.deal_id))
    return tuple((kind.title(), addresses.record(kind, id_)) for kind, id_ in ids if id_)
