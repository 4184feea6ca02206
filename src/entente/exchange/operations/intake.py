"""Taking a file in: stored under a name of ours, looked at, with a mapping to begin with."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from entente.exchange import ready, store
from entente.exchange.files import table
from entente.exchange.files.sorts import NotATable
from entente.exchange.models import Import
from entente.exchange.operations.readying import problems_of
from entente.exchange.queries.alike import mapping_before
from entente.exchange.queries.files import rows_of, samples
from entente.exchange.queries.retired import without_retired
from entente.exchange.rules import document, guess
from entente.exchange.rules.problems import BadMapping
from entente.workspace.access import require
from entente.workspace.rules import Viewer


class NotNow(Exception):
    """The import is in a state in which this cannot be done; the message says which."""


def take_file(
    *,
    blocks: Iterable[bytes],
    filename: str,
    by: Viewer,
    at: datetime,
    chosen: table.Chosen | None = None,
    mapping: document.Document | None = None,
) -> int:
    """Keep a file and find out what it holds; gives the import's id. Nothing is written yet.

    Without a mapping the one is taken with which the latest file of these columns ran, else a
    ready one that fits, else one is guessed. Raises NotATable, TooLarge, BadMapping, Refused; the
    file is gone again then.
    """
    require(viewer=by, record="import", action="change", owner_id=by.member_id)
    stored = store.keep(blocks=blocks)
    try:
        chosen = chosen or _chosen(mapping)
        layout = _look(stored.name, chosen)
        mapping = mapping or _first_mapping(stored.name, layout, at)
        _require_sound(mapping, layout, at)
        if len(layout.sheets) < 2:  # of several sheets another one can still be chosen
            _require_rows(stored.name, layout)
    except BaseException:
        store.forget(name=stored.name)
        raise
    row = Import.objects.create(
        filename=_shown(filename),
        stored=stored.name,
        size=stored.size,
        digest=stored.digest,
        layout=layout.as_json(),
        mapping=document.write(mapping),
        by_id=by.member_id,
        at=at,
    )
    return row.id


def take_path(*, path: Path, by: Viewer, at: datetime, mapping: document.Document | None) -> int:
    """The same with a file of this machine; see `take_file`."""
    if path.is_dir():
        raise NotATable(f"{path} is a folder; name one of the files in it.")
    if not path.is_file():
        raise NotATable(f"There is no file {path}.")
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(1024 * 1024), b"")
        return take_file(blocks=blocks, filename=path.name, by=by, at=at, mapping=mapping)


def look_again(*, import_id: int, chosen: table.Chosen, by: Viewer, at: datetime) -> None:
    """Read the file in another way (encoding, delimiter, headings, sheet) and guess anew.

    Raises NotATable, NotNow, Refused.
    """
    with transaction.atomic():
        row = waiting(import_id=import_id, by=by)
        layout = _look(row.stored, chosen)
        _require_rows(row.stored, layout)
        row.layout = layout.as_json()
        row.mapping = document.write(_first_mapping(row.stored, layout, at))
        row.checked, row.state = None, "mapped"
        row.save()


def choose_mapping(*, import_id: int, given: Any, by: Viewer, at: datetime) -> None:
    """Take a corrected mapping. Raises BadMapping, NotNow, Refused."""
    with transaction.atomic():
        row = waiting(import_id=import_id, by=by)
        mapping = document.check(given=given)
        _require_sound(mapping, table.Layout.of(row.layout), at)
        row.mapping = document.write(mapping)
        row.checked, row.state = None, "mapped"
        row.save()


def waiting(*, import_id: int, by: Viewer) -> Import:
    """The import, held, if its mapping may still change. Raises NotNow, Refused."""
    row = Import.objects.select_for_update().filter(id=import_id).first()
    if row is None:
        raise LookupError(import_id)
    require(viewer=by, record="import", action="change", owner_id=row.by_id)
    if row.state not in ("mapped", "checked"):
        raise NotNow(f"This import is {row.state}; its mapping stays as it is.")
    return row


def _shown(filename: str) -> str:
    """The name as pages show it; the disk never sees it."""
    return "".join(letter for letter in filename if letter.isprintable())[-200:] or "file"


def _chosen(mapping: document.Document | None) -> table.Chosen:
    if mapping is None:
        return table.Chosen()
    said = mapping.file
    return table.Chosen(
        encoding=said.encoding, delimiter=said.delimiter, header=said.header, sheet=said.sheet
    )


def _look(name: str, chosen: table.Chosen) -> table.Layout:
    return table.look(
        path=store.held(name=name), unpacked=store.unpacked_of(name=name), chosen=chosen
    )


def _first_mapping(name: str, layout: table.Layout, at: datetime) -> document.Document:
    before = mapping_before(columns=layout.columns)
    before = without_retired(mapping=before) if before else None
    if before and not problems_of(mapping=before, columns=layout.columns, at=at):
        return before
    fitting = ready.fitting(columns=layout.columns)
    if fitting is not None:
        return without_retired(mapping=fitting.mapping)
    return guess.guess(columns=layout.columns, samples=samples(name=name, layout=layout)).mapping


def _require_rows(name: str, layout: table.Layout) -> None:
    seen = set()
    for row in rows_of(name=name, layout=layout):
        if row.fault not in table.PASSED_OVER:
            return
        seen.add(row.fault)
    if "heading" in seen:
        raise NotATable("Every line says what the first does: nothing would come in.")
    raise NotATable("There are headings but no rows under them: nothing would come in.")


def _require_sound(mapping: document.Document, layout: table.Layout, at: datetime) -> None:
    problems = problems_of(mapping=mapping, columns=layout.columns, at=at)
    if problems:
        raise BadMapping(problems)
