"""A person's no: recorded at once, clinging to person and address, lifted by a new consent only."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people import events
from entente.people.models import Contact, DigestKey, NoToldAgain, OptOut, Suppression
from entente.people.operations.saving import Doing, entry
from entente.people.queries import clinging
from entente.people.rules.changes import UnableToSave
from entente.people.rules.refusals import FIELD, MEANS, UnknownMeans, addresses, digest_of
from entente.workspace.access import require
from entente.workspace.rules import Viewer


def opt_out(
    *,
    contact_id: int,
    means: str,
    source: str,
    by: Viewer,
    at: datetime,
    batch: int | None = None,
) -> bool:
    """Record that a person wants no mail, phone or tracking; whether it was news.

    `source` says through what: "unsubscribe link", "told Ada on the phone", an import's column.
    Anyone of us may pass a no on; it is never refused for want of rights. Told of a record that was
    merged, it is the survivor's, and clings to the addresses of both.
    """
    if means not in MEANS:
        raise UnknownMeans(means)
    with transaction.atomic():
        row = Contact.objects.select_for_update().get(id=contact_id)
        doing = Doing(by=by, at=at, batch=batch)
        while row.merged_into_id is not None:
            suppress(row=row, means=[means], reason="no", doing=doing)
            row = Contact.objects.select_for_update().get(id=row.merged_into_id)
        known = OptOut.objects.filter(contact=row, means=means, lifted_at=None)
        borrowed = known.filter(Q(batch_id__isnull=False) | Q(through_merge__isnull=False))
        if batch is None and borrowed.exists():
            # Now said by themselves, it outlives the merge or the import that had brought it.
            said = ledger.record(entries=[_said(row, means, source, doing)], at=at)[0]
            known.update(batch_id=None, through_merge=None, position=said, source=source)
            suppress(row=row, means=[means], reason="no", doing=doing)
        return bool(refuse(row=row, means=[means], through=source, doing=doing))


def _said(row: Contact, means: str, through: str, doing: Doing) -> NewEntry:
    return entry(
        kind=events.CONTACT_OPTED_OUT,
        row=row,
        doing=doing,
        properties={"means": means, "through": through},
    )


def refuse(*, row: Contact, means: Iterable[str], through: str, doing: Doing) -> list[str]:
    """Write the noes that the contact has not said yet, on it and on its addresses."""
    open_ones = OptOut.objects.filter(contact=row, lifted_at=None)
    news = sorted(set(means) - set(open_ones.values_list("means", flat=True)))
    if not news:
        return []
    positions = ledger.record(
        entries=[_said(row, one, through, doing) for one in news],
        at=doing.at,
    )
    OptOut.objects.bulk_create(
        OptOut(
            contact=row,
            means=one,
            at=doing.at,
            source=through,
            by_id=doing.by.member_id,
            position=position,
            batch_id=doing.batch,
        )
        for one, position in zip(news, positions, strict=True)
    )
    suppress(row=row, means=news, reason="no", doing=doing)
    return news


def opt_in(*, contact_id: int, means: str, proof: str, by: Viewer, at: datetime) -> None:
    """Lift a no by a new consent. `proof` says when, where and how the person gave it.

    The only way: no import, merge or change of an address lifts one. Raises UnableToSave, Refused.
    """
    if not proof.strip():
        raise UnableToSave({"proof": "Say when, where and how they agreed; that is the proof."})
    with transaction.atomic():
        row = Contact.objects.select_for_update().get(id=contact_id)
        require(viewer=by, record="contact", action="change", owner_id=row.owner_id)
        lifted = OptOut.objects.filter(contact=row, means=means, lifted_at=None).update(
            lifted_at=at, lifted_by_id=by.member_id, proof=proof.strip()
        )
        if not lifted:
            raise UnableToSave({"means": f"They have not said no to {means}."})
        NoToldAgain.objects.filter(contact=row, means=means).delete()
        if not _said_by_others(row, means):
            suppressed = Suppression.objects.filter(digest__in=_digests(row, means), means=means)
            suppressed.filter(reason="no").delete()
        doing = Doing(by=by, at=at)
        ledger.record(
            entries=[
                entry(
                    kind=events.CONTACT_OPTED_IN,
                    row=row,
                    doing=doing,
                    properties={"means": means},
                    personal={"proof": proof.strip()},
                )
            ],
            at=at,
        )


def _said_by_others(row: Contact, means: str) -> bool:
    """Whether somebody else says no with this telephone; an e-mail address is one person's."""
    if means != "phone" or not row.phone_key:
        return False
    others = Contact.objects.filter(phone_key=row.phone_key).exclude(id=row.id)
    others = others.exclude(merged_into=row)
    if row.email_key:
        others = others.exclude(email_key=row.email_key)
    return OptOut.objects.filter(contact__in=others, means=means, lifted_at=None).exists()


