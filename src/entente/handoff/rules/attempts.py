"""What counts as an attempt to reach a lead, and as the first touch. Pure; written down for all.

- A call by a person of sales counts, whoever of them makes it; so do a meeting, an appointment and
  a mail written by a person.
- A voicemail and a call without answer are attempts; only talking connects. A wrong number is
  neither: nobody was tried.
- A mail of a workflow, or anything else that a machine sends, does not count.
- What is logged on a deal counts for its contact if it has just one, else for whom the log names.
- What is logged later than it happened counts from when it was logged; a correction from when the
  first version was. What was taken back, or was corrected to something else, counts no more.
- What happened counts for the hand-over in whose time it happened: after this one began and before
  the next one of the same person did. Logged only when the next one had begun, it counts for the
  earlier one still, from when it was logged, and has no part in the later one.
- Of two records of one person that become one, what was logged on either counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from entente.ledger.events import ENTRY_RETRACTED, Entry
from entente.people.events import CONTACT_MERGED, CONTACT_UNMERGED

MEANS: Final = {
    "call.logged": "call",
    "meeting.held": "meeting",
    "email.sent_by_person": "mail",
}
STITCHES: Final = frozenset({CONTACT_MERGED.name, CONTACT_UNMERGED.name})
READS: Final = frozenset(MEANS) | STITCHES | {ENTRY_RETRACTED.name}
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

    def says_the_same_as(self, other: Attempt) -> bool:
        """Whether the clock cannot tell them apart: one is the other, put right in its words."""
        return replace(self, position=other.position) == other


def recognised(
    *, entry: Entry, handed_over_at: datetime, until: datetime | None = None
) -> Attempt | None:
    """The attempt that a logged fact is, for a hand-over of that moment; None if it is none.

    `until` is when the next hand-over of the same contact began: what happened from then on is its.
    """
    means = MEANS.get(entry.kind)
    if means is None or entry.team != "sales" or entry.actor is None:
        return None
    if entry.occurred_at < handed_over_at or entry.properties.get("outcome") in NOBODY_TRIED:
        return None
    if entry.properties.get("direction") == "inbound" and not _talked(means, entry.properties):
        return None
    if until is not None and entry.occurred_at >= until:
        return None
    return Attempt(
        at=max(entry.occurred_at, _logged_at(entry)),
        means=means,
        connected=_talked(means, entry.properties),
        by=entry.actor,
        position=entry.position,
    )


def _logged_at(entry: Entry) -> datetime:
    """When it was logged first; a correction carries that moment along."""
    first = entry.properties.get("logged_at") if entry.corrects is not None else None
    return datetime.fromisoformat(first) if first else entry.recorded_at


def concerned(*, entry: Entry) -> frozenset[int]:
    """The contacts whose attempts may be others after this entry."""
    if entry.kind == ENTRY_RETRACTED.name and entry.properties.get("kind") not in MEANS:
        return frozenset()
    was = entry.properties.get("was") if entry.kind in STITCHES else None
    return frozenset(one for one in (entry.contact, was) if one is not None)


def _talked(means: str, properties: Mapping[str, Any]) -> bool:
    return means == "meeting" or properties.get("outcome") in TALKED
