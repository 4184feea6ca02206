"""Which fields a record has, custom ones included, and where phone numbers are meant."""

from collections.abc import Collection
from datetime import datetime

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


def fields(*, record: str) -> dict[str, Field]:
    """All fields of a contact or company by name. One query."""
    return {**BUILT_IN[record], **custom_fields(record=record)}


def home_region() -> str:
    """The two-letter country in which phone numbers without a prefix are meant; '' if unsaid."""
    return next((row.country for row in workspace.calendars() if row.country), "")
