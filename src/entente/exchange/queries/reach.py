"""How far somebody reaches into the records that a file speaks of, or that an import made."""

from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from django.db import connection
from django.db.models import Model, Q

from entente.exchange.rules.drafts import Draft
from entente.people.models import Company, Contact, FieldChange
from entente.pipeline.models import Deal, DealChange, DealStay
from entente.workspace.rules import Reach, Viewer

_OWNED: Final = "select id, owner_id, batch_id from {table} where id = any(%s)"
_TABLES: Final = {
    record: _OWNED.format(table=table)
    for record, table in (
        ("contact", "people_contact"),
        ("company", "people_company"),
        ("deal", "pipeline_deal"),
    )
}


def note_reach(*, record: str, drafts: Iterable[Draft], by: Viewer, batch: int) -> None:
    """Tell each draft what this person may do with its record. One query, none who reaches all.

    What this import made is theirs to change until it ends.
    """
    by_id = {draft.id: draft for draft in drafts if draft.id is not None}
    if not by_id or _reaches_all(by, record):
        return

    @cache
    def allowed(owner_id: int | None) -> Literal["change", "see", "none"]:
        if not by.may(record=record, action="see", owner_id=owner_id):
            return "none"
        change = by.may(record=record, action="change", owner_id=owner_id)
        return "change" if change else "see"

    with connection.cursor() as cursor:
        cursor.execute(_TABLES[record], [list(by_id)])
        for id_, owner_id, made_by in cursor.fetchall():
            by_id[id_].reach = "change" if made_by == batch else allowed(owner_id)


def _reaches_all(by: Viewer, record: str) -> bool:
    return all(by.reach(record=record, action=one) is Reach.ALL for one in ("see", "change"))


def beyond(*, batch: int, by: Viewer) -> str:
    """A kind of record of which an import made or changed some that they may not change, or ''.

    Two queries for each kind that they do not reach all of.
    """
    for record, owners in _OWNERS.items():
        if by.reach(record=record, action="change") is Reach.ALL:
            continue
        if not all(by.may(record=record, action="change", owner_id=one) for one in owners(batch)):
            return record
    return ""


def _owners(model: type[Model], changed: Q) -> set[int | None]:
    rows = model._default_manager.filter(changed, deleted_at=None)  # noqa: SLF001  its documented door
    return set(rows.values_list("owner_id", flat=True).distinct())


def _of_people(model: type[Model], record: str, batch: int) -> set[int | None]:
    changed = FieldChange.objects.filter(record=record, batch_id=batch).values("record_id")
    return _owners(model, Q(batch_id=batch) | Q(id__in=changed))


def _of_deals(batch: int) -> set[int | None]:
    changed = DealChange.objects.filter(batch_id=batch).values("deal_id")
    moved = DealStay.objects.filter(batch_id=batch).values("deal_id")
    return _owners(Deal, Q(batch_id=batch) | Q(id__in=changed) | Q(id__in=moved))


_OWNERS: Final = {
    "contact": lambda batch: _of_people(Contact, "contact", batch),
    "company": lambda batch: _of_people(Company, "company", batch),
    "deal": _of_deals,
}
