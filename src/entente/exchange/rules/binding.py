"""A mapping bound to the columns of one file: where each value is read from, and how. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from entente.exchange.rules import cells, document, targets
from entente.exchange.rules.document import Document, RecordPart, Skip
from entente.exchange.rules.problems import BadCell, BadMapping
from entente.exchange.rules.slots import Slot, slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A slot bound to the file. `place` is None for a constant, which is read already."""

    slot: Slot
    place: int | None
    constant: Any
    read: cells.Read
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundSkip:
    place: int
    holds: frozenset[str]
    skip: Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that reading the rows of one file takes."""

    mapping: Document
    columns: tuple[str, ...]
    bound: tuple[Bound, ...]
    skips: tuple[BoundSkip, ...]
    currency: str  # of the house; the mapping may say another for the file
    zone: ZoneInfo  # of the file
    house: ZoneInfo
    now: datetime

    def parts(self) -> dict[targets.Record, RecordPart]:
        """What the mapping makes of companies, contacts and deals, in this order."""
        found = {record: getattr(self.mapping, record) for record in targets.RECORDS}
        if self.mapping.deal is not None and self.mapping.deal.contacts:
            found["contact"] = found["contact"] or RecordPart(match=["key"])
        return {record: part for record, part in found.items() if part is not None}

    @property
    def main(self) -> str:
        """The record that a row is about: it decides whether the row was new."""
        return next(
            (one for one in ("deal", "contact", "company") if one in self.parts()), "person"
        )


def bind(
    *, mapping: Document, columns: Sequence[str], house: ZoneInfo, currency: str, now: datetime
) -> Plan:
    """Find every column that the mapping names. Raises BadMapping.

    The zone of the `house` is meant where the mapping names none.
    """
    zone = ZoneInfo(mapping.timezone) if mapping.timezone else house
    plain = cells.Reading(type="", zone=zone, house=house, now=now)
    places = {name: place for place, name in enumerate(columns)}
    _require_columns(mapping, places)
    problems: list[str] = []
    bound = [_bound(slot, places, plain, problems) for slot in slots(mapping)]
    skips = [
        BoundSkip(
            place=places[skip.column],
            holds=frozenset(text.casefold() for text in skip.holds),
            skip=skip,
        )
        for skip in mapping.skip
    ]
    if problems:
        raise BadMapping(problems)
    return Plan(
        mapping=mapping,
        columns=tuple(columns),
        bound=tuple(bound),
        skips=tuple(skips),
        currency=currency,
        zone=zone,
        house=house,
        now=now,
    )


def _require_columns(mapping: Document, places: Mapping[str, int]) -> None:
    missing = sorted(document.columns(mapping) - places.keys())
    if not missing:
        return
    named = ", ".join(f"“{column}”" for column in missing)
    known = ", ".join(list(places)[:20]) + (", …" if len(places) > 20 else "")
    what = "column" if len(missing) == 1 else "columns"
    raise BadMapping([f"The file has no {what} {named}, which the mapping reads; it has {known}."])


def _bound(
    slot: Slot, places: Mapping[str, int], plain: cells.Reading, problems: list[str]
) -> Bound:
    source = slot.source
    read = cells.reader(
        replace(
            plain,
            type=slot.type,
            length=slot.length,
            whole=slot.whole,
            order=source.order or "ymd",
            sign=source.sign or ".",
        )
    )
    values = {before.casefold(): after for before, after in source.values.items()}
    constant = None
    if source.value:
        try:
            constant = read(values.get(source.value.casefold(), source.value))
        except BadCell as error:
            problems.append(f"{slot.path}: {error}.")
    place = places[source.column] if source.column else None
    return Bound(slot=slot, place=place, constant=constant, read=read, values=values)
