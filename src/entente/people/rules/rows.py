"""From the values of fields to the columns of a row and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

from entente.people.rules import fields, words
from entente.people.rules.fields import BadValue, Field

WITH_KEY: Final = frozenset(
    {"name", "email", "job_title", "industry", "country", "region", "city", "channel"}
)
REFERENCES: Final = {"owner": "owner_id", "company": "company_id"}


class HasCustom(Protocol):
    custom: Mapping[str, Any]


def with_full_name(*, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values, with the name that follows from first and last unless one is kept apart."""
    if given.get("name") or not ({"first_name", "last_name"} & given.keys()):
        return dict(given)
    joined = words.full_name(
        first=before.get("first_name", "") or "", last=before.get("last_name", "") or ""
    )
    if (before.get("name") or "") not in ("", joined):
        return dict(given)
    after = {**before, **given}
    name = words.full_name(
        first=after.get("first_name", "") or "", last=after.get("last_name", "") or ""
    )
    return {**given, "name": name}


def without_later(*, before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values but for a `since` that is no earlier than the one before."""
    if "since" in given and given["since"] >= before["since"]:
        return {name: value for name, value in given.items() if name != "since"}
    return dict(given)


def columns(*, values: Mapping[str, Any], region: str = "") -> dict[str, Any]:
    """Columns of a contact or company for these values, casefolded copies included.

    Custom values are left to `custom_columns`, the company's name to whoever loads it.
    """
    row: dict[str, Any] = {}
    for name, value in values.items():
        if name.startswith("cf_"):
            continue
        row[REFERENCES.get(name, name)] = value
        if name in WITH_KEY:
            row[f"{name}_key"] = value.casefold()
        elif name == "phone":
            row["phone_key"] = words.phone_key(phone=value, region=region)
        elif name == "domain":
            row["domain"] = words.domain_key(value)
    return row


def custom_columns(
    *, custom: Mapping[str, Any], custom_key: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both custom columns after these values; unknown ones are left out."""
    new, keys = dict(custom), dict(custom_key)
    for name, value in values.items():
        if not name.startswith("cf_"):
            continue
        new.pop(name, None)
        keys.pop(name, None)
        if value not in ("", None):
            new[name] = fields.stored(value)
            if isinstance(value, str):
                keys[name] = value.casefold()
    return new, keys


def values_of(*, row: HasCustom, known: Mapping[str, Field]) -> dict[str, Any]:
    """All known fields' values of a row, by the fields' types."""
    return {
        name: restored(field=field, value=row.custom.get(name))
        if field.custom
        else getattr(row, REFERENCES.get(name, name))
        for name, field in known.items()
    }


def restored(*, field: Field, value: Any) -> Any:
    """A stored value by its field's type; as it is where the field has changed since."""
    try:
        return fields.read(field=field, value=value)
    except BadValue:
        return value


def loaded(value: Any) -> Any:
    """A jsonb value as the driver gives it, text or already read."""
    return json.loads(value) if isinstance(value, str) else value
