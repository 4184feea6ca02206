"""Adding and changing a company."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.ledger import operations as ledger
from entente.people import events, offers
from entente.people.models import Company, Contact
from entente.people.operations import keys as outside
from entente.people.operations.contacts import Gone, check_member
from entente.people.operations.saving import Doing, entry, record_changes
from entente.people.queries.known import fields, home_region
from entente.people.rules import rows, words
from entente.people.rules.changes import difference, read_all
from entente.people.rules.keys import KeyGiven
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def create_company(
    *,
    values: Mapping[str, Any],
    by: Viewer,
    at: datetime,
    keys: Sequence[KeyGiven] = (),
    since: datetime | None = None,
    source: str = "app",
    batch: int | None = None,
) -> int:
    """A new company; `values` by field name. Raises UnableToSave, Refused."""
    given = read_all(known=fields(record="company"), given=values)
    require(
        viewer=by, record="company", action="change", owner_id=given.get("owner") or by.member_id
    )
    doing = Doing(by=by, at=at, source=source, batch=batch)
    with transaction.atomic():
        row = Company(since=since or at, created_at=at, batch_id=batch)
        take(row=row, values=given)
        row.save()
        ledger.record(entries=[entry(kind=events.COMPANY_CREATED, row=row, doing=doing)], at=at)
        outside.add_keys(record="company", record_id=row.id, keys=keys, batch=batch)
    return row.id


def change_company(
    *,
    company_id: int,
    values: Mapping[str, Any],
    by: Viewer,
    at: datetime,
    source: str = "app",
    batch: int | None = None,
    cause: int | None = None,
) -> list[str]:
    """Give fields new values; gives the names of those that changed.

    Raises UnableToSave, Refused, Gone.
    """
    known = fields(record="company")
    given = read_all(known=known, given=values)
    doing = Doing(by=by, at=at, source=source, batch=batch, cause=cause)
    with transaction.atomic():
        row = locked(company_id=company_id)
        require(viewer=by, record="company", action="change", owner_id=row.owner_id)
        if "domain" in given:
            given["domain"] = words.domain_key(given["domain"])
        before = rows.values_of(row=row, known=known)
        changes = difference(known=known, before=before, after=given)
        if not changes:
            return []
        take(row=row, values={change.field.name: change.new for change in changes})
        row.save()
        record_changes(row=row, changes=changes, doing=doing)
        if "name" in given:
            follow_names(company_ids=[row.id])
    return [change.field.name for change in changes]


def locked(*, company_id: int) -> Company:
    """The live row, held until the transaction ends. Raises Gone."""
    row = Company.objects.select_for_update().filter(id=company_id, deleted_at=None).first()
    if row is None:
        raise Gone(f"There is no company {company_id} (any more).")
    return row


def follow_names(*, company_ids: Sequence[int]) -> None:
    """Let contacts (and what higher rooms hold) bear the names that their companies have now."""
    for company_id, name_key in Company.objects.filter(id__in=company_ids).values_list(
        "id", "name_key"
    ):
        bearing = Contact.objects.filter(company_id=company_id, erased_at=None)
        bearing.exclude(company_key=name_key).update(company_key=name_key)
    for rename in offers.renames():
        rename(company_ids)


def take(*, row: Company, values: Mapping[str, Any]) -> None:
    """Let the row, unsaved, bear these values. Raises UnableToSave."""
    region = ""
    if values.get("phone"):
        region = words.region_of(
            country=values.get("country", row.country), otherwise=home_region()
        )
    for column, value in rows.columns(values=values, region=region).items():
        setattr(row, column, value)
    row.custom, row.custom_key = rows.custom_columns(
        custom=row.custom, custom_key=row.custom_key, values=values
    )
    check_member(member_id=values.get("owner"))
