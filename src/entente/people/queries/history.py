"""What fields held at a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from entente.people.models import Company, Contact, FieldChange
from entente.people.queries.known import custom_fields, fields
from entente.people.rules import rows

MODELS = {"contact": Contact, "company": Company}


def values_as_of(
    *, record: str, ids: Sequence[int], fields: Sequence[str], at: datetime
) -> dict[int, Mapping[str, Any]]:
    """By record and field, the value at that moment; '' or None is unknown. Three queries.

    It is the old value of the earliest change after the moment, else what the record holds now.
    """
    known = {name: field for name, field in _every(record).items() if name in set(fields)}
    found: dict[int, dict[str, Any]] = {
        row.id: rows.values_of(row=row, known=known)
        for row in MODELS[record].objects.filter(id__in=ids)
    }
    later = FieldChange.objects.filter(
        record=record, record_id__in=ids, field__in=list(known), at__gt=at
    )
    for change in later.order_by("-at", "-position"):
        value = rows.restored(field=known[change.field], value=change.old)
        found[change.record_id][change.field] = value
    return dict(found)


def _every(record: str):
    return {**fields(record=record), **custom_fields(record=record, retired=True)}
