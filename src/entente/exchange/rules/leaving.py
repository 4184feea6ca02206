"""Columns that a mapping does not read because the fields they went to were retired. Pure."""

from __future__ import annotations

from collections.abc import Collection

from entente.exchange.rules import document, targets
from entente.exchange.rules.document import Document
from entente.exchange.rules.slots import own_fields

Named = tuple[str, str]  # a record and the folded label of a field of our own


def without(*, mapping: Document, fields: Collection[Named]) -> Document:
    """The mapping without these fields of our own."""
    given = document.write(mapping)
    for record, label, _ in own_fields(mapping):
        if (record, label.casefold()) in fields:
            del given[record]["fields"][f"{targets.FIELD_OF_OUR_OWN}{label}"]
    return document.check(given=given)


def went_to(*, mapping: Document) -> dict[str, Named]:
    """By column, the field of our own that it goes to."""
    return {
        slot.source.column: (record, label.casefold())
        for record, label, slot in own_fields(mapping)
        if slot.source.column
    }


def differs_by_retirement(latest: Document, before: Document, *, told: Collection[str]) -> bool:
    """Whether a mapping is the one before it without columns of which its import told that."""
    read = document.columns(latest)
    gone = {
        named
        for column, named in went_to(mapping=before).items()
        if column not in read and any(one.startswith(_left_out(column)) for one in told)
    }
    return bool(gone) and without(mapping=before, fields=gone) == latest


def refused(*, label: str, day: str) -> str:
    """Why a mapping cannot fill a field that was retired, and what lifts it."""
    return (
        f"the field {label} was retired on {day}. Leave the column out, or offer the field again "
        "in Settings, Fields."
    )


def left_out(*, column: str, label: str, day: str) -> str:
    """That a column is not read since its field was retired, and what lifts it."""
    return (
        f"{_left_out(column)} the field {label} was retired on {day}. It can be offered again "
        "in Settings, Fields."
    )


def _left_out(column: str) -> str:
    return f"“{column}” was left out:"
