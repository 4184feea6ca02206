"""Adding and changing a contact: the row, its history and the ledger in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from entente.ledger import operations as ledger
from entente.people import events
from entente.people.models import Company, Contact
from entente.people.operations import keys as outside
from entente.people.operations import refusals
from entente.people.operations.saving import Doing, entry, record_changes
from entente.people.queries.known import fields, home_region
from entente.people.rules import rows, words
from entente.people.rules.changes import UnableToSave, difference, read_all
from entente.people.rules.keys import KeyGiven
from entente.workspace.access import require
from entente.workspace.models import Member
from entente.workspace.rules import Viewer


class EmailTaken(UnableToSave):
    """Another live contact has this address; `called` is empty where it may not be told."""

    def __init__(self, *, contact_id: int, called: str) -> None:
        whose = f"{called} has this address already; open that contact."
        unseen = "A contact that you do not see has this address already; ask a colleague."
        super().__init__({"email": whose if called else unseen})
        self.contact_id = contact_id


class Gone(LookupError):
    """The record is deleted, merged, erased or was never there."""


def create_contact(
    *,
    values: Mapping[str, Any],
    by: Viewer,
    at: datetime,
    keys: Sequence[KeyGiven] = (),
    since: datetime | None = None,
    source: str = "app",
    batch: int | None = None,
) -> int:
    """A new person with whatever is known of them, possibly nothing but an outside key.

    `values` by field name, as text or as the field's type; `since` is the first known fact. An
    address that once said no brings that no along. Raises UnableToSave, EmailTaken, Refused.
    """
    given = read_all(known=fields(record="contact"), given=values)
    require(
        viewer=by, record="contact", action="change", owner_id=given.get("owner") or by.member_id
    )
    given = rows.with_full_name(before={}, given=given)
    doing = Doing(by=by, at=at, source=source, batch=batch)
    with transaction.atomic():
        row = Contact(since=since or at, created_at=at, batch_id=batch)
        take(row=row, values=given)
        check_address(email_key=row.email_key, but_for=None, by=by)
        _save(row, by)
        ledger.record(entries=[entry(kind=events.CONTACT_CREATED, row=row, doing=doing)], at=at)
        outside.add_keys(record="contact", record_id=row.id, keys=keys, batch=batch)
        refusals.follow_address(row=row, doing=doing)
    return row.id


def change_contact(
    *,
    contact_id: int,
    values: Mapping[str, Any],
    by: Viewer,
    at: datetime,
    source: str = "app",
    batch: int | None = None,
    cause: int | None = None,
) -> list[str]:
    """Give fields new values; gives the names of those that changed. '' or None is unknown.

    Raises UnableToSave, EmailTaken, Refused, Gone.
    """
    known = fields(record="contact")
    given = read_all(known=known, given=values)
    doing = Doing(by=by, at=at, source=source, batch=batch, cause=cause)
    with transaction.atomic():
        row = locked(contact_id=contact_id)
        require(viewer=by, record="contact", action="change", owner_id=row.owner_id)
        before = rows.values_of(row=row, known=known)
        after = rows.with_full_name(before=before, given=given)
        changes = difference(known=known, before=before, after=after)
        if not changes:
            return []
        take(row=row, values={change.field.name: change.new for change in changes})
        check_address(email_key=row.email_key, but_for=row.id, by=by)
        _save(row, by)
        record_changes(row=row, changes=changes, doing=doing)
        moved = {"email", "phone"} & {change.field.name for change in changes}
        if moved:
            refusals.follow_address(row=row, doing=doing, moved=moved)
    return [change.field.name for change in changes]


def locked(*, contact_id: int) -> Contact:
    """The live row, held until the transaction ends. Raises Gone."""
    row = (
        Contact.objects.select_for_update()
        .filter(id=contact_id, deleted_at=None, erased_at=None)
        .first()
    )
    if row is None:
        raise Gone(f"There is no contact {contact_id} (any more).")
    return row


def check_address(*, email_key: str, but_for: int | None, by: Viewer) -> None:
    """Raise where the address belongs to somebody else, or to somebody who asked to be erased.

    Who it is is told to who may see them.
    """
    if not email_key:
        return
    other = Contact.objects.filter(email_key=email_key, deleted_at=None).exclude(id=but_for).first()
    if other is not None:
        called = words.shown_name(
            contact_id=other.id, name=other.name, email=other.email, keys=other.keys_text
        )
        seen = by.may(record="contact", action="see", owner_id=other.owner_id)
        raise EmailTaken(contact_id=other.id, called=called if seen else "")
    if refusals.is_erased(email_key=email_key):
        raise UnableToSave(
            {"email": "Whoever has this address asked to be erased; leave the address out."}
        )


def take(*, row: Contact, values: Mapping[str, Any]) -> None:
    """Let the row, unsaved, bear these values. Raises UnableToSave."""
    country = values.get("country", row.country)
    region = ""
    if values.get("phone"):
        region = words.region_of(country=country, otherwise=home_region())
    for column, value in rows.columns(values=values, region=region).items():
        setattr(row, column, value)
    row.custom, row.custom_key = rows.custom_columns(
        custom=row.custom, custom_key=row.custom_key, values=values
    )
    if "company" in values:
        row.company_key = company_key(company_id=values["company"])
    check_member(member_id=values.get("owner"))


def company_key(*, company_id: int | None) -> str:
    """The folded name of a live company. Raises UnableToSave."""
    if company_id is None:
        return ""
    row = Company.objects.filter(id=company_id, deleted_at=None).first()
    if row is None:
        raise UnableToSave({"company": "This company is not here any more; choose another."})
    return row.name_key


def check_member(*, member_id: int | None) -> None:
    """Raise UnableToSave where the owner is not one of ours."""
    if member_id is not None and not Member.objects.filter(id=member_id).exists():
        raise UnableToSave({"owner": "This owner is not one of our people; choose another."})


def _save(row: Contact, by: Viewer) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "contact_by_email" not in str(error):
            raise
        check_address(email_key=row.email_key, but_for=row.id, by=by)
        raise UnableToSave({"email": "This address was taken a moment ago."}) from error
