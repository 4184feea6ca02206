"""Stretches of time in which a zone keeps one offset from UTC."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PROBE = 6 * 3600
"""Seconds between looks at a zone's offset: no zone changes twice within them."""


def stretches(*, zone: str, first_year: int, last_year: int) -> list[tuple[int, int, int]]:
    """Stretches (from, to, offset) that cover the years, in UTC seconds, half-open.

    An instant's wall-clock second is the instant plus the offset.
    """
    found: list[tuple[int, int, int]] = []
    for year in range(first_year, last_year + 1):
        for start, until, offset in _year(zone, year):
            if found and found[-1][2] == offset:
                found[-1] = (found[-1][0], until, offset)
            else:
                found.append((start, until, offset))
    return found


@lru_cache(maxsize=4096)
def _year(zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    tz = ZoneInfo(zone)
    start, end = year_start(year), year_start(year + 1)
    found, since, offset = [], start, _offset(tz, start)
    for looked in range(start + PROBE, end + PROBE, PROBE):
        probe = min(looked, end)
        later = _offset(tz, probe)
        if later != offset:
            change = _change(tz, max(probe - PROBE, start), probe)
            if change < end:
                found.append((since, change, offset))
                since, offset = change, later
    return (*found, (since, end, offset))


def year_start(year: int) -> int:
    """The first second of the year in UTC."""
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _offset(tz: ZoneInfo, second: int) -> int:
    shift = datetime.fromtimestamp(second, tz).utcoffset() or timedelta()
    return int(shift.total_seconds())


def _change(tz: ZoneInfo, low: int, high: int) -> int:
    """The first second with the offset of `high`, found by halving."""
    later = _offset(tz, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(tz, middle) == later:
            high = middle
        else:
            low = middle
    return high
