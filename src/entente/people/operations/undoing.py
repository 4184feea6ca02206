"""Undoing an import: what it made and changed is taken back, but for what people worked on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from entente.ledger import operations as ledger
from entente.people import offers
from entente.people.models import (
    Company,
    Contact,
    FieldChange,
    NoToldAgain,
    OptOut,
    OutsideKey,
)
from entente.people.offers import Kept
from entente.people.operations import keys
from entente.people.operations.bulk import clinging, refusals
from entente.people.operations.bulk.companies import rewrite_companies
from entente.people.operations.bulk.contacts import rewrite_contacts
from entente.people.operations.bulk.history import HAND_ON, values_before
from entente.people.operations.saving import Doing
from entente.people.queries.known import fields
from entente.people.queries.lookups import merged_into
from entente.people.queries.worked_on import stays
from entente.people.rules.fields import SINCE
from entente.workspace.access import require
from entente.workspace.rules import Viewer

CHUNK = 20_000
ADDRESSES = {"email", "phone"}
Moved = tuple[int, Mapping[str, Any]]  # a contact's id and the columns that it got back


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What stayed, by record, and how many ledger entries were left out of every reading."""

    kept: Kept
    entries: int


def undo_batch(*, batch: int, by: Viewer, at: datetime) -> Undone:
    """Take an import back, in every room and the ledger, within the caller's transaction.

    A contact, company or deal that somebody, or another import, has worked on since stays as it
    is, with its history. Undoing again takes back what nothing holds any more. Raises Refused.
    """
    require(viewer=by, record="import", action="change", owner_id=by.member_id)
    with transaction.atomic():
        kept = stays(batch=batch)
        for _, void in offers.voids():
            void(batch=batch, kept=kept, at=at)
        kept |= _take_back(batch, kept, Doing(by=by, at=at, batch=batch))
        voided = ledger.void(
            batch=batch,
            at=at,
            actor=by.member_id,
            keep_contacts=sorted(kept.contacts),
            keep_companies=sorted(kept.companies),
            keep_deals=sorted(kept.deals),
        )
    return Undone(kept=kept, entries=voided.entries)


def _take_back(batch: int, kept: Kept, doing: Doing) -> Kept:
    """Gives the companies that stay besides, because contacts that stay belong to them."""
    whole = _with_merged(kept.contacts)
    moved = _restore("contact", batch, whole)
    _forget_noes(batch, whole, doing)
    for start in range(0, len(moved), CHUNK):
        some = moved[start : start + CHUNK]
        refusals.follow(moved=some, doing=Doing(by=doing.by, at=doing.at))
    made = Contact.objects.filter(batch_id=batch, deleted_at=None)
    made.exclude(id__in=kept.contacts).update(deleted_at=doing.at, owner=None)
    companies = Company.objects.filter(batch_id=batch, deleted_at=None)
    used = Contact.objects.filter(deleted_at=None, company__in=companies)
    held = kept.companies | set(used.values_list("company_id", flat=True))
    _restore("company", batch, held)
    companies.exclude(id__in=held).update(deleted_at=doing.at, owner=None)
    return Kept(companies=held)


def _with_merged(contacts: frozenset[int]) -> frozenset[int]:
    """Who stays and all who were merged into them: parting gives those back as they were."""
    merged = merged_into(contacts=contacts)
    return contacts.union(*merged.values())


def _restore(record: str, batch: int, kept: frozenset[int]) -> list[Moved]:
    """Gives the contacts who got an address back."""
    moved = _restore_values(record, batch, kept)
    _forget_keys(batch, record, kept)
    return moved


def _restore_values(record: str, batch: int, kept: frozenset[int]) -> list[Moved]:
    known = {**fields(record=record), "since": SINCE}
    before = values_before(record=record, batch=batch, kept=sorted(kept), known=known)
    ids = sorted(before)
    moved: list[Moved] = []
    for start in range(0, len(ids), CHUNK):
        given = {one: before[one] for one in ids[start : start + CHUNK]}
        if record == "contact":
            back = rewrite_contacts(given=_without_taken(given), back=True)
            moved += [(one.id, one.columns) for one in back if ADDRESSES & one.columns.keys()]
        else:
            rewrite_companies(given=given, back=True)
    with connection.cursor() as cursor:
        cursor.execute(_HAND_ON, {"batch": batch, "kept": sorted(kept), "record": record})
    gone = FieldChange.objects.filter(batch_id=batch, record=record)
    gone.exclude(record_id__in=kept).delete()
    return moved


_HAND_ON = HAND_ON.format(
    table="people_fieldchange",
    of="record_id",
    same="g.record = f.record and g.record_id = f.record_id",
    only=" and f.record = %(record)s",
)


def _without_taken(given: Mapping[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Without the addresses that belong to somebody else by now."""
    mails = {values["email"].casefold() for values in given.values() if values.get("email")}
    live = Contact.objects.filter(email_key__in=mails, deleted_at=None)
    taken = dict(live.values_list("email_key", "id"))
    return {
        one: {
            name: value
            for name, value in values.items()
            if name != "email" or taken.get(value.casefold(), one) == one
        }
        for one, values in given.items()
    }


def _forget_keys(batch: int, record: str, kept: frozenset[int]) -> None:
    gone = OutsideKey.objects.filter(batch_id=batch, record=record).exclude(record_id__in=kept)
    ids = list(gone.values_list("record_id", flat=True))
    gone.delete()
    keys.refresh_words(record=record, ids=ids)


def _forget_noes(batch: int, kept: frozenset[int], doing: Doing) -> None:
    """The noes of the batch were never said; what others have said stands, and clings."""
    NoToldAgain.objects.filter(batch_id=batch).exclude(contact_id__in=kept).delete()
    gone = OptOut.objects.filter(batch_id=batch).exclude(contact_id__in=kept)
    standing = list(gone.filter(lifted_at=None).values_list("contact_id", "means"))
    gone.delete()
    refusals.told_elsewhere(noes=standing, batch=batch, doing=Doing(by=doing.by, at=doing.at))
    clinging.settle(batch=batch)
