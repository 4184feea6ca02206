"""What is known of a record, field by field, each with its place to change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from entente.people.rules.fields import Field
from entente.web.records.shown import Shown, shown
from entente.workspace import queries as workspace

HIDDEN = frozenset({"name", "first_name", "last_name", "currency"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field. `url` edits it, '' where they may not. `was` and `undo` after a change."""

    name: str
    label: str
    shown: Shown
    url: str
    changed: bool = False
    was: Shown | None = None
    undo: str = ""


def facts(*, subject: str, info: Any, names: Sequence[str], editable: bool) -> tuple[Fact, ...]:
    """The facts of these fields, in this order. One query where a custom field holds a member."""
    members = members_of(info=info, names=names)
    return tuple(
        fact(subject=subject, info=info, name=name, members=members, editable=editable)
        for name in names
        if name in info.fields
    )


def members_of(*, info: Any, names: Sequence[str]) -> Mapping[int, str]:
    """The names of the members whom these fields hold."""
    known = {info.owner_id: info.owner} if info.owner_id else {}
    held = {
        info.values.get(name)
        for name in names
        if name in info.fields and info.fields[name].type == "member"
    }
    missing = sorted(held - known.keys() - {None, ""})
    return {**known, **(workspace.names(ids=missing) if missing else {})}


def fact(*, subject: str, info: Any, name: str, members: Mapping[int, str], editable: bool) -> Fact:
    """One field of a record."""
    field: Field = info.fields[name]
    return Fact(
        name=name,
        label=field.label,
        shown=shown(
            field=field,
            value=info.values.get(name),
            names=members,
            company=getattr(info, "company", ""),
            currency=getattr(info, "currency", ""),
        ),
        url=reverse(f"{subject}_field", args=[info.id, name]) if editable else "",
    )


def built_in(info: Any) -> list[str]:
    """The fields that every record of this sort has and a page lists."""
    return [name for name, field in info.fields.items() if not field.custom and name not in HIDDEN]


def custom(info: Any) -> list[str]:
    """The company's own fields."""
    return [name for name, field in info.fields.items() if field.custom]
