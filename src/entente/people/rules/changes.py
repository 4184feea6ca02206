"""What changed between two states of a record, and how a ledger entry tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from entente.people.rules import fields
from entente.people.rules.fields import BadValue, Field


class UnableToSave(Exception):
    """What is wrong, by field, each in words that say what to enter instead; '' is the whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Change:
    """One field's old and new value, both of the field's type; '' or None is unknown."""

    field: Field
    old: Any
    new: Any


def read_all(*, known: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """All given values by their fields' types. Raises UnableToSave with every problem at once."""
    values, problems = {}, {}
    for name, value in given.items():
        if name not in known:
            problems[name] = f"There is no field {name} here (any more); leave it out."
            continue
        try:
            values[name] = fields.read(field=known[name], value=value)
        except BadValue as error:
            problems[name] = str(error)
    if problems:
        raise UnableToSave(problems)
    return values


def difference(
    *, known: Mapping[str, Field], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """The fields of `after` that differ, in the order of `after`."""
    return [
        Change(known[name], before.get(name), value)
        for name, value in after.items()
        if fields.stored(before.get(name)) != fields.stored(value)
    ]


def told(changes: Sequence[Change]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Properties and personal payload of the entry that tells these changes."""
    properties: dict[str, Any] = {
        "what": ", ".join(change.field.label.lower() for change in changes),
        "fields": [change.field.name for change in changes],
    }
    personal: dict[str, Any] = {}
    for change in changes:
        into = personal if change.field.personal else properties
        into.setdefault("from", {})[change.field.name] = fields.stored(change.old)
        into.setdefault("to", {})[change.field.name] = fields.stored(change.new)
    return properties, personal
