"""The columns that a list of contacts or companies may show, and how their values are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from entente.kit.criteria.sql.fragment import Fragment, bound, sql
from entente.people.queries.known import custom_fields
from entente.people.rules import rows, words
from entente.people.rules.fields import Field


class UnknownColumn(LookupError):
    """A list has no column of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record in a list: what to call it, and the values of the chosen columns by name.

    A company or owner is given by name; their ids lie beside them. `company` is what to call the
    company, whose name may be unknown.
    """

    id: int
    called: str
    company_id: int | None
    owner_id: int | None
    company: str = ""
    values: Mapping[str, Any]


def chosen(
    *, names: Sequence[str], offered: Mapping[str, LiteralString], record: str, table: LiteralString
) -> list[tuple[str, Fragment, Field | None]]:
    """By name, what to select for each chosen column. Raises UnknownColumn."""
    custom = custom_fields(record=record) if any(name.startswith("cf_") for name in names) else {}
    found: list[tuple[str, Fragment, Field | None]] = []
    for name in names:
        if name in offered:
            found.append((name, Fragment(offered[name]), None))
        elif name in custom:
            place = sql("{} -> {}", Fragment(f"{table}.custom"), bound(name, "text"))
            found.append((name, place, custom[name]))
        else:
            raise UnknownColumn(name)
    return found


def firm(*, company_id: int | None, name: str, domain: str, keys: str) -> str:
    """What to call the company of a record; "" where it has none."""
    if company_id is None:
        return ""
    return words.shown_company(company_id=company_id, name=name, domain=domain, keys=keys)


def valued(value: Any, field: Field | None) -> Any:
    """A selected value by its field's type; options by their labels."""
    if field is None:
        return value
    known = rows.restored(field=field, value=rows.loaded(value))
    if field.type == "choice":
        return next((one.label for one in field.options if one.key == known), known)
    return known
