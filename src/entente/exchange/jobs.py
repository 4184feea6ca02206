"""The worker's deed: imports that somebody asked for, one after another, a few chunks at a time."""

import contextlib
import gc
import logging
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import psycopg
from django.db import IntegrityError, OperationalError, transaction

from entente.exchange.models import Import
from entente.exchange.operations import running
from entente.exchange.operations.checking import Check, check_chunk
from entente.exchange.operations.running import Reader
from entente.exchange.queries.files import count_lines
from entente.exchange.rules.problems import BadMapping
from entente.exchange.store import FileGone
from entente.people.operations import turns

log = logging.getLogger(__name__)

PATIENCE: Final = 2.0  # seconds of work in one go: other deeds wait for as long
TRIES: Final = 3  # of a chunk that other people's writes got in the way of
DUE: Final = ("checking", "queued", "running")


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's collector of cycles: a chunk makes none, only many objects to look at.

    Measured: 0.12 ms of CPU a row with it, 0.08 without.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Importer:
    """Keeps the file of the import in hand open, so that going on costs nothing.

    Any number of processes may have one: whoever holds the import's row works on it. What is not
    in the database can be lost with the process; it is read again then.
    """

    def __init__(self) -> None:
        self._readers: dict[int, Reader] = {}
        self._checks: dict[int, Check] = {}
        self._failures: dict[int, int] = {}

    def work(self, at: datetime) -> None:
        """Go on with what is due for up to PATIENCE seconds."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.step(at=at):
            pass

    def step(self, *, at: datetime, import_id: int | None = None) -> bool:
        """One chunk of the first import that is due (or of this one); whether there was any."""
        rows = Import.objects.filter(state__in=DUE).order_by("id")
        if import_id is not None:
            rows = rows.filter(id=import_id)
        held = None
        try:
            with _uncollected(), transaction.atomic():
                turns.write_many()
                held = rows.select_for_update(skip_locked=True).first()
                if held is None:
                    return False
                self._go_on(held, at)
        except (OperationalError, psycopg.OperationalError):
            self._let_go(held)
            raise
        except Exception as error:  # one import's fault must not stop the others
            if held is None:
                raise
            self._failed(held.id, error, at)
        return True

    def _go_on(self, row: Import, at: datetime) -> None:
        if row.asked_to_stop_at is not None:
            running.end(row=row, state="mapped" if row.state == "checking" else "cancelled", at=at)
            self._let_go(row)
        elif row.state == "queued":
            running.begin(row=row, at=at)
        elif row.state == "checking":
            self._check(row, at)
        elif not running.run_chunk(row=row, reader=self._reader(row, at), at=at):
            self._let_go(row)
        self._failures.pop(row.id, None)

    def _reader(self, row: Import, at: datetime, *, dry: bool = False) -> Reader:
        known = self._readers.get(row.id)
        if known is None or (not dry and known.line != row.line):
            known = self._readers[row.id] = running.open_reader(row=row, at=at, dry=dry)
        return known

    def _check(self, row: Import, at: datetime) -> None:
        row.lines = row.lines or count_lines(row=row)
        check = self._checks.setdefault(row.id, Check())
        if check.rows == 0:
            self._readers.pop(row.id, None)
        more = check_chunk(check=check, reader=self._reader(row, at, dry=True), at=at)
        row.checked = check.as_json()
        row.state = "checking" if more else "checked"
        row.save(update_fields=["checked", "state", "lines"])
        if not more:
            self._let_go(row)

    def _let_go(self, row: Import | None) -> None:
        if row is not None:
            self._readers.pop(row.id, None)
            self._checks.pop(row.id, None)

    def _failed(self, import_id: int, error: Exception, at: datetime) -> None:
        """Try a chunk again that others got in the way of; give up what fails for good."""
        row = Import.objects.get(id=import_id)
        self._let_go(row)
        failures = self._failures[import_id] = self._failures.get(import_id, 0) + 1
        passing = isinstance(error, IntegrityError | psycopg.IntegrityError)
        if passing and failures < TRIES:
            return
        log.error("import %s stands still", import_id, exc_info=error)
        self._failures.pop(import_id, None)
        row.failure = _told(error)
        running.end(row=row, state="failed", at=at)


def _told(error: Exception) -> str:
    if isinstance(error, BadMapping | FileGone):
        return str(error)
    return f"Something unexpected happened ({type(error).__name__}); the rows so far are imported."
