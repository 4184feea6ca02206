"""What the change of a record says: each field's value before and after, as people read it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from entente.kit import wording
from entente.ledger.events import Entry
from entente.people.queries import companies
from entente.people.queries.known import BUILT_IN, custom_fields
from entente.people.rules.fields import SINCE, Field
from entente.people.rules.rows import restored
from entente.pipeline.rules.fields import DEAL
from entente.web.records.shown import shown

BUILT: Final[Mapping[str, Mapping[str, Field]]] = {
    **{record: {**fields, SINCE.name: SINCE} for record, fields in BUILT_IN.items()},
    "deal": DEAL,
}
SUMS: Final = frozenset({"amount", "margin"})  # of a deal, in its currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The fields that changes name, by record, and what their values stand for."""

    fields: Mapping[str, Mapping[str, Field]]
    members: frozenset[int]
    companies: Mapping[int, str]


def reading(*, entries: Sequence[Entry]) -> Reading:
    """What it takes to read these entries' changes. A query for each sort of record, or none."""
    named = {(record, name) for record, name, _ in _values(entries)}
    fields = {record: BUILT[record] for record, _ in named}
    for record in {record for record, name in named if name.startswith("cf_")}:
        fields[record] = {**BUILT[record], **custom_fields(record=record, retired=True)}
    held: dict[str, set[int]] = {"member": set(), "company": set()}
    for record, name, value in _values(entries):
        field = fields[record].get(name)
        if field is not None and field.type in held and isinstance(value, int):
            held[field.type].add(value)
    firms = sorted(held["company"])
    return Reading(
        fields=fields,
        members=frozenset(held["member"]),
        companies=companies.names(ids=firms) if firms else {},
    )


def _values(entries: Iterable[Entry]) -> Iterator[tuple[str, str, Any]]:
    for entry in entries:
        record = entry.kind.partition(".")[0]
        if record in BUILT:
            for side in _sides(entry):
                yield from ((record, name, value) for name, value in side.items())


def _sides(entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values before and after, the personal ones among them."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for part in (entry.properties, entry.personal):
        if isinstance(part.get("from"), dict) and isinstance(part.get("to"), dict):
            before.update(part["from"])
            after.update(part["to"])
    return before, after


def changes_of(
    *, entry: Entry, reading: Reading, names: Mapping[int, str], at: datetime
) -> list[str]:
    """was → now of each field that a change of a record names; nothing where there are many.

    Of two, each with the name of its field, in the order in which the sentence names them.
    """
    before, after = _sides(entry)
    fields = reading.fields.get(entry.kind.partition(".")[0], {})
    if entry.kind == "deal.changed" and after.keys() & SUMS:
        before, after = _with_money(before), _with_money(after)

    days = [_first_day(side.get(SINCE.name), at) for side in (before, after)]
    by_day = days[0] != days[1]

    def said(name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if isinstance(value, dict):
            return wording.money(Decimal(value["amount"]), value["currency"]).strip()
        if name == SINCE.name and by_day:
            return f"“{_first_day(value, at)}”"
        return f"“{_plain(fields.get(name), value, reading, names, at)}”"

    told = {}
    for name in _in_order(after, entry.properties.get("fields")):
        was, now = said(name, before.get(name)), said(name, after[name]) or "unknown"
        told[name] = f"was {was}, now {now}" if was else f"now {now}"
    if len(told) == 2:
        return _with_labels(told, fields)
    return list(told.values()) if len(told) == 1 else []


def _in_order(values: Mapping[str, Any], named: Any) -> list[str]:
    """The fields as the sentence of the change names them; the personal ones are kept apart."""
    places = {name: place for place, name in enumerate(named or ())}
    return sorted(values, key=lambda name: places.get(name, len(places)))


def _with_labels(told: Mapping[str, str], fields: Mapping[str, Field]) -> list[str]:
    labels = [fields[name].label if name in fields else "another field" for name in told]
    named = [labels[0], *(label.lower() for label in labels[1:])]
    return [f"{label}: {words}" for label, words in zip(named, told.values(), strict=True)]


def _first_day(value: Any, at: datetime) -> str:
    """The day of a first fact, as lists show it; '' where there is none."""
    known = restored(field=SINCE, value=value)
    if not isinstance(known, datetime):
        return str(known or "")
    return day_said(timezone.localtime(known).date(), at=at)


def _with_money(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a deal with its sums as money; the currency goes along with them."""
    currency = values.get("currency") or ""
    return {
        name: {"amount": value, "currency": currency} if name in SUMS and value else value
        for name, value in values.items()
        if name != "currency"
    }


def _plain(
    field: Field | None, value: Any, reading: Reading, names: Mapping[int, str], at: datetime
) -> str:
    if field is None:
        return str(value)
    known = restored(field=field, value=value)
    firm = reading.companies.get(known, "a company") if field.type == "company" else ""
    found = shown(field=field, value=known, names=names, company=firm).value
    return day_said(found, at=at) if isinstance(found, date) else str(found)


def day_said(value: date, *, at: datetime) -> str:
    """A day, or a moment in the workspace's zone, as a sentence has it."""
    today = timezone.localtime(at)
    if not isinstance(value, datetime):
        return wording.day(value, today=today.date())
    if value.tzinfo is None:
        return wording.day(value.date(), today=today.date())
    return wording.day_and_time(timezone.localtime(value), now=today)
