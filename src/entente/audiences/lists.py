"""Lists that people keep by hand: who was on which from when until when, told in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from entente.audiences.events import LIST_JOINED, LIST_LEFT
from entente.audiences.models import ListMember, StaticList
from entente.ledger import operations as ledger
from entente.ledger.events import Kind, NewEntry
from entente.workspace.access import require
from entente.workspace.rules import Viewer


class NameTaken(Exception):
    """There is a list of this name; says so."""


def make_list(*, name: str, by: Viewer, at: datetime) -> int:
    """A new list with nobody on it. Raises NameTaken."""
    require(viewer=by, record="contact", action="change", owner_id=by.member_id)
    name = name.strip()[:80]
    for known in StaticList.objects.filter(deleted_at=None):
        if known.name.casefold() == name.casefold():  # a criterion reads both names as one
            raise NameTaken(f"There is a list called {known.name} already; choose it instead.")
    try:
        with transaction.atomic():
            row = StaticList.objects.create(name=name, made_by_id=by.member_id, made_at=at)
    except IntegrityError as error:
        raise NameTaken(f"There is a list called {name} already; choose it instead.") from error
    return row.id


def add_to_list(*, list_id: int, contacts: Sequence[int], by: Viewer, at: datetime) -> int:
    """Put contacts on a list; gives how many were not on it. LookupError: there is no such list."""
    require(viewer=by, record="contact", action="change", owner_id=by.member_id)
    with transaction.atomic():
        name = _locked(list_id)
        held = ListMember.objects.filter(list_id=list_id, removed_at=None)
        there = set(held.values_list("contact_id", flat=True))
        new = [one for one in dict.fromkeys(contacts) if one not in there]
        ListMember.objects.bulk_create(
            [ListMember(list_id=list_id, contact_id=one, added_at=at) for one in new]
        )
        _tell(LIST_JOINED, new, name, by, at)
    return len(new)


def remove_from_list(*, list_id: int, contacts: Sequence[int], by: Viewer, at: datetime) -> int:
    """Take contacts off a list; gives how many were on it. LookupError: there is no such list."""
    require(viewer=by, record="contact", action="change", owner_id=by.member_id)
    return _take_off(list_id, by, at, contact_id__in=contacts)


def take_off_added(*, list_id: int, added_at: datetime, by: Viewer, at: datetime) -> int:
    """Take off a list again whom one deed put on it; gives how many."""
    require(viewer=by, record="contact", action="change", owner_id=by.member_id)
    return _take_off(list_id, by, at, added_at=added_at)


def put_back_removed(*, list_id: int, removed_at: datetime, by: Viewer, at: datetime) -> int:
    """Put on a list again whom one deed took off it; gives how many were not on it."""
    gone = ListMember.objects.filter(list_id=list_id, removed_at=removed_at).order_by("id")
    contacts = list(gone.values_list("contact_id", flat=True))
    return add_to_list(list_id=list_id, contacts=contacts, by=by, at=at)


def _take_off(list_id: int, by: Viewer, at: datetime, **those: Any) -> int:
    with transaction.atomic():
        name = _locked(list_id)
        rows = ListMember.objects.filter(list_id=list_id, removed_at=None, **those)
        gone = list(rows.order_by("id").values_list("contact_id", flat=True))
        rows.update(removed_at=at)
        _tell(LIST_LEFT, gone, name, by, at)
    return len(gone)


def _locked(list_id: int) -> str:
    """The name of a list, which nobody else changes until this is over."""
    row = StaticList.objects.select_for_update().filter(id=list_id, deleted_at=None).first()
    if row is None:
        raise LookupError(list_id)
    return row.name


def _tell(kind: Kind, contacts: Iterable[int], name: str, by: Viewer, at: datetime) -> None:
    entries = [
        NewEntry(
            kind=kind.name,
            occurred_at=at,
            actor=by.member_id,
            contact=contact,
            properties={"list": name},
        )
        for contact in contacts
    ]
    for first in range(0, len(entries), ledger.CHUNK):
        ledger.record_bulk(entries=entries[first : first + ledger.CHUNK], at=at)


def join_contacts(*, was: int, into: int, by_position: int) -> dict[str, Any]:
    """Let the survivor be on both records' lists; gives which rows moved."""
    theirs = ListMember.objects.filter(contact_id=was)
    held = ListMember.objects.filter(contact_id=into, removed_at=None).values("list_id")
    moving = theirs.exclude(removed_at=None, list_id__in=held)
    moved = list(moving.values_list("id", flat=True))
    ListMember.objects.filter(id__in=moved).update(contact_id=into)
    return {"lists": moved}


def part_contacts(*, was: int, into: int, moved: Any) -> None:
    """Give the places on lists back to the record that was merged."""
    rows = ListMember.objects.filter(id__in=(moved or {}).get("lists", ()), contact_id=into)
    rows.update(contact_id=was)
