"""The noes of many contacts, and the noes that cling to their addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people import events
from entente.people.models import Contact, NoToldAgain, OptOut, Suppression
from entente.people.operations.bulk.copying import copy_in
from entente.people.operations.refusals import digest_key
from entente.people.operations.saving import Doing
from entente.people.rules.refusals import MEANS, addresses, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """By number in the call: the noes that rows' addresses bring, and whose person was erased."""

    noes: list[tuple[int, str]]
    erased: set[int]


def of_addresses(rows: Sequence[Mapping[str, Any]]) -> Followed:
    """Which noes cling to these rows' addresses (columns email_key and phone_key)."""
    if not Suppression.objects.exists():
        return Followed(noes=[], erased=set())
    key = digest_key()
    at: dict[bytes, set[int]] = {}
    for number, row in enumerate(rows):
        for address in (row.get("email_key"), row.get("phone_key")):
            if address:
                at.setdefault(digest_of(text=address, key=key), set()).add(number)
    noes: set[tuple[int, str]] = set()
    erased: set[int] = set()
    found = Suppression.objects.filter(digest__in=list(at))
    for digest, means, reason in found.values_list("digest", "means", "reason"):
        numbers = at[bytes(digest)]
        erased |= numbers if reason == "erased" else set()
        if means in MEANS:
            noes |= {(number, means) for number in numbers}
    return Followed(noes=sorted(noes), erased=erased)


def refuse(*, noes: Sequence[tuple[int, str]], through: str, doing: Doing) -> int:
    """Record noes, (contact id, means) each, that are not said yet; gives how many were news."""
    ids = sorted({contact_id for contact_id, _ in noes})
    said = set(
        OptOut.objects.filter(contact_id__in=ids, lifted_at=None).values_list("contact_id", "means")
    )
    news = sorted(set(noes) - said)
    if not news:
        return 0
    positions = ledger.record_bulk(
        entries=[
            NewEntry(
                kind=events.CONTACT_OPTED_OUT.name,
                occurred_at=doing.at,
                source=doing.source,
                team=doing.by.team,
                actor=doing.by.member_id,
                contact=contact_id,
                batch=doing.batch,
                properties={"means": means, "through": through},
            )
            for contact_id, means in news
        ],
        at=doing.at,
    )
    copy_in(
        table="people_optout",
        columns=("contact_id", "means", "at", "source", "by_id", "position", "batch_id", "proof"),
        rows=(
            (contact_id, means, doing.at, through, doing.by.member_id, position, doing.batch, "")
            for (contact_id, means), position in zip(news, positions, strict=True)
        ),
    )
    cling(noes=news, doing=doing)
    return len(news)


def repeat(*, noes: Sequence[tuple[int, str]], through: str, doing: Doing) -> None:
    """Remember that an import tells noes, (contact id, means) each, that stand already.

    The standing no keeps its source; when that is taken back, this one takes its place.
    """
    NoToldAgain.objects.bulk_create(
        [
            NoToldAgain(
                contact_id=contact_id,
                means=means,
                at=doing.at,
                source=through,
                by_id=doing.by.member_id,
                batch_id=doing.batch,
            )
            for contact_id, means in sorted(set(noes))
        ],
        ignore_conflicts=True,
        batch_size=5_000,
    )


_TOLD_ELSEWHERE = """
select distinct on (1, 2) contact_id, properties->>'means', occurred_at, properties->>'through',
       actor_id, position, batch_id
from ledger_fact f
where kind = %s and contact_id = any(%s) and batch_id is distinct from %s
  and not exists (
      select 1 from ledger_fact g left join ledger_stitch s on s.position = g.position
      where g.kind = %s and g.contact_id = f.contact_id and g.position > f.position
        and g.properties->>'means' = f.properties->>'means' and s.position is null)
order by 1, 2, position
"""


def told_elsewhere(*, noes: Sequence[tuple[int, str]], batch: int | None, doing: Doing) -> None:
    """Let noes that went with an undone import stand on where another source told them too.

    Without a batch it was a merge that was undone, and only what imports told takes its place.
    """
    with connection.cursor() as cursor:
        said, lifted = events.CONTACT_OPTED_OUT.name, events.CONTACT_OPTED_IN.name
        ids = sorted({contact_id for contact_id, _ in noes})
        cursor.execute(_TOLD_ELSEWHERE, [said, ids, batch, lifted])
        found = [row for row in cursor.fetchall() if (row[0], row[1]) in set(noes)]
    found += _told_again(sorted(set(noes) - {(row[0], row[1]) for row in found}), doing)
    columns = ("contact_id", "means", "at", "source", "by_id", "position", "batch_id")
    OptOut.objects.bulk_create(
        [OptOut(**dict(zip(columns, row, strict=True))) for row in found], batch_size=5_000
    )
    for told_by in sorted({row[6] for row in found}, key=lambda one: one or 0):
        theirs = [(row[0], row[1]) for row in found if row[6] == told_by]
        cling(noes=theirs, doing=replace(doing, batch=told_by))


def _told_again(noes: Sequence[tuple[int, str]], doing: Doing) -> list[tuple[Any, ...]]:
    """Of these noes the ones that an import told again, now told by the ledger too."""
    ids = {contact_id for contact_id, _ in noes}
    rows = {
        (row.contact_id, row.means): row
        for row in NoToldAgain.objects.filter(contact_id__in=ids).order_by("-id")
    }
    taken = [rows[one] for one in noes if one in rows]
    positions = ledger.record_bulk(
        entries=[
            NewEntry(
                kind=events.CONTACT_OPTED_OUT.name,
                occurred_at=row.at,
                source="import",
                actor=row.by_id,
                contact=row.contact_id,
                batch=row.batch_id,
                properties={"means": row.means, "through": row.source},
            )
            for row in taken
        ],
        at=doing.at,
    )
    NoToldAgain.objects.filter(id__in=[row.id for row in taken]).delete()
    return [
        (row.contact_id, row.means, row.at, row.source, row.by_id, position, row.batch_id)
        for row, position in zip(taken, positions, strict=True)
    ]


def cling(*, noes: Sequence[tuple[int, str]], doing: Doing) -> None:
    """Keep noes with the contacts' addresses too, as digests."""
    key = digest_key()
    ids = {contact_id for contact_id, _ in noes}
    held = Contact.objects.filter(id__in=ids).values_list("id", "email_key", "phone_key")
    by_id = {contact_id: (mail, phone) for contact_id, mail, phone in held}
    digests = {
        (digest_of(text=address, key=key), means)
        for contact_id, means in noes
        for address in addresses(
            means=means, email_key=by_id[contact_id][0], phone_key=by_id[contact_id][1]
        )
    }
    Suppression.objects.bulk_create(
        [
            Suppression(digest=digest, means=means, reason="no", at=doing.at, batch_id=doing.batch)
            for digest, means in sorted(digests)
        ],
        ignore_conflicts=True,
        batch_size=5_000,
    )


def follow(*, moved: Sequence[tuple[int, Mapping[str, Any]]], doing: Doing) -> None:
    """After addresses changed: noes of the new addresses hold for the contacts, and back."""
    if not moved:
        return
    followed = of_addresses([columns for _, columns in moved])
    news = [(moved[number][0], means) for number, means in followed.noes]
    refuse(noes=news, through="an earlier no to this address", doing=doing)
    ids = [contact_id for contact_id, _ in moved]
    said = OptOut.objects.filter(contact_id__in=ids, lifted_at=None)
    cling(noes=list(said.values_list("contact_id", "means")), doing=doing)
