"""Erasing a person at their request: nothing personal stays, the bare facts and a record do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from entente.ledger import erasing
from entente.ledger import operations as ledger
from entente.people import events, offers
from entente.people.models import (
    Contact,
    FieldChange,
    Merge,
    NoToldAgain,
    OptOut,
    OutsideKey,
    Suppression,
)
from entente.people.operations import contacts, refusals, turns
from entente.people.operations.saving import Doing, entry
from entente.people.queries import clinging
from entente.people.queries.known import custom_fields, fields
from entente.people.rules.naming import WentBy
from entente.people.rules.refusals import MEANS, digest_of, key_text
from entente.workspace.access import Refused, require
from entente.workspace.rules import Role, Viewer

_EMPTY = dict.fromkeys(
    (
        *("first_name", "last_name", "name", "name_key", "email", "email_key", "phone"),
        *("phone_key", "job_title", "job_title_key", "company_key", "keys_text"),
    ),
    "",
)

NOT_THEIRS = (
    "Erasing cannot be undone, so it is for heads, the sponsor and administrators. "
    "Tell one of them who asked, and how."
)


def may_erase(viewer: Viewer) -> bool:
    """Whether they may do what cannot be undone: heads, the sponsor, administrators."""
    return viewer.is_administrator or any(
        viewer.holds(role=role) for role in (Role.HEAD, Role.SPONSOR)
    )


def erase_contact(*, contact_id: int, request: str, by: Viewer, at: datetime) -> None:
    """Empty all that is personal of this person: of this record, deleted or not, of those merged
    into it and of deleted ones with its address. Raises Refused, Gone.

    Out of what was written of their deals and companies only their names and addresses are taken.
    `request` says how they asked, without naming them. A keyed digest of their addresses and
    outside keys stays, so that no import makes them mailable again. Cannot be undone.
    """
    doing = Doing(by=by, at=at)
    with transaction.atomic():
        turns.take_away()
        row = _not_erased_yet(contact_id)
        require(viewer=by, record="contact", action="change", owner_id=row.owner_id)
        if not may_erase(by):
            raise Refused(NOT_THEIRS)
        ids = _all_of(row)
        gone = _went_by(ids)
        _remember_addresses(ids, doing)
        for one in ids:
            erasing.erase(contact=one)
        _take_out_of_others(ids)
        FieldChange.objects.filter(record="contact", record_id__in=ids).delete()
        OutsideKey.objects.filter(record="contact", record_id__in=ids).delete()
        OptOut.objects.filter(contact_id__in=ids).update(source="", proof="erased")
        NoToldAgain.objects.filter(contact_id__in=ids).update(source="")
        merges = Merge.objects.filter(record="contact")
        merges.filter(Q(into_id__in=ids) | Q(was_id__in=ids)).update(before={}, after={})
        _empty(ids, at)
        for erase in offers.erasures():
            erase(contact_ids=ids, at=at)
        for erase_words in offers.word_erasures():
            erase_words(gone=gone)
        erasing.strike_out(strike=gone.struck, companies=gone.companies)
        ledger.record(
            entries=[
                entry(
                    kind=events.CONTACT_ERASED,
                    row=row,
                    doing=doing,
                    properties={"request": gone.struck(request)},
                )
            ],
            at=at,
        )


def _not_erased_yet(contact_id: int) -> Contact:
    """The row, held until the transaction ends. Of one that was merged the survivor is erased."""
    rows = Contact.objects.select_for_update().filter(erased_at=None, merged_into=None)
    row = rows.filter(id=contact_id).first()
    if row is None:
        raise contacts.Gone(f"There is no contact {contact_id} (any more).")
    return row


def _all_of(row: Contact) -> list[int]:
    """The contact, deleted ones with its address, and all merged into them, however long ago."""
    last = [row.id]
    if row.email_key:
        deleted = Contact.objects.filter(email_key=row.email_key, erased_at=None, merged_into=None)
        last += deleted.exclude(id=row.id).exclude(deleted_at=None).values_list("id", flat=True)
    found = list(last)
    while last:
        last = list(Contact.objects.filter(merged_into__in=last).values_list("id", flat=True))
        found += last
    return found


def _take_out_of_others(ids: Sequence[int]) -> None:
    """Whoever one of them was merged into by mistake keeps nothing of theirs in its history."""
    known = {**fields(record="contact"), **custom_fields(record="contact", retired=True)}
    merges = Merge.objects.filter(record="contact", was_id__in=ids).exclude(into_id__in=ids)
    for merge in merges:
        changes = FieldChange.objects.filter(record="contact", record_id=merge.into_id)
        positions = list(changes.filter(at=merge.at).values_list("position", flat=True))
        for name, value in merge.after.items():
            if value in ("", None) or name not in known or not known[name].personal:
                continue
            held = changes.filter(field=name, old=value, at__gte=merge.at)
            positions += held.values_list("position", flat=True)
            blank = "" if known[name].type in ("text", "email") else None
            held.update(old=blank, old_key="")
        erasing.erase_entries(positions=positions)


def _went_by(ids: Sequence[int]) -> WentBy:
    """Their names, addresses, outside keys and companies, former ones too."""
    rows = Contact.objects.filter(id__in=ids)
    changes = FieldChange.objects.filter(record="contact", record_id__in=ids)
    keys = OutsideKey.objects.filter(record="contact", record_id__in=ids)

    def held(field: str, column: str) -> set[Any]:
        former = changes.filter(field=field).values_list("old", flat=True)
        return {*rows.values_list(column, flat=True), *former} - {"", None}

    return WentBy(
        contacts=tuple(ids),
        companies=tuple(sorted(held("company", "company_id"))),
        names=frozenset(held("name", "name")),
        addresses=frozenset(held("email", "email") | held("phone", "phone")),
        keys=frozenset(keys.values_list("key", flat=True)),
    )


def _remember_addresses(ids: Sequence[int], doing: Doing) -> None:
    key = refusals.digest_key()
    former = FieldChange.objects.filter(record="contact", record_id__in=ids, field="email")
    mails = set(former.values_list("old_key", flat=True))
    for row in Contact.objects.filter(id__in=ids):
        refusals.suppress(row=row, means=MEANS, reason="erased", doing=doing)
        mails.add(row.email_key)
    for one in clinging.former(means=MEANS, contacts=ids):
        # By their history we would know them for theirs; without it no undoing may touch them.
        left = Suppression.objects.filter(digest=digest_of(text=one.address, key=key))
        left.filter(means=one.means).update(batch_id=None)
    texts = [("mail", mail) for mail in mails if mail]
    texts += [
        ("record", key_text(system=one.system, key=one.key))
        for one in OutsideKey.objects.filter(record="contact", record_id__in=ids)
    ]
    Suppression.objects.bulk_create(
        [
            Suppression(
                digest=digest_of(text=text, key=key),
                means=means,
                reason="erased",
                at=doing.at,
            )
            for means, text in sorted(texts)
        ],
        update_conflicts=True,
        unique_fields=["digest", "means"],
        update_fields=["reason"],
    )


def _empty(ids: Sequence[int], at: datetime) -> None:
    every = custom_fields(record="contact", retired=True)
    personal = {name for name, field in every.items() if field.personal}
    for row in Contact.objects.filter(id__in=ids):
        Contact.objects.filter(id=row.id).update(
            **_EMPTY,
            custom={name: row.custom[name] for name in row.custom.keys() - personal},
            custom_key={name: row.custom_key[name] for name in row.custom_key.keys() - personal},
            erased_at=at,
        )