def follow_address(
    *, row: Contact, doing: Doing, moved: Collection[str] = ("email", "phone")
) -> None:
    """Let a no that clings to the contact's address hold for the contact, and the other way.

    One that is older than their own consent holds only for an address that moved.
    """
    said = OptOut.objects.filter(contact=row).order_by("lifted_at")
    told = list(said.values_list("means", "lifted_at"))
    suppress(row=row, means=[one for one, lifted in told if not lifted], reason="no", doing=doing)
    agreed = {one: lifted for one, lifted in told if lifted}
    digests = [one for means in MEANS for one in _digests(row, means)]
    found = Suppression.objects.filter(digest__in=digests).values_list("means", "at")
    means = {
        one
        for one, at in found
        if one in MEANS and (FIELD[one] in moved or one not in agreed or at > agreed[one])
    }
    refuse(row=row, means=means, through="an earlier no to this address", doing=doing)


def suppress(*, row: Contact, means: Sequence[str], reason: str, doing: Doing) -> None:
    """Keep a no with the contact's addresses too, as digests. An erasure outweighs a plain no, and
    what somebody says outlives the import that an address had it from.
    """
    outweighs = ["reason"] * (reason == "erased") + ["batch_id"] * (doing.batch is None)
    Suppression.objects.bulk_create(
        [
            Suppression(digest=digest, means=one, reason=reason, at=doing.at, batch_id=doing.batch)
            for digest, one in sorted(
                (digest, one) for one in means for digest in _digests(row, one)
            )
        ],
        ignore_conflicts=not outweighs,
        update_conflicts=bool(outweighs),
        unique_fields=["digest", "means"] if outweighs else None,
        update_fields=outweighs or None,
    )


def let_go(*, row: Contact, means: str, since: datetime) -> None:
    """A no that came to the contact's address at that moment was never theirs: it clings no more.

    It stays where somebody else said it who has the address, or had it since.
    """
    column = f"{FIELD[means]}_key"
    others = Contact.objects.filter(**{column: getattr(row, column)}).exclude(id=row.id)
    said = OptOut.objects.filter(contact__in=others, means=means, lifted_at=None)
    left = clinging.former(means=[means], since=since)
    had = (one for one in left if one.contact_id != row.id)
    if not said.exists() and all(one.address != getattr(row, column) for one in had):
        suppressed = Suppression.objects.filter(digest__in=_digests(row, means), means=means)
        suppressed.filter(reason="no", at=since).delete()


def is_erased(*, email_key: str) -> bool:
    """Whether whoever has this address asked to be erased."""
    return Suppression.objects.filter(
        digest=digest_of(text=email_key, key=digest_key()), reason="erased"
    ).exists()


def _digests(row: Contact, means: str) -> list[bytes]:
    found = addresses(means=means, email_key=row.email_key, phone_key=row.phone_key)
    return [digest_of(text=address, key=digest_key()) for address in found] if found else []


def digest_key() -> bytes:
    """The key of all digests, made at its first use."""
    row = DigestKey.objects.order_by("id").first()
    if row is None:
        row, _ = DigestKey.objects.get_or_create(id=1, defaults={"key": secrets.token_bytes(32)})
    return bytes(row.key)
