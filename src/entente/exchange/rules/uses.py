"""A mapping seen from its columns: what each one is used for, and the mapping made of that. Pure.

The page that corrects a mapping speaks of columns; the document speaks of records. What the page
cannot say (constants, people's teams, other systems) passes through unharmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from entente.exchange.rules import cells, document, targets
from entente.exchange.rules.document import Document
from entente.exchange.rules.problems import BadMapping

FIELD: Final = "field"  # the role of a column that becomes a field of its own
PERSON_ROLES: Final = {
    "contact.owner": "Owner of the contact",
    "company.owner": "Owner of the company",
    "deal.owner": "Owner of the deal",
    "deal.closed_by": "Who closed the deal (a touch of sales)",
    "people": "One of our people",
}
KEY_ROLES: Final = {
    "contact.other_keys": "Another key of the contact",
    "company.other_keys": "Another key of the company",
    "deal.contacts": "Keys of people in the deal",
}
OTHER_ROLES: Final = {
    "no.mail": "Wants no mail, when it says yes",
    "no.phone": "Wants no calls, when it says yes",
    "no.tracking": "Wants no tracking, when it says yes",
    "deleted": "Row to leave out, when it says yes",
}
DELETED: Final = "It is deleted there."


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One thing that a column is used for. `role` is contact.email, deal.owner, no.mail, …"""

    column: str
    role: str
    source: Mapping[str, Any] = field(default_factory=dict)  # how its cells are read
    about: Mapping[str, Any] = field(default_factory=dict)  # a person's team, a key's system


def uses(mapping: Document) -> list[Use]:
    """What the columns are used for, touches and stages aside."""
    return [use for use in _uses(mapping) if use.column]


def _uses(mapping: Document) -> Iterator[Use]:
    for record in targets.RECORDS:
        part = getattr(mapping, record)
        if part is not None:
            yield from _of_record(record, part)
    for person in mapping.people:
        yield _person("people", person)
    for opt_out in mapping.opt_outs:
        yield _use(f"no.{opt_out.means}", opt_out.said)
    for skip in mapping.skip:
        yield Use(column=skip.column, role="deleted", about=skip.model_dump())


def _of_record(record: str, part: document.RecordPart) -> Iterator[Use]:
    for name, source in part.fields.items():
        yield _use(f"{record}.{name}", source)
    for role in ("owner", "closed_by"):
        person = getattr(part, role, None)
        if person is not None:
            yield _person(f"{record}.{role}", person)
    for role in ("other_keys", "contacts"):
        for key in getattr(part, role, ()):
            yield _use(f"{record}.{role}", key.key, about={"system": key.system})


def _use(role: str, source: document.Source, about: Mapping[str, Any] | None = None) -> Use:
    plain = source.model_dump(exclude_defaults=True)
    return Use(column=plain.pop("column", ""), role=role, source=plain, about=about or {})


def _person(role: str, person: document.Person) -> Use:
    return _use(role, person.key, about=person.model_dump(exclude={"key"}, exclude_defaults=True))


def rebuilt(
    *, mapping: Document, uses: Sequence[Use], matches: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """The mapping with its columns used like this, for `document.check`.

    `matches` says by record what finds an existing one; what has no column is left out, and a
    record without any takes all that it has.
    """
    given = document.write(mapping)
    parts: dict[str, dict[str, Any]] = {one: _bare(given.get(one)) for one in targets.RECORDS}
    for name in ("people", "opt_outs", "skip"):
        given.pop(name, None)
    for use in uses:
        _put(given, parts, use)
    for record in targets.RECORDS:
        part = parts[record]
        if not part["fields"] and not part.keys() & {"owner", "closed_by", "contacts"}:
            given.pop(record, None)
            continue
        wanted = (matches or {}).get(record, part["match"])
        found = [name for name in wanted if name in part["fields"]]
        part["match"] = found or [n for n in targets.MATCHES[record] if n in part["fields"]]
        given[record] = part
    return given


def _bare(part: Mapping[str, Any] | None) -> dict[str, Any]:
    """A record without its columns; constants stay."""
    kept = dict(part or {})
    constant = {
        name: source for name, source in kept.get("fields", {}).items() if "value" in source
    }
    for name in ("owner", "closed_by", "other_keys", "contacts"):
        kept.pop(name, None)
    return {**kept, "fields": constant, "match": list(kept.get("match", ()))}


def _put(given: dict[str, Any], parts: dict[str, dict[str, Any]], use: Use) -> None:
    source = {**use.source, "column": use.column}
    about = {name: value for name, value in use.about.items() if value}
    record, _, name = use.role.partition(".")
    if use.role == "people":
        given.setdefault("people", []).append({"key": source, **about})
    elif use.role == "deleted":
        holds = about.get("holds") or sorted(cells.YES)
        skip = {"column": use.column, "holds": holds, "reason": about.get("reason") or DELETED}
        given.setdefault("skip", []).append(skip)
    elif record == "no":
        said = {"bad": "blank", **source}
        given.setdefault("opt_outs", []).append({"means": name, "said": said})
    elif record not in parts:
        raise BadMapping([f"{use.column}: choose one of the list, not “{use.role[:40]}”"])
    elif use.role in KEY_ROLES:
        parts[record].setdefault(name, []).append({"key": source, **about})
    elif use.role in PERSON_ROLES:
        parts[record][name] = {"key": source, **about}
    else:
        field_name = f"{targets.FIELD_OF_OUR_OWN}{use.column}"[:85] if name == FIELD else name
        parts[record]["fields"].setdefault(field_name, source)
