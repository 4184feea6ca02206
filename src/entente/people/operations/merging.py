"""Two records of one person: joined with a choice per field, and parted again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from entente.ledger import operations as ledger
from entente.people import events, offers
from entente.people.models import Company, Contact, Merge, OptOut, OutsideKey
from entente.people.operations import contacts, keys, refusals
from entente.people.operations.bulk.refusals import told_elsewhere
from entente.people.operations.saving import Doing, entry, record_changes
from entente.people.queries.known import fields
from entente.people.rules import rows
from entente.people.rules.changes import Change, UnableToSave, difference
from entente.people.rules.fields import read, stored
from entente.people.rules.merging import survivor
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def merge_contacts(
    *, was: int, into: int, by: Viewer, at: datetime, choices: Mapping[str, str] | None = None
) -> int:
    """Make one contact of two; gives the merge's id, by which it can be undone.

    `choices` says per field whose value stays, 'was' or 'into'; unsaid, the survivor's where it is
    known. The noes of both hold. Raises UnableToSave, Refused, Gone.
    """
    if was == into:
        raise UnableToSave({"": "These are one contact already; choose another."})
    doing = Doing(by=by, at=at)
    with transaction.atomic():
        rows_by_id = {one: contacts.locked(contact_id=one) for one in sorted((was, into))}
        lost, kept = rows_by_id[was], rows_by_id[into]
        for row in (lost, kept):
            require(viewer=by, record="contact", action="change", owner_id=row.owner_id)
        position = ledger.record(
            entries=[
                entry(kind=events.CONTACT_MERGED, row=kept, doing=doing, properties={"was": was})
            ],
            at=at,
        )[0]
        lost.merged_into, lost.deleted_at = kept, at
        lost.save(update_fields=["merged_into", "deleted_at"])
        merge = Merge(record="contact", was_id=was, into_id=into, at=at, position=position)
        merge.by_id = by.member_id
        _join_values(lost, kept, choices or {}, merge, doing)
        merge.moved = {"people": move_keys(record="contact", was=was, into=into)}
        ledger.stitch(was_contact=was, contact=into, by_position=position)
        for answer in offers.merges(record="contact"):
            merge.moved[answer.room] = answer.join(was=was, into=into, by_position=position)
        merge.save()
        _join_refusals(lost, kept, merge, doing)
    return merge.id


def _join_values(
    lost: Contact, kept: Contact, choices: Mapping[str, str], merge: Merge, doing: Doing
) -> None:
    known = fields(record="contact")
    before = rows.values_of(row=kept, known=known)
    after = survivor(was=rows.values_of(row=lost, known=known), into=before, choices=choices)
    changes = difference(known=known, before=before, after=after)
    merge.before = {change.field.name: stored(change.old) for change in changes}
    merge.after = {change.field.name: stored(change.new) for change in changes}
    merge.before["since"] = kept.since.isoformat()
    kept.since = min(kept.since, lost.since)
    _apply(kept, changes, doing)


def _apply(row: Contact, changes: list[Change], doing: Doing) -> None:
    contacts.take(row=row, values={change.field.name: change.new for change in changes})
    contacts.check_address(email_key=row.email_key, but_for=row.id, by=doing.by)
    row.save()
    if changes:
        record_changes(row=row, changes=changes, doing=doing)


def move_keys(*, record: str, was: int, into: int) -> list[int]:
    """Let the survivor be known by both records' outside keys; gives which moved."""
    moving = OutsideKey.objects.filter(record=record, record_id=was)
    ids = list(moving.values_list("id", flat=True))
    moving.update(record_id=into)
    keys.refresh_words(record=record, ids=[was, into])
    return ids


def _join_refusals(lost: Contact, kept: Contact, merge: Merge, doing: Doing) -> None:
    means = OptOut.objects.filter(contact=lost, lifted_at=None).values_list("means", flat=True)
    _bring(kept, set(means), merge, doing)
    refusals.follow_address(row=kept, doing=doing)


def _bring(kept: Contact, means: set[str], merge: Merge, doing: Doing) -> None:
    """Copy noes of the one who was merged, as long as the merge holds."""
    news = refusals.refuse(row=kept, means=means, through="a merge", doing=doing)
    OptOut.objects.filter(contact=kept, means__in=news, lifted_at=None).update(
        through_merge=merge.id
    )


