"""Deleting and bringing back: a deletion is a tombstone, its history stays."""

from datetime import datetime

from django.db import IntegrityError, transaction

from entente.ledger import operations as ledger
from entente.people.models import Company, Contact
from entente.people.operations import companies, contacts, refusals
from entente.people.operations.contacts import Gone
from entente.people.operations.saving import KINDS, Doing, entry, record_of
from entente.people.rules.changes import UnableToSave
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def delete_contact(*, contact_id: int, by: Viewer, at: datetime) -> None:
    """Take a contact out of every list; it can be restored. Raises Refused, Gone."""
    with transaction.atomic():
        row = contacts.locked(contact_id=contact_id)
        _bury(row, by, at)


def delete_company(*, company_id: int, by: Viewer, at: datetime) -> None:
    """Take a company out of every list; its contacts stay with it. Raises Refused, Gone."""
    with transaction.atomic():
        row = companies.locked(company_id=company_id)
        _bury(row, by, at)


def restore_contact(*, contact_id: int, by: Viewer, at: datetime) -> None:
    """Bring a deleted contact back. Raises UnableToSave where another has its address by now.

    Whoever bore the address meanwhile may have said no: that no holds for them too.
    """
    with transaction.atomic():
        rows = Contact.objects.select_for_update().exclude(deleted_at=None)
        row = rows.filter(id=contact_id, merged_into=None, erased_at=None).first()
        if row is None or not _sees(row, by):
            raise Gone(f"Contact {contact_id} is not deleted.")
        require(viewer=by, record="contact", action="change", owner_id=row.owner_id)
        contacts.check_address(email_key=row.email_key, but_for=row.id, by=by)
        _unbury(row, by, at)
        refusals.follow_address(row=row, doing=Doing(by=by, at=at), moved=())


def restore_company(*, company_id: int, by: Viewer, at: datetime) -> None:
    """Bring a deleted company back."""
    with transaction.atomic():
        rows = Company.objects.select_for_update().exclude(deleted_at=None)
        row = rows.filter(id=company_id, merged_into=None).first()
        if row is None or not _sees(row, by):
            raise Gone(f"Company {company_id} is not deleted.")
        _unbury(row, by, at)


def _sees(row: Contact | Company, by: Viewer) -> bool:
    """Whether they may know of it; else it is answered for like one that never was."""
    return by.may(record=record_of(row), action="see", owner_id=row.owner_id)


def _bury(row: Contact | Company, by: Viewer, at: datetime) -> None:
    record = record_of(row)
    require(viewer=by, record=record, action="change", owner_id=row.owner_id)
    row.deleted_at = at
    row.save(update_fields=["deleted_at"])
    kind = KINDS[record].deleted
    ledger.record(entries=[entry(kind=kind, row=row, doing=Doing(by=by, at=at))], at=at)


def _unbury(row: Contact | Company, by: Viewer, at: datetime) -> None:
    record = record_of(row)
    require(viewer=by, record=record, action="change", owner_id=row.owner_id)
    row.deleted_at = None
    try:
        with transaction.atomic():
            row.save(update_fields=["deleted_at"])
    except IntegrityError as error:
        raise UnableToSave({"email": "Another contact took this address a moment ago."}) from error
    kind = KINDS[record].restored
    ledger.record(entries=[entry(kind=kind, row=row, doing=Doing(by=by, at=at))], at=at)
