"""Days of a zone as an expression: whole numbers in, whole numbers out, on every engine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
from ibis.expr.types import IntegerValue

SECOND = 1_000_000
DAY = 86_400 * SECOND
EARLY = 1_000_000 * DAY  # keeps what is divided above zero, where engines agree
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = -70 * 365 * DAY, 130 * 365 * DAY


def local_day(*, at: IntegerValue, zone: ZoneInfo, first: int, last: int) -> IntegerValue:
    """The moment at which the day of another moment began on the zone's clocks.

    Both in microseconds since 1970, the answer as if the clocks showed UTC. Right for moments
    between `first` and `last`: only the changes of the clock between them are written into the
    expression, so that no engine has to know the zone. Before 1900 and after 2100 the clocks are
    thought to stand as they did then, for a mistyped year is no reason for a long question.
    """
    first, last = (min(max(moment, EARLIEST), LATEST) for moment in (first, last))
    changes = list(clock_changes(zone=zone, first=first, last=last))
    offset = ibis.literal(_offset(zone, last))
    if changes:
        offset = ibis.cases(*((at < until, before) for until, before in changes), else_=offset)
    shown = at + offset
    past_midnight = (shown + EARLY) % DAY
    return shown - past_midnight


def clock_changes(*, zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Find when the zone's offset changes: (moment, offset before), in order."""
    before = first
    while before < last:
        after = min(before + DAY, last)
        if _offset(zone, before) != _offset(zone, after):
            yield _bisected(zone, before, after), _offset(zone, before)
        before = after


def _bisected(zone: ZoneInfo, low: int, high: int) -> int:
    old = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = (EPOCH + timedelta(microseconds=at)).astimezone(zone).utcoffset()
    return offset // timedelta(microseconds=1) if offset else 0
