"""What the pages of imports show: the list, how far one is, what it found, what became of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from entente.exchange.queries import imports
from entente.exchange.queries.imports import ImportInfo, Outcome, Problem
from entente.exchange.queries.names import seen_names
from entente.exchange.queries.traces import left_traces
from entente.exchange.rules import adds
from entente.exchange.rules.outcomes import awaits_record
from entente.kit import wording
from entente.pipeline.queries.known import pipelines
from entente.web import addresses
from entente.web.imports import firstrows, roles, told
from entente.web.imports.firstrows import FirstRows
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
    "matched": "Here already, compared on import",
    "told": "Came by this file before, change nothing",
    "updated": "Changed",
    "unchanged": "Unchanged",
    "skipped": "Skipped",
    "rejected": "Rejected",
}


TAKEN: Final = ("created", "matched", "updated", "unchanged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One import in the list."""

    info: ImportInfo
    words: str
    tone: str
    rows: str
    at: datetime  # when it came in; before that, when the file was brought


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    lines: tuple[Line, ...]
    waiting: int  # of these, for an answer
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
                rows=_became(one),
                at=one.ended_at or one.at,
            )
            for one in shown
        ),
        waiting=sum(one.state in ("mapped", "checked") for one in shown),
        after=str(shown[-1].id) if len(found) > PER_PAGE else "",
        may_import=viewer.may(record="import", action="change", owner_id=viewer.member_id),
    )


def _became(info: ImportInfo) -> str:
    """What became of the rows; of an import undone, what stays of it."""
    if info.state == "undone":
        return _stay(info.kept_count) if info.kept_count else "No record stays"
    return sentence(info.counts) if info.counts else ""


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
class ImportPage:
    """One import in whatever state it is."""

    info: ImportInfo
    words: str
    tone: str
    verdict: str
    counted: str  # what the counts are of
    counts: tuple[Count, ...]
    problems: tuple[Problem, ...]
    problems_title: str
    awaits_records: bool  # whether rows were skipped for want of records that may come yet
    warnings: tuple[tuple[str, int], ...]
    adds: tuple[str, ...]  # besides records, each a sentence
    no_stage: str  # that people of deals enter none, and what to add
    takes: bool  # whether any row comes in, or would
    first: FirstRows
    kept: tuple[tuple[str, str], ...]  # name and address
    more_kept: int
    stayed: str  # how many records stay after undoing it, and why
    lists_kept: bool  # whether all of them can be had as a list
    places: tuple[tuple[str, str], ...]  # where to see what came in
    may_change: bool
    may_undo: bool
    may_export: bool
    file_until: date | None


def one(*, import_id: int, viewer: Viewer, at: datetime) -> ImportPage:
    """One import. Raises Refused, LookupError."""
    info = imports.info(import_id=import_id, viewer=viewer)
    words, tone = STATES[info.state]
    problems = _problems(info)
    first = firstrows.build(about=info, at=at) if info.state == "checked" else firstrows.NONE
    may_change = viewer.may(record="import", action="change", owner_id=viewer.member_id)
    may_export = viewer.may(record="import", action="export", owner_id=viewer.member_id)
    return ImportPage(
        info=info,
        words=words,
        tone=tone,
        verdict=_verdict(info),
        counted=_counted(info),
        counts=_counts(info),
        problems=problems,
        problems_title=_titled(problems),
        awaits_records=bool(info.counts.get("skipped"))
        and not info.undone_at
        and any(awaits_record(problem=one.problem) for one in problems if one.outcome == "skipped"),
        warnings=tuple(_warnings(info).items()),
        adds=tuple(_adds(info)),
        no_stage=_no_stage(info, at) if _takes(info) else "",
        takes=_takes(info),
        first=first,
        kept=tuple(_kept(one) for one in info.kept),
        more_kept=info.kept_count - len(info.kept),
        stayed=_stayed(info),
        lists_kept=bool(info.kept_for) and may_export,
        places=_places(info),
        may_change=may_change,
        may_undo=may_change and _may_be_undone(info),
        may_export=may_export,
        file_until=timezone.localdate(info.file_until) if info.file_until else None,
    )


def _may_be_undone(info: ImportInfo) -> bool:
    ended = info.state in ("done", "cancelled", "failed")
    return ended and left_traces(import_id=info.id, counts=info.counts)


def _verdict(info: ImportInfo) -> str:
    rows = wording.counted(info.rows, "row")
    looked = wording.counted((info.checked or {}).get("rows", 0), "row")
    return {
        "checking": "Looking the file through; nothing is written",
        "checked": f"{looked}: this is what they would become"
        if _takes(info)
        else f"{looked}: nothing would come in",
        "done": _outcome(info, rows),
        "cancelled": f"Stopped after {rows}; they stay until you undo them"
        if info.rows
        else "Stopped before the first row; nothing came in",
        "failed": f"It stands still after {rows}",
        "undone": "This import was undone",
    }.get(info.state, "Importing")


