"""Which records undoing an import leaves, why, and by what names they go."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from entente.exchange import csvout
from entente.exchange.models import Import
from entente.exchange.queries.claims import claimed
from entente.exchange.queries.names import MODELS, name_of
from entente.people.models import Company, Contact
from entente.people.offers import Kept
from entente.pipeline.models import Deal
from entente.workspace.access import require
from entente.workspace.rules import Viewer

MOST = 50  # names that are remembered
AT_ONCE: Final = 2_000  # names that are looked up in one go
WHY: Final = {
    "people": "Somebody worked on it since",
    "files": "Another import tells of it",
    "others": "Something of it stays",
}

# What one of us, or another file, told after the first entry of the batch.
_TOLD: Final = """
with first as (select min(position) as position from ledger_entry where batch_id = %(batch)s)
select distinct case when f.batch_id is null then 'people' else 'files' end,
       f.contact_id, f.company_id, f.deal_id
from ledger_fact f, first
where f.position > first.position and f.batch_id is distinct from %(batch)s
  and (f.batch_id is not null or f.actor_id is not null)
  and (f.contact_id = any(%(contacts)s) or f.company_id = any(%(companies)s)
       or f.deal_id = any(%(deals)s))
"""
Reasons = Mapping[str, Mapping[str, Sequence[int]]]  # ids by reason of WHY and record


def why(*, batch: int, kept: Kept) -> Reasons:
    """The ids of what stays, first of what people worked on."""
    asked = {name: sorted(getattr(kept, name)) for name in ("contacts", "companies", "deals")}
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"batch": batch, **asked})
        told = cursor.fetchall()
    found = {}
    for reason in WHY:
        held = claimed(batch=batch) if reason == "files" else Kept()
        if reason == "others":
            held = kept
        some = _both(kept, _told_by(told, reason) | held)
        kept = Kept(
            contacts=kept.contacts - some.contacts,
            companies=kept.companies - some.companies,
            deals=kept.deals - some.deals,
        )
        if some.count:
            found[reason] = _ids(some)
    return found


def _told_by(told: Sequence[tuple[str, int | None, int | None, int | None]], reason: str) -> Kept:
    rows = [row[1:] for row in told if row[0] == reason]
    return Kept(
        contacts=frozenset(contact for contact, _, _ in rows if contact),
        companies=frozenset(one for contact, one, deal in rows if one and not (contact or deal)),
        deals=frozenset(deal for _, _, deal in rows if deal),
    )


def _both(one: Kept, other: Kept) -> Kept:
    return Kept(
        contacts=one.contacts & other.contacts,
        companies=one.companies & other.companies,
        deals=one.deals & other.deals,
    )


def _ids(kept: Kept) -> dict[str, list[int]]:
    of = {"contact": kept.contacts, "deal": kept.deals, "company": kept.companies}
    return {record: sorted(ids) for record, ids in of.items() if ids}


def called(*, ids: Reasons) -> list[dict[str, Any]]:
    """Record, id and name of the first of them: what people worked on, contacts before all."""
    found: list[dict[str, Any]] = []
    for _, record, some in _in_order(ids):
        if len(found) < MOST:
            found += _called(record, some, MOST - len(found))
    return found


def _in_order(ids: Reasons) -> Iterator[tuple[str, str, Sequence[int]]]:
    """Whatever order they were kept in."""
    for reason in WHY:
        for record in ("contact", "deal", "company"):
            if some := ids.get(reason, {}).get(record):
                yield reason, record, some


def counts(ids: Reasons) -> dict[str, int]:
    """How many stay for which reason."""
    return {reason: sum(map(len, ids[reason].values())) for reason in WHY if reason in ids}


def _called(record: str, ids: Sequence[int], most: int) -> list[dict[str, Any]]:
    rows = MODELS[record].objects.filter(id__in=ids).order_by("name_key", "id")[:most]
    return [{"record": record, "id": row.id, "name": name_of(row)} for row in rows]


def all_kept(*, import_id: int, viewer: Viewer) -> Iterator[str]:
    """Everything that undoing an import left, as CSV in blocks. Raises Refused, LookupError."""
    row = Import.objects.filter(id=import_id).first()
    if row is None:
        raise LookupError(import_id)
    require(viewer=viewer, record="import", action="export", owner_id=row.by_id)
    return csvout.blocks(
        headings=("Record", "Id", "Name", "Why it stays"), rows=_rows(row.kept_ids)
    )


def _rows(kept_ids: Reasons) -> Iterator[tuple[Any, ...]]:
    for reason, record, ids in _in_order(kept_ids):
        for start in range(0, len(ids), AT_ONCE):
            some = _called(record, ids[start : start + AT_ONCE], AT_ONCE)
            yield from ((record, one["id"], one["name"], WHY[reason]) for one in some)


def made_by(*, imports: Sequence[int]) -> int:
    """How many records that these imports made are here."""
    return sum(
        model.objects.filter(batch_id__in=imports, deleted_at=None).count()
        for model in (Contact, Company, Deal)
    )
