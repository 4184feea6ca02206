"""Two records of one company: joined, and parted again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.ledger import operations as ledger
from entente.people import events, offers
from entente.people.models import Company, Contact, Merge
from entente.people.operations import companies, keys
from entente.people.operations.contacts import Gone
from entente.people.operations.merging import move_keys
from entente.people.operations.saving import Doing, entry, record_changes
from entente.people.queries.known import fields
from entente.people.rules import rows
from entente.people.rules.changes import UnableToSave, difference
from entente.people.rules.fields import read, stored
from entente.people.rules.merging import survivor
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def merge_companies(
    *, was: int, into: int, by: Viewer, at: datetime, choices: Mapping[str, str] | None = None
) -> int:
    """Make one company of two, with the contacts and deals of both; gives the merge's id.

    `choices` as for contacts. Raises UnableToSave, Refused, Gone.
    """
    if was == into:
        raise UnableToSave({"": "These are one company already; choose another."})
    doing = Doing(by=by, at=at)
    with transaction.atomic():
        by_id = {one: companies.locked(company_id=one) for one in sorted((was, into))}
        lost, kept = by_id[was], by_id[into]
        for row in (lost, kept):
            require(viewer=by, record="company", action="change", owner_id=row.owner_id)
        told = entry(kind=events.COMPANY_MERGED, row=kept, doing=doing, properties={"was": was})
        position = ledger.record(entries=[told], at=at)[0]
        Company.objects.filter(id=was).update(merged_into=kept, deleted_at=at)
        merge = Merge(record="company", was_id=was, into_id=into, at=at, position=position)
        merge.by_id = by.member_id
        _join_values(lost, kept, choices or {}, merge, doing)
        moving = Contact.objects.filter(company_id=was)
        ids = list(moving.values_list("id", flat=True))
        moving.update(company_id=into)
        merge.moved = {
            "people": {"keys": move_keys(record="company", was=was, into=into), "contacts": ids}
        }
        ledger.stitch_company(was_company=was, company=into, by_position=position)
        for answer in offers.merges(record="company"):
            merge.moved[answer.room] = answer.join(was=was, into=into, by_position=position)
        merge.save()
        companies.follow_names(company_ids=[into])
    return merge.id


def _join_values(
    lost: Company, kept: Company, choices: Mapping[str, str], merge: Merge, doing: Doing
) -> None:
    known = fields(record="company")
    before = rows.values_of(row=kept, known=known)
    after = survivor(was=rows.values_of(row=lost, known=known), into=before, choices=choices)
    merge.before = {"since": kept.since.isoformat()}
    kept.since = min(kept.since, lost.since)
    for change in difference(known=known, before=before, after=after):
        merge.before[change.field.name] = stored(change.old)
        merge.after[change.field.name] = stored(change.new)
    _apply(kept, after, doing)


def _apply(row: Company, after: Mapping[str, Any], doing: Doing) -> None:
    known = fields(record="company")
    changes = difference(known=known, before=rows.values_of(row=row, known=known), after=after)
    companies.take(row=row, values={change.field.name: change.new for change in changes})
    row.save()
    if changes:
        record_changes(row=row, changes=changes, doing=doing)


def unmerge_companies(*, merge_id: int, by: Viewer, at: datetime) -> None:
    """Part again what a merge joined. Raises UnableToSave, Refused, Gone."""
    doing = Doing(by=by, at=at)
    with transaction.atomic():
        merge = Merge.objects.select_for_update().filter(id=merge_id, undone_at=None).first()
        if merge is None or merge.record != "company":
            raise Gone("This merge is undone already.")
        kept = companies.locked(company_id=merge.into_id)
        lost = Company.objects.select_for_update().get(id=merge.was_id)
        require(viewer=by, record="company", action="change", owner_id=kept.owner_id)
        if lost.merged_into_id != kept.id:
            raise UnableToSave({"": "One of the two was merged on; undo that first."})
        _part_values(kept, merge, doing)
        lost.merged_into = lost.deleted_at = None
        lost.save(update_fields=["merged_into", "deleted_at"])
        moved = merge.moved["people"]
        Contact.objects.filter(id__in=moved["contacts"], company_id=kept.id).update(company=lost)
        keys.give_back(record="company", ids=moved["keys"], was=lost.id, into=kept.id)
        ledger.unstitch(by_position=merge.position)
        for answer in offers.merges(record="company"):
            answer.part(was=lost.id, into=kept.id, moved=merge.moved.get(answer.room))
        companies.follow_names(company_ids=[lost.id, kept.id])
        _tell_parted(lost, kept, doing)
        Merge.objects.filter(id=merge.id).update(undone_at=at)


def _part_values(kept: Company, merge: Merge, doing: Doing) -> None:
    known = fields(record="company")
    now = rows.values_of(row=kept, known=known)
    kept.since = datetime.fromisoformat(merge.before["since"])
    back = {
        name: read(field=known[name], value=merge.before[name])
        for name, value in merge.after.items()
        if name in known and stored(now[name]) == value
    }
    _apply(kept, back, doing)


def _tell_parted(lost: Company, kept: Company, doing: Doing) -> None:
    ledger.record(
        entries=[
            entry(kind=events.COMPANY_UNMERGED, row=row, doing=doing, properties={"was": lost.id})
            for row in (kept, lost)
        ],
        at=doing.at,
    )
