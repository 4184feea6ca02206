"""`entente import FILE`: a file in from the command line, as the pages do it."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from entente.cli import saying
from entente.exchange import ready
from entente.exchange.files.sorts import NotATable
from entente.exchange.jobs import Importer
from entente.exchange.operations import asking, intake
from entente.exchange.queries import imports
from entente.exchange.queries.imports import ImportInfo
from entente.exchange.rules import document
from entente.exchange.rules.problems import BadMapping
from entente.exchange.store import TooLarge
from entente.kit import clock
from entente.workspace import queries as workspace
from entente.workspace.queries import NotSetUp
from entente.workspace.rules import SYSTEM

PAUSE = 0.2  # seconds between looks at an import that another process has in hand
NOT_SET_UP = "This instance has no workspace yet; run ./entente up and set it up first."


def parser() -> argparse.ArgumentParser:
    """The words that the command takes."""
    found = argparse.ArgumentParser(
        prog="entente import",
        description="Bring in a CSV file or a workbook: contacts, companies, deals, touches.",
        epilog="Ends with 0 when every row was taken or passed over, 1 when rows were rejected or "
        "it did not finish, 2 when the file or the mapping cannot be used.",
    )
    found.add_argument("file", type=Path)
    found.add_argument(
        "--mapping", help="a mapping file, or the name of a ready one; else it is guessed"
    )
    found.add_argument("--dry-run", action="store_true", help="look through and write nothing")
    found.add_argument("--rejects", type=Path, help="where to write the rejected rows as CSV")
    found.add_argument("--show-mapping", action="store_true", help="print the mapping and stop")
    found.add_argument("--json", action="store_true", help="answer in JSON, errors too")
    return found


def run(argv: Sequence[str]) -> int:
    """Import; 0 all rows taken, 1 rows rejected or not finished, 2 cannot be done."""
    try:
        asked = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return _import(asked)
    except NotSetUp:
        _complain(NOT_SET_UP, asked)
    except BadMapping as error:
        _complain(error.problems[0] if len(error.problems) == 1 else str(error), asked)
    except (NotATable, TooLarge, OSError) as error:
        _complain(str(error), asked)
    return 2


def _complain(told: str, asked: argparse.Namespace) -> None:
    if asked.json:
        sys.stdout.write(json.dumps({"error": told}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{told}\n")


def _mapping(given: str | None) -> document.Document | None:
    if given is None:
        return None
    found = ready.named(name=given)
    if found is not None:
        return found.mapping
    path = Path(given)
    if not path.is_file():
        names = ", ".join(one.name for one in ready.presets())
        raise BadMapping([f"There is no mapping {given}: neither a file nor one of {names}."])
    return document.read(text=path.read_text(encoding="utf-8-sig", errors="replace"))


def _import(asked: argparse.Namespace) -> int:
    import_id = intake.take_path(
        path=asked.file, mapping=_mapping(asked.mapping), by=SYSTEM, at=clock.now()
    )
    if asked.show_mapping:
        about = imports.info(import_id=import_id, viewer=SYSTEM)
        asking.drop(import_id=import_id, by=SYSTEM)
        _print(json.dumps(document.write(about.mapping), ensure_ascii=False, indent=2))
        return 0
    twin = imports.twin(import_id=import_id)
    if twin is not None and twin.ended_at and not asked.json:
        day = twin.ended_at.astimezone(workspace.current().timezone).date()
        sys.stderr.write(f"This very file was imported on {day} already.\n")
    (asking.ask_to_check if asked.dry_run else asking.ask_to_run)(import_id=import_id, by=SYSTEM)
    return _finish(asked, _work_off(import_id))


def _work_off(import_id: int) -> ImportInfo:
    """Import, telling on the standard error how far it is."""
    worker = Importer()
    say = _teller()
    while (about := imports.info(import_id=import_id, viewer=SYSTEM)).going:
        say(f"{about.percent:3} %")
        if not worker.step(import_id=import_id, at=clock.now()):
            time.sleep(PAUSE)
    say(f"{about.percent:3} %")
    say("")
    return about


def _teller() -> Callable[[str], None]:
    """Progress on one line of a terminal; as lines, each new tenth, for anybody else."""
    if sys.stderr.isatty():
        return _rewrite
    told = {""}

    def tell(text: str) -> None:
        tenth = text[:2] if text.endswith("%") else ""
        if tenth not in told:
            told.add(tenth)
            sys.stderr.write(f"{text}\n")

    return tell


def _rewrite(text: str) -> None:
    """The line of a terminal anew; nothing leaves what stands there and goes to the next."""
    sys.stderr.write(f"\r\033[K{text}" if text else "\n")
    sys.stderr.flush()


def _finish(asked: argparse.Namespace, about: ImportInfo) -> int:
    found = _found(about, dry=asked.dry_run)
    rejected = found["counts"].get("rejected", 0)
    if asked.dry_run:
        asking.drop(import_id=about.id, by=SYSTEM)
    elif rejected:
        found["rejects_file"] = str(_write_rejects(asked, about))
    if asked.json:
        _print(json.dumps(found, ensure_ascii=False))
    elif asked.dry_run:
        _print(saying.foreseen(found=found, about=about))
    else:
        _print(saying.done(found=found))
    return 0 if about.state in ("done", "checked") and not rejected else 1


def _found(about: ImportInfo, *, dry: bool) -> dict[str, Any]:
    if dry and about.checked:
        found = {"state": about.state, **about.checked}
        del found["line"]
        return found
    return {
        "import": about.id,
        "state": about.state,
        "rows": about.rows,
        "counts": dict(about.counts),
        "warnings": dict(about.warnings),
        "adds": about.adds.as_json(),
        "problems": [asdict(one) for one in imports.problems(import_id=about.id)],
        "failure": about.failure,
    }


def _write_rejects(asked: argparse.Namespace, about: ImportInfo) -> Path:
    path: Path = asked.rejects or asked.file.with_name(f"{asked.file.stem}.rejects.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        for block in imports.rejects(import_id=about.id, viewer=SYSTEM):
            file.write(block)
    return path


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
