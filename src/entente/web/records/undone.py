"""Which entries of a timeline tell of a verdict that was taken back before anything else happened.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from entente.handoff import events
from entente.ledger.events import ENTRY_RETRACTED, Entry

VERDICTS: Final = frozenset({events.ACCEPTED.name, events.REJECTED.name, events.RECYCLED.name})


def taken_back(*, entries: Sequence[Entry]) -> Iterator[tuple[int, int, int, int]]:
    """(start, undoing, verdict, end) of each run entries[start:end], newest first as they come.

    A verdict, what followed from it and its undoing, with nothing of anything else in between.
    """
    after = 0
    for index, entry in enumerate(entries):
        if entry.kind != events.VERDICT_UNDONE.name or index < after:
            continue
        verdict = _verdict_before(entries, index)
        if verdict is None:
            continue
        own = _own(entries, undoing=entry, verdict=entries[verdict])
        start, end = index, verdict + 1
        while start > after and entries[start - 1].position in own:
            start -= 1
        if all(one.position in own for one in entries[start:end]):
            yield start, index, verdict, end
            after = end


def _verdict_before(entries: Sequence[Entry], undoing: int) -> int | None:
    lead = entries[undoing].properties.get("handover")
    return next(
        (
            index
            for index in range(undoing + 1, len(entries))
            if entries[index].kind in VERDICTS and entries[index].properties.get("handover") == lead
        ),
        None,
    )


def _own(entries: Sequence[Entry], *, undoing: Entry, verdict: Entry) -> frozenset[int]:
    """The positions of the verdict, its undoing and all that follows from the two."""
    own = {undoing.position, verdict.position}
    for one in reversed(entries):
        is_retracted = (
            one.kind == ENTRY_RETRACTED.name
            and one.occurred_at == undoing.occurred_at
            and (one.corrects or 0) > verdict.position
        )
        if one.cause in own or is_retracted:
            own.add(one.position)
    return frozenset(own)