def unmerge_contacts(*, merge_id: int, by: Viewer, at: datetime) -> None:
    """Part again what a merge joined: values, keys, history and what other rooms moved.

    What was changed since stays with the survivor; a no that came since holds for both, and so does
    one that another record with the address said.
    Raises UnableToSave, Refused, Gone.
    """
    doing = Doing(by=by, at=at)
    with transaction.atomic():
        merge = Merge.objects.select_for_update().filter(id=merge_id, undone_at=None).first()
        if merge is None or merge.record != "contact":
            raise contacts.Gone("This merge is undone already.")
        kept = contacts.locked(contact_id=merge.into_id)
        lost = Contact.objects.select_for_update().get(id=merge.was_id)
        require(viewer=by, record="contact", action="change", owner_id=kept.owner_id)
        if lost.merged_into_id != kept.id:
            raise UnableToSave({"": "One of the two was erased or merged on; undo that first."})
        _part_values(kept, merge, doing)
        contacts.check_address(email_key=lost.email_key, but_for=lost.id, by=by)
        lost.merged_into = lost.deleted_at = None
        lost.save(update_fields=["merged_into", "deleted_at"])
        keys.give_back(record="contact", ids=merge.moved["people"], was=lost.id, into=kept.id)
        ledger.unstitch(by_position=merge.position)
        for answer in offers.merges(record="contact"):
            moved = merge.moved.get(answer.room)
            answer.part(was=lost.id, into=kept.id, moved=moved)
        _part_refusals(lost, kept, merge, doing)
        told = {"was": lost.id}
        ledger.record(
            entries=[
                entry(kind=events.CONTACT_UNMERGED, row=row, doing=doing, properties=told)
                for row in (kept, lost)
            ],
            at=at,
        )
        Merge.objects.filter(id=merge.id).update(undone_at=at)


def _part_values(kept: Contact, merge: Merge, doing: Doing) -> None:
    known = fields(record="contact")
    now = rows.values_of(row=kept, known=known)
    back: dict[str, Any] = {
        name: read(field=known[name], value=merge.before[name])
        for name, value in merge.after.items()
        if name in known and stored(now[name]) == value
    }
    if back.get("company") is not None:
        back["company"] = _still_there(back["company"]) or now["company"]
    kept.since = datetime.fromisoformat(merge.before["since"])
    _apply(kept, difference(known=known, before=now, after=back), doing)


def _still_there(company_id: int) -> int | None:
    """The company, or what it was merged into since; None where it was deleted."""
    row = Company.objects.get(id=company_id)
    while row.merged_into is not None:
        row = row.merged_into
    return row.id if row.deleted_at is None else None


def _part_refusals(lost: Contact, kept: Contact, merge: Merge, doing: Doing) -> None:
    copies = OptOut.objects.filter(contact=kept, through_merge=merge.id, lifted_at=None)
    for copy in copies:
        ledger.retract(
            position=copy.position, reason="merge undone", actor=doing.by.member_id, at=doing.at
        )
    borrowed = set(copies.values_list("means", flat=True))
    copies.delete()
    for means in sorted(borrowed):
        refusals.let_go(row=kept, means=means, since=merge.at)
    since = OptOut.objects.filter(contact=kept, lifted_at=None, at__gte=merge.at)
    refusals.refuse(
        row=lost,
        means=list(since.values_list("means", flat=True)),
        through="said while both were one",
        doing=doing,
    )
    refusals.follow_address(row=lost, doing=doing)
    _hand_on(kept, borrowed, merge, doing)


def _hand_on(kept: Contact, borrowed: set[str], merge: Merge, doing: Doing) -> None:
    """Noes that a merge had brought stand on where another merge or an import told them too."""
    others = Merge.objects.filter(record="contact", into_id=kept.id, undone_at=None)
    for other in others.exclude(id=merge.id).order_by("id"):
        said = OptOut.objects.filter(contact_id=other.was_id, means__in=borrowed, lifted_at=None)
        means = set(said.values_list("means", flat=True))
        _bring(kept, means, other, doing)
        borrowed -= means
    told_elsewhere(noes=[(kept.id, one) for one in sorted(borrowed)], batch=None, doing=doing)
