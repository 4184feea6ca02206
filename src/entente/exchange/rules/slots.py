"""Every value that a mapping reads from a row, under its path in the mapping. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from entente.exchange.rules import targets
from entente.exchange.rules.document import (
    DealPart,
    Document,
    Key,
    Person,
    RecordPart,
    Source,
    Touch,
)


class Slot(NamedTuple):
    """One value of a row: `path` is its place in the mapping, `type` how its cells are read."""

    path: str
    source: Source
    type: str
    length: int = 200
    whole: bool = False


def slots(mapping: Document) -> Iterator[Slot]:
    """Every value that the mapping reads from a row."""
    for record in targets.RECORDS:
        part: RecordPart | None = getattr(mapping, record)
        if part is not None:
            yield from _of_record(record, part)
    for number, person in enumerate(mapping.people):
        yield from _of_person(f"people[{number}]", person)
    for number, touch in enumerate(mapping.touches):
        yield from _of_touch(f"touches[{number}]", touch)
    for number, entry in enumerate(mapping.stages):
        yield Slot(f"stages[{number}].stage", entry.stage, "text", 40)
        yield Slot(f"stages[{number}].at", entry.at, "fact")
    for number, opt_out in enumerate(mapping.opt_outs):
        yield Slot(f"opt_outs[{number}].said", opt_out.said, "yesno")
        if opt_out.at is not None:
            yield Slot(f"opt_outs[{number}].at", opt_out.at, "fact")


def own_fields(mapping: Document) -> list[tuple[str, str, Slot]]:
    """The fields of our own that a mapping writes: record, label, and where they come from."""
    marker = f".fields.{targets.FIELD_OF_OUR_OWN}"
    found = []
    for slot in slots(mapping):
        record, is_own, label = slot.path.partition(marker)
        if is_own:
            found.append((record, label, slot))
    return found


def _of_record(record: targets.Record, part: RecordPart) -> Iterator[Slot]:
    for name, source in part.fields.items():
        known = targets.target(record=record, name=name)
        if known is None:  # a field of our own
            yield Slot(f"{record}.fields.{name}", source, source.type, 2_000)
        else:
            path = f"{record}.fields.{name}"
            yield Slot(path, source, known.type, known.length, known.whole)
    for number, key in enumerate(part.other_keys):
        yield _of_key(f"{record}.other_keys[{number}]", key)
    if part.owner is not None:
        yield from _of_person(f"{record}.owner", part.owner)
    if isinstance(part, DealPart):
        for number, key in enumerate(part.contacts):
            yield _of_key(f"{record}.contacts[{number}]", key)
        if part.closed_by is not None:
            yield from _of_person(f"{record}.closed_by", part.closed_by)


def _of_key(path: str, key: Key) -> Slot:
    return Slot(f"{path}.key", key.key, "key")


def _of_person(path: str, person: Person) -> Iterator[Slot]:
    yield Slot(f"{path}.key", person.key, "key")
    if person.name is not None:
        yield Slot(f"{path}.name", person.name, "text", 120)


def _of_touch(path: str, touch: Touch) -> Iterator[Slot]:
    yield Slot(f"{path}.at", touch.at, "fact")
    for name, length in (("channel", 120), ("campaign", 200), ("asset", 200)):
        source = getattr(touch, name)
        if source is not None:
            yield Slot(f"{path}.{name}", source, "text", length)
    if touch.actor is not None:
        yield from _of_person(f"{path}.actor", touch.actor)
    for name, source in touch.properties.items():
        yield Slot(f"{path}.properties.{name}", source, "text")
