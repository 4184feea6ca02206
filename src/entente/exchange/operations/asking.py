"""What people ask of an import: look it through, run it, stop it, undo it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from entente.exchange import store
from entente.exchange.models import Import
from entente.exchange.operations.intake import NotNow, waiting
from entente.exchange.queries.kept import called, made_by, why
from entente.exchange.queries.owners import left_behind
from entente.exchange.queries.reach import beyond
from entente.exchange.queries.traces import left_traces
from entente.people.operations import turns
from entente.people.operations.undoing import undo_batch
from entente.workspace.access import Refused, require
from entente.workspace.operations import forget_owners
from entente.workspace.rules import Viewer


def ask_to_check(*, import_id: int, by: Viewer) -> None:
    """Let the worker look the whole file through without writing. Raises NotNow, Refused."""
    with transaction.atomic():
        row = waiting(import_id=import_id, by=by)
        row.state, row.checked, row.asked_to_stop_at = "checking", None, None
        row.save(update_fields=["state", "checked", "asked_to_stop_at"])


def ask_to_run(*, import_id: int, by: Viewer) -> None:
    """Let the worker import the file. One that was stopped goes on where it was.

    Raises NotNow, Refused.
    """
    with transaction.atomic():
        row = _held(import_id, by)
        if row.state not in ("mapped", "checked", "cancelled", "failed"):
            raise NotNow(f"This import is {row.state} already.")
        if row.removed_at is not None:
            raise NotNow(
                "The file of this import is deleted. Bring it in again; what came in stays."
            )
        row.state, row.asked_to_stop_at, row.failure = "queued", None, ""
        row.ended_at = None
        row.save(update_fields=["state", "asked_to_stop_at", "failure", "ended_at"])


def ask_to_stop(*, import_id: int, by: Viewer, at: datetime) -> None:
    """Let it end after the chunk in hand; what is written stays and can be undone."""
    row = Import.objects.filter(id=import_id).first()
    if row is None:
        raise LookupError(import_id)
    require(viewer=by, record="import", action="change", owner_id=row.by_id)
    # Without a lock: the chunk in hand holds the row for as long as it takes.
    due = Import.objects.filter(id=import_id, state__in=["checking", "queued", "running"])
    if not due.update(asked_to_stop_at=at):
        raise NotNow(f"This import is {row.state}; there is nothing to stop.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many records of an import stay, and how many went that ones undone before had left."""

    kept: int
    also: int


def undo(*, import_id: int, by: Viewer, at: datetime) -> int:
    """`undo_counted`; gives how many records of the import stay."""
    return undo_counted(import_id=import_id, by=by, at=at).kept


def undo_counted(*, import_id: int, by: Viewer, at: datetime) -> Undone:
    """Take back everything that an import made and changed.

    Contacts, companies and deals that somebody, or another import, worked on since stay as they
    are, and go once what held them is undone too. Owners whom only undone imports knew go as well.
    Raises NotNow, Refused.
    """
    with transaction.atomic():
        turns.take_away()
        row = _held(import_id, by)
        if row.state not in ("done", "cancelled", "failed"):
            raise NotNow(f"This import is {row.state}; only one that has ended can be undone.")
        require_reach(row=row, by=by)
        if not left_traces(import_id=row.id, counts=row.counts):
            raise NotNow("This import changed nothing; there is nothing to undo.")
        row.state, row.undone_at, row.undone_by_id = "undone", at, by.member_id
        _take_back(row, by, at)
        others = Import.objects.select_for_update().filter(state="undone", kept_count__gt=0)
        others = list(others.exclude(id=row.id).order_by("-id"))
        left = made_by(imports=[other.id for other in others])
        for other in others:
            _take_back(other, by, at)
        also = left - made_by(imports=[other.id for other in others])
        forget_owners(ids=left_behind())
    return Undone(kept=row.kept_count, also=also)


def require_reach(*, row: Import, by: Viewer) -> None:
    """Raise Refused where undoing somebody else's import changes what they may not change."""
    if row.by_id == by.member_id or not (record := beyond(batch=row.id, by=by)):
        return
    raise Refused(
        f"This import made or changed a {record} that you may not change; "
        "whoever brought it, or an administrator, can undo it."
    )


def _take_back(row: Import, by: Viewer, at: datetime) -> None:
    undone = undo_batch(batch=row.id, by=by, at=at)
    row.kept_ids = why(batch=row.id, kept=undone.kept)
    row.kept, row.kept_count = called(ids=row.kept_ids), undone.kept.count
    row.save(update_fields=["kept", "kept_count", "kept_ids", "state", "undone_at", "undone_by"])


def remove_file(*, import_id: int, by: Viewer, at: datetime) -> None:
    """Delete the file itself; the report of its rows stays. Raises NotNow, Refused."""
    with transaction.atomic():
        row = _held(import_id, by)
        if row.state in ("checking", "queued", "running"):
            raise NotNow(f"This import is {row.state}; stop it first.")
        row.removed_at = row.removed_at or at
        row.save(update_fields=["removed_at"])
        store.forget(name=row.stored)


def _held(import_id: int, by: Viewer) -> Import:
    row = Import.objects.select_for_update().filter(id=import_id).first()
    if row is None:
        raise LookupError(import_id)
    require(viewer=by, record="import", action="change", owner_id=row.by_id)
    return row


def drop(*, import_id: int, by: Viewer) -> None:
    """Forget an import that has written nothing, and its file. Raises NotNow, Refused."""
    with transaction.atomic():
        row = _held(import_id, by)
        if row.state not in ("mapped", "checked"):
            raise NotNow(f"This import is {row.state}; it can be undone, not dropped.")
        row.delete()
        store.forget(name=row.stored)
