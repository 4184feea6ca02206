"""What a column may become: the fields of a contact, a company and a deal. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Record = Literal["contact", "company", "deal"]
CellType = Literal[
    "text", "email", "key", "number", "amount", "currency", "day", "moment", "fact", "yesno"
]
RECORDS: Final[tuple[Record, ...]] = ("company", "contact", "deal")
FIELD_OF_OUR_OWN: Final = "field:"  # before the label of a custom field


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place that a cell can go to."""

    record: Record
    name: str
    label: str
    type: CellType = "text"
    length: int = 200
    whole: bool = False


def _of(record: Record, *targets: tuple[str, str, dict[str, Any]]) -> dict[str, Target]:
    return {
        name: Target(record=record, name=name, label=label, **options)
        for name, label, options in targets
    }


_PLACE = (
    ("country", "Country", {"length": 80}),
    ("region", "Region or state", {"length": 120}),
    ("city", "City", {"length": 120}),
)
_KEY = ("key", "Key in the other system", {"type": "key"})
TARGETS: Final[Mapping[Record, Mapping[str, Target]]] = {
    "contact": _of(
        "contact",
        _KEY,
        ("email", "E-mail", {"type": "email", "length": 254}),
        ("name", "Full name", {"length": 400}),
        ("first_name", "First name", {}),
        ("last_name", "Last name", {}),
        ("phone", "Phone", {"length": 60}),
        ("job_title", "Job title", {}),
        *_PLACE,
        ("channel", "First channel", {"length": 120}),
        ("since", "Known since", {"type": "fact"}),
    ),
    "company": _of(
        "company",
        _KEY,
        ("name", "Name", {}),
        ("domain", "Domain", {}),
        ("website", "Website", {}),
        ("industry", "Industry", {}),
        ("employees", "Employees", {"type": "number", "whole": True}),
        ("phone", "Phone", {"length": 60}),
        *_PLACE,
        ("since", "Known since", {"type": "fact"}),
    ),
    "deal": _of(
        "deal",
        _KEY,
        ("name", "Name", {}),
        ("pipeline", "Pipeline", {"length": 80}),
        ("stage", "Stage of the pipeline", {"length": 80}),
        ("amount", "Amount", {"type": "amount"}),
        ("currency", "Currency", {"type": "currency"}),
        ("opened_at", "Opened", {"type": "fact"}),
        ("closes_at", "Close date", {"type": "moment"}),
        ("is_won", "Won?", {"type": "yesno"}),
        ("is_closed", "Closed?", {"type": "yesno"}),
        ("loss_reason", "Loss reason", {}),
        ("next_step", "Next step", {}),
        ("next_step_on", "Next step on", {"type": "day"}),
    ),
}
MATCHES: Final[Mapping[Record, tuple[str, ...]]] = {
    "contact": ("key", "email"),
    "company": ("key", "domain", "name"),
    "deal": ("key",),
}
CUSTOM_TYPES: Final = ("text", "number", "date", "moment", "yesno")
STEERING: Final = frozenset({"key", "is_won", "is_closed", "pipeline"})  # never written as a field


def target(*, record: Record, name: str) -> Target | None:
    """The target of that name; a custom field's is None."""
    return TARGETS[record].get(name)
