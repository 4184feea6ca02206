"""Which fields a record has, custom ones included, and where phone numbers are meant."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from entente.people.models import CustomField
from entente.people.rules.fields import COMPANY, CONTACT, Field, Option
from entente.workspace import queries as workspace

BUILT_IN: dict[str, dict[str, Field]] = {"contact": CONTACT, "company": COMPANY}


def custom_fields(*, record: str, retired: bool = False) -> dict[str, Field]:
    """The company's own fields of a contact, company or deal, by name (cf_<id>), oldest first."""
    rows = CustomField.objects.filter(record=record).order_by("id")
    if not retired:
        rows = rows.filter(retired_at=None)
    return {f"cf_{row.id}": field_of(row) for row in rows}


def field_of(row: CustomField) -> Field:
    return Field(
        name=f"cf_{row.id}",
        label=row.label,
        type=row.type,
        personal=row.personal,
        length=2000,
        options=tuple(
            Option(key=one["key"], label=one["label"], former="former" in one)
            for one in row.options
        ),
    )


def retired_among(*, names: Collection[str]) -> list[tuple[str, datetime]]:
    """Which of these fields are offered no more, by label, and since when. One query at most."""
    numbers = [int(name[3:]) for name in names if name.startswith("cf_")]
    if not numbers:
        return []
    rows = CustomField.objects.filter(id__in=numbers).exclude(retired_at=None).order_by("id")
    return list(rows.values_list("label", "retired_at"))


class Retired(NamedTuple):
    """A field of the company's own that is offered no more."""

    label: str
    at: datetime


def retired_fields() -> dict[tuple[str, str], Retired]:
    """By record and folded label, the fields that are retired and that no other has replaced."""
    rows = CustomField.objects.order_by("id")
    offered = {(row.record, row.label_key) for row in rows if row.retired_at is None}
    found = {
        (row.record, row.label_key): Retired(row.label, row.retired_at)
        for row in rows
        if row.retired_at is not None
    }
    return {key: one for key, one in found.items() if key not in offered}


def defined_at(*, names: Iterable[str]) -> dict[str, datetime]:
    """Since when these fields of the company's own (cf_<id>) are there. One query."""
    numbers = [int(name.removeprefix("cf_")) for name in names]
    rows = CustomField.objects.filter(id__in=numbers) if numbers else CustomField.objects.none()
    return {f"cf_{id_}": at for id_, at in rows.values_list("id", "defined_at")}


def fields(*, record: str) -> dict[str, Field]:
    """All fields of a contact or company by name. One query."""
    return {**BUILT_IN[record], **custom_fields(record=record)}


def home_region() -> str:
    """The two-letter country in which phone numbers without a prefix are meant; '' if unsaid."""
    return next((row.country for row in workspace.calendars() if row.country), "")
