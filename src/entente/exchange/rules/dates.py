"""Days and moments as files write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from entente.exchange.rules.problems import BadCell
from entente.kit import periods

Order = Literal["ymd", "dmy", "mdy", "seconds", "milliseconds", "workbook"]
ORDERS: Final[dict[Order, str]] = {
    "ymd": "2026-11-24",
    "dmy": "24/11/2026",
    "mdy": "11/24/2026",
    "seconds": "seconds since 1970",
    "milliseconds": "milliseconds since 1970",
    "workbook": "days since 1900, as workbooks count",
}
_NAMES: Final = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
    for name in (names,)
}
_PARTS: Final = re.compile(
    r"(\d{1,4}|[A-Za-z]{3,9}\.?)[\s/.,-]+(\d{1,2}|[A-Za-z]{3,9}\.?)(?:st|nd|rd|th)?[\s/.,-]+(\d{1,4})"
    r"(?:[T,\s]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?\.?"
)
_COUNTED: Final = re.compile(r"\d+(\.\d+)?")
_EPOCH_1900: Final = date(1899, 12, 30)  # workbooks take 1900 for a leap year


class When(NamedTuple):
    """A moment in UTC; `whole_day` when the file gives no time: then a moment of that day."""

    at: datetime
    whole_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGuess:
    order: Order
    ambiguous: bool  # both day-month and month-day would read every sample
    read: float  # share of the samples that this order reads


def parse(*, text: str, order: Order, zone: ZoneInfo) -> When:
    """The moment that a cell gives; without a zone of its own it is meant in `zone`.

    Raises BadCell. ISO dates and months by name are read whatever the order.
    """
    text = text.strip()
    if order in ("seconds", "milliseconds", "workbook") and _COUNTED.fullmatch(text):
        return _counted(text, order, zone)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is not None and len(text) >= 10 and text[4] in "-":
        return _when(found, whole_day=len(text) == 10, zone=zone)
    return _spelled(text, order, zone)


def kept_on_its_day(*, when: When, zone: ZoneInfo, house: ZoneInfo) -> When:
    """A day that a file gives without a time, meant in `zone`, as the same day in the house.

    It begins with the file's midnight; where the house shows another day then, with the house's.
    """
    if not when.whole_day:
        return when
    day = periods.day_of(at=when.at, zone=zone)
    if periods.day_of(at=when.at, zone=house) == day:
        return when
    return When(periods.start_of_day(day=day, zone=house), when.whole_day)


def day_of(*, when: When, zone: ZoneInfo, house: ZoneInfo) -> date:
    """The day as the file gives it: of a moment the one that its own zone shows."""
    return periods.day_of(at=when.at, zone=house if when.whole_day else zone)


def _when(moment: datetime, *, whole_day: bool, zone: ZoneInfo) -> When:
    if not 1 < moment.year < 9999:
        raise BadCell(f"{moment.year} is no year that anything here happened in")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return When(aware.astimezone(UTC), whole_day)


def _counted(text: str, order: Order, zone: ZoneInfo) -> When:
    number = float(text)
    try:
        if order == "workbook":
            day = datetime.combine(_EPOCH_1900, time()) + timedelta(days=number)
            return _when(day, whole_day=number.is_integer(), zone=zone)
        seconds = number / 1000 if order == "milliseconds" else number
        return When(datetime.fromtimestamp(seconds, UTC), False)  # noqa: FBT003  a tuple's field
    except (OverflowError, ValueError, OSError):
        raise BadCell(f"{text[:40]} is out of the range of dates") from None


def _spelled(text: str, order: Order, zone: ZoneInfo) -> When:
    found = _PARTS.fullmatch(text)
    if found is None:
        raise BadCell(f"“{text[:40]}” is no date like {ORDERS[order]}")
    day = _day(found.group(1), found.group(2), found.group(3), order, text)
    hour, minute, second, half, offset = found.group(4, 5, 6, 7, 8)
    if hour is None:
        return _when(datetime.combine(day, time()), whole_day=True, zone=zone)
    try:
        moment = datetime.combine(day, time(_hour(int(hour), half), int(minute), int(second or 0)))
    except ValueError:
        raise BadCell(f"“{text[:40]}” has no such time of day") from None
    if offset:
        zulu = "+00:00" if offset in ("Z", "UTC", "GMT") else offset
        moment = datetime.fromisoformat(f"{moment.isoformat()}{zulu}")
    return _when(moment, whole_day=False, zone=zone)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _day(one: str, two: str, three: str, order: Order, text: str) -> date:
    parts = [_month_number(part) for part in (one, two, three)]
    if not one[0].isdigit():  # October 24, 2011
        month, day, year = parts
    elif not two[0].isdigit():  # 24 October 2011
        day, month, year = parts
    elif len(one) < 3:
        if order not in ("dmy", "mdy"):
            raise BadCell(f"“{text[:40]}” is no day like {ORDERS[order]}")
        first, second, year = parts
        month, day = (first, second) if order == "mdy" else (second, first)
    else:
        year, month, day = parts
    if len(one) < 3 and len(three) <= 2:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell(f"“{text[:40]}” is no day like {ORDERS[order]}") from None


def _month_number(part: str) -> int:
    if part[0].isdigit():
        return int(part)
    number = _NAMES.get(part[:3].lower())
    if number is None:
        raise BadCell(f"“{part}” is no month")
    return number


def guess_order(samples: Iterable[str]) -> OrderGuess:
    """The order that reads most of the samples; ambiguous when day and month could be swapped."""
    cells = [text for cell in samples if (text := cell.strip())]
    utc = ZoneInfo("UTC")
    shares = {order: _share(cells, order, utc) for order in ORDERS if _fits(cells, order)}
    best = max(shares.values(), default=0.0)
    leaders = [order for order, share in shares.items() if share == best]
    undecided = best > 0 and {"dmy", "mdy"} <= set(leaders) and "ymd" not in leaders
    first: Order = (
        next((o for o in ("ymd", "dmy", "mdy") if o in leaders), leaders[0]) if leaders else "ymd"
    )
    return OrderGuess(order=first, ambiguous=undecided, read=best)


def _fits(cells: list[str], order: Order) -> bool:
    """Counting orders only explain cells that are all bare numbers of the right size."""
    low, high = {
        "seconds": (10**8, 10**10),
        "milliseconds": (10**11, 10**13),
        "workbook": (10**4, 10**5),
    }.get(order, (0, 0))
    if not high:
        return True
    return bool(cells) and all(
        _COUNTED.fullmatch(cell) and low <= float(cell) < high for cell in cells
    )


def _share(cells: list[str], order: Order, zone: ZoneInfo) -> float:
    read = 0
    for cell in cells:
        try:
            parse(text=cell, order=order, zone=zone)
        except BadCell:
            continue
        read += 1
    return read / len(cells) if cells else 0.0
