"""What `entente import` says for people: what a file would become, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from entente.exchange.queries.imports import ImportInfo
from entente.exchange.rules import adds, uses
from entente.exchange.rules.adds import Adds
from entente.exchange.rules.document import Document, Source
from entente.exchange.rules.naming import words_of
from entente.kit.wording import counted
from entente.ledger import offers

WOULD: Final = {
    "created": "would be created",
    "matched": "would be found here already, and changed where they differ",
    "told": "came by this file before and would change nothing",
    "updated": "would be changed",
    "unchanged": "would stay as they are",
    "skipped": "would be skipped",
    "rejected": "would be rejected",
}
PARTS: Final = {"at": "day", "channel": "channel", "campaign": "campaign", "asset": "asset"}


def foreseen(*, found: Mapping[str, Any], about: ImportInfo) -> str:
    """Columns and what each becomes, what would be written, and every problem with its lines."""
    becomes = _becomes(about.mapping)
    counts = ", ".join(f"{count:,} {WOULD[name]}" for name, count in found["counts"].items())
    lines = ["What each column becomes:"]
    lines += [
        f"  {name}: {', '.join(becomes.get(name, ())) or 'left out'}"
        for name in about.layout.columns
    ]
    lines += [f"{counted(found['rows'], 'row')}: {counts or 'nothing to do'}. Nothing is written."]
    for one in found["problems"]:
        lines.append(f"  {one['rows']:,} {WOULD[one['outcome']]}: {one['problem']}")
        lines += _examples(one)
    lines += _more(found, adding="Would add")
    return "\n".join(lines)


def done(*, found: Mapping[str, Any]) -> str:
    """What became of the rows, what stands against some, and what came besides records."""
    counts = ", ".join(f"{count:,} {name}" for name, count in found["counts"].items())
    lines = [f"{counted(found['rows'], 'row')}: {counts or 'nothing to do'}."]
    if found["state"] == "done" and not found["counts"].keys() & {"created", "updated"}:
        lines[0] += " Nothing changed."
    lines += [f"  {one['rows']:,} {one['outcome']}: {one['problem']}" for one in found["problems"]]
    return "\n".join([*lines, *_more(found, adding="Added")])


def _examples(problem: Mapping[str, Any]) -> Iterator[str]:
    """Line 3, with its own words where they say more than the problem does."""
    told = [(one["line"], one["reason"]) for one in problem["examples"]]
    for line, reason in told:
        yield f"    Line {line:,}" + (f": {reason}" if reason != problem["problem"] else "")
    if left := problem["rows"] - len(told):
        yield f"    and {counted(left, 'line')} more"


def _more(found: Mapping[str, Any], *, adding: str) -> Iterator[str]:
    for warning, count in found["warnings"].items():
        yield f"  {count:,} × {warning}"
    for one in adds.told(Adds.of(found.get("adds", {}))):
        yield f"  {adding} {one}."
    if "rejects_file" in found:
        yield f"  The rejected rows are in {found['rejects_file']}."
    if found.get("failure"):
        yield f"  {found['failure']}"


def _becomes(mapping: Document) -> Mapping[str, list[str]]:
    """By column, what is read from it."""
    found: dict[str, list[str]] = defaultdict(list)
    for use in uses.uses(mapping):
        found[use.column].append(words_of(use.role))
    for column, words in (*_of_touches(mapping), *_of_stages(mapping)):
        found[column].append(words)
    return found


def _of_touches(mapping: Document) -> Iterator[tuple[str, str]]:
    for touch in mapping.touches:
        title = offers.kind(touch.kind).title
        for part, words in PARTS.items():
            source: Source | None = getattr(touch, part)
            if source is not None and source.column:
                yield source.column, f"{title}: {words}"
        if touch.actor is not None and touch.actor.key.column:
            yield touch.actor.key.column, f"{title}: by"


def _of_stages(mapping: Document) -> Iterator[tuple[str, str]]:
    for entry in mapping.stages:
        if entry.at.column:
            yield entry.at.column, "Day of a stage of the funnel"
        if entry.stage.column:
            yield entry.stage.column, "Stage of the funnel"
