"""What counts as an attempt to reach a lead, and as the first touch. Pure; written down for all.

- A call by a person of sales counts, whoever of them makes it; so do a meeting, an appointment and
  a mail written by a person.
- A voicemail and a call without answer are attempts; only talking connects. A wrong number is
  neither: nobody was tried.
- A mail of a workflow, or anything else that a machine sends, does not count.
- What is logged later than it happened counts from when it was logged.
- Only what happened after the lead was handed over counts for that hand-over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from entente.ledger.events import Entry

MEANS: Final = {
    "call.logged": "call",
    "meeting.held": "meeting",
    "email.sent_by_person": "mail",
}
READS: Final = frozenset(MEANS)
NOBODY_TRIED: Final = frozenset({"wrong_number"})
TALKED: Final = frozenset({"connected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt as the clock sees it: `at` is when it counts, not when it happened."""

    at: datetime
    means: str
    connected: bool
    by: int | None
    position: int


def recognised(*, entry: Entry, handed_over_at: datetime) -> Attempt | None:
    """The attempt that a logged fact is, for a hand-over of that moment; None if it is none."""
    means = MEANS.get(entry.kind)
    if means is None or entry.team != "sales" or entry.actor is None:
        return None
    if entry.occurred_at < handed_over_at or entry.properties.get("outcome") in NOBODY_TRIED:
        return None
    if entry.properties.get("direction") == "inbound" and not _talked(means, entry.properties):
        return None
    return Attempt(
        at=max(entry.occurred_at, entry.recorded_at),
        means=means,
        connected=_talked(means, entry.properties),
        by=entry.actor,
        position=entry.position,
    )


def _talked(means: str, properties: Mapping[str, Any]) -> bool:
    return means == "meeting" or properties.get("outcome") in TALKED
