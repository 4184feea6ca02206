"""What the panel that says no to a lead asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entente.kit import wording
from entente.qualification import queries as qualification


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    key: str
    label: str
    hint: str
    asks_day: bool


def reasons(*, at: datetime) -> dict[str, Any]:
    """The reasons to say no, and which of them ask for a day."""
    found = qualification.reasons(at=at)
    days = [f"“{one.label}”" for one in found if one.sort == "timing"]
    return {
        "reasons": tuple(
            ReasonLine(key=one.key, label=one.label, hint=one.hint, asks_day=one.sort == "timing")
            for one in found
        ),
        "day_for": wording.listed(days, last="or"),
    }
