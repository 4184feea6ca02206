"""Judging what happens by the criteria in force when it was recorded, however late it is read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate, groupby

from entente.agreements import queries as agreements
from entente.audiences import operations as audiences
from entente.audiences.judging import WATCH
from entente.ledger import queries as ledger
from entente.ledger.events import Entry
from entente.qualification.operations import keep_watching

KINDS = ("lead_definition", "funnel")


def judge(entries: Sequence[Entry], at: datetime) -> None:
    """The reaction: entries under one pair of versions together, those of the next after them.

    Read late, over the midnight on which a version began, an entry is still judged by the version
    that was in force when it was recorded, as of its end; and whoever meets a new version by the
    first entry that comes after it is told of, not taken for one who met it all along.
    """
    begins = _begins()
    # An entry may come a moment before one that was recorded earlier: nothing goes back for it,
    # and the watches of its own moment judge it still.
    moments = accumulate((entry.recorded_at for entry in entries), max)
    numbered = [(bisect_right(begins, one), one) for one in moments]
    told = zip(numbered, entries, strict=True)
    for place, run in groupby(told, key=lambda pair: pair[0][0]):
        some = list(run)
        until = next((one for one in begins[place : place + 1] if one <= at), None)
        began = begins[place - 1] if place else None
        keep_watching(at=some[0][0][1], before=timedelta.resolution, began=began)
        audiences.evaluate([entry for _, entry in some], at, until=until)


def tick(at: datetime) -> None:
    """What time alone changes, by the criteria in force.

    Where a version began since the last entry that is read, the entries before it come first.
    """
    read = ledger.read_until(by=WATCH, at=at)
    begins = [since for since in _begins() if since <= at]
    if any(read < since for since in begins):
        return
    keep_watching(at=at, began=begins[-1] if begins else None)
    audiences.tick(at)


def _begins() -> list[datetime]:
    """When versions began that say who is watched for what, in order. Two queries."""
    versions = [one for kind in KINDS for one in agreements.history(kind=kind)]
    return sorted(one.since for one in versions if one.since)