def _takes(info: ImportInfo) -> bool:
    looked = info.state in ("checking", "checked")
    counts = (info.checked or {}).get("counts", {}) if looked else info.counts
    return any(counts.get(name) for name in TAKEN)


def _outcome(info: ImportInfo, rows: str) -> str:
    known = info.counts.get("unchanged", 0)
    taken = known + sum(info.counts.get(name, 0) for name in ("created", "updated"))
    if not info.rows:
        return "The file had no rows"
    if taken == 0:
        return f"None of {rows} could be imported"
    if taken == known == info.rows:
        return f"{rows}: everything was here already, nothing changed"
    if taken == known:
        return f"Nothing changed: {wording.number(known)} of {rows} were here already"
    if known:
        return f"{rows}: {sentence(info.counts)}"
    some = "" if taken == info.rows else f"{wording.number(taken)} of "
    return f"{some}{rows} imported"


def _places(info: ImportInfo) -> tuple[tuple[str, str], ...]:
    """Where to see what came in, in words and address."""
    if not _takes(info) or info.state not in ("done", "cancelled"):
        return ()
    mapping = info.mapping
    offered = (
        (mapping.contact, "Contacts", reverse("contacts")),
        (mapping.company, "Companies", reverse("companies")),
        (_board(info), "Board of deals", reverse("deals") + _board(info)),
        (mapping.deal, "Deals", f"{reverse('deals')}?view=table"),
        (mapping.stages, "Funnel", reverse("funnel")),
    )
    return tuple((words, url) for there, words, url in offered if there)


def _board(info: ImportInfo) -> str:
    """The board that the file's deals stand on, where the mapping names its pipeline."""
    deal = info.mapping.deal
    named = deal.fields["pipeline"].value if deal and "pipeline" in deal.fields else ""
    found = [one.id for one in pipelines() if one.name.casefold() == named.casefold()]
    return f"?pipeline={found[0]}" if named and found else ""


def _counted(info: ImportInfo) -> str:
    """A row may make several records, a contact and its company; both are counted on an undo."""
    if info.state in ("checking", "checked"):
        return "Rows of the file, by what would become of them"
    return "Rows of the file, by what became of them"


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
        found = (_found(one) for one in (info.checked or {}).get("problems", ()))
        return tuple(sorted(found, key=lambda one: (one.outcome, -one.rows, one.examples[:1])))
    return tuple(imports.problems(import_id=info.id))


def _titled(problems: Sequence[Problem]) -> str:
    """Rejected and skipped rows."""
    ended = {one.outcome for one in problems}
    said = [WORDS[name].lower() for name in ("rejected", "skipped") if name in ended]
    return f"{wording.listed(said).capitalize()} rows"


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


def _adds(info: ImportInfo) -> list[str]:
    if info.state == "undone":
        return [f"Stays: {one}" for one in adds.told(info.adds.shared)]
    verb = "Adds" if info.state in ("checking", "checked") else "Added"
    return [f"{verb} {one}" for one in adds.told(info.adds)]


def _no_stage(info: ImportInfo, at: datetime) -> str:
    if info.state not in ("checked", "done"):
        return ""
    return told.no_stage(mapping=info.mapping, stages=roles.stages(at=at))


def _stayed(info: ImportInfo) -> str:
    if not info.kept_for:  # undone before it was remembered
        verb = "stays" if info.kept_count == 1 else "stay"
        records = wording.counted(info.kept_count, "record")
        return f"{records} that somebody or another import had worked on {verb}"
    return f"{_stay(info.kept_count)}: {told.why_kept(info.kept_for)}"


def _stay(count: int) -> str:
    return wording.counted(count, "record stays", "records stay")


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
    names = seen_names(records=(one for row in shown for one in row.records), viewer=viewer)
    base = reverse("import_rows", args=[import_id])
    return RowsPage(
        info=info,
        outcome=outcome,
        title=WORDS.get(outcome, "All rows"),
        lines=tuple(
            RowLine(row=row, words=WORDS[row.outcome], links=_links(row, names)) for row in shown
        ),
        tabs=(
            ("All rows", base, info.rows, not outcome),
            *(
                (WORDS[name], f"{base}?outcome={name}", count, outcome == name)
                for name, count in info.counts.items()
            ),
        ),
        after=str(shown[-1].line) if len(found) > len(shown) else "",
    )


def _links(row: Outcome, names: Mapping[tuple[str, int], str]) -> tuple[tuple[str, str], ...]:
    """By what the records are called, or what they are to who may not see them."""
    found = [(kind, id_, names.get((kind, id_), "")) for kind, id_ in row.records]
    return tuple(
        (called or kind.title(), addresses.record(kind, id_, called)) for kind, id_, called in found
    )
