"""Which entries of a timeline belong to one deed.

A verdict that was taken back before anything else happened, and what was only taken back because a
deal was reopened or deleted.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from entente.funnel.events import STAGE_ENTERED, STAGE_EXITED
from entente.handoff import events
from entente.ledger.events import ENTRY_RETRACTED, Entry
from entente.pipeline.events import CLOSE_MADE, DEAL_DELETED, DEAL_REOPENED, DEAL_WON

VERDICTS: Final = frozenset({events.ACCEPTED.name, events.REJECTED.name, events.RECYCLED.name})

FOLLOWED: Final = {DEAL_REOPENED.name: "deal reopened", DEAL_DELETED.name: "deal deleted"}
"""What takes back whatever had followed from a deal's close, and in which words."""
WINS: Final = frozenset({DEAL_WON.name, CLOSE_MADE.name})
MOVES: Final = frozenset({STAGE_ENTERED.name, STAGE_EXITED.name})


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


def followed(*, entries: Sequence[Entry]) -> dict[int, int]:
    """By position of what was only taken back because a deal was reopened or deleted: that deed's.

    A win is taken back with the deed and stands before it, what it led to by a reaction, after it.
    Nothing is said of what follows from a deed on another page.
    """
    deeds = sorted((one for one in entries if one.kind in FOLLOWED), key=lambda one: one.position)
    found = {}
    for entry in entries:
        if entry.kind != ENTRY_RETRACTED.name:
            continue
        of = [
            one.position
            for one in deeds
            if one.deal == entry.deal and FOLLOWED[one.kind] == entry.properties.get("reason")
        ]
        deed = None
        if entry.properties.get("kind") in WINS:
            deed = next((one for one in of if one > entry.position), None)
        elif entry.properties.get("kind") in MOVES:
            deed = next((one for one in reversed(of) if one < entry.position), None)
        if deed is not None:
            found[entry.position] = deed
    return found


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
