"""What a cell means once it is known what its column is. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from entente.exchange.rules import dates, numbers
from entente.exchange.rules.problems import BadCell
from entente.workspace.rules import EMAIL

YES: Final = frozenset({"yes", "true", "1", "y", "on", "x", "t", "ja", "oui", "sí", "si", "sim"})
NO: Final = frozenset({"no", "false", "0", "n", "off", "f", "nein", "non", "não", "nao"})
OLDEST: Final = date(1900, 1, 1)
NEWEST: Final = date(2200, 1, 1)
KEY_LENGTH: Final = 200
UTC_ZONE: Final = ZoneInfo("UTC")
END_OF_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")

Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the cells of one column are read. `order` and `sign` are those of the column."""

    type: str
    length: int = 200
    whole: bool = False
    order: dates.Order = "ymd"
    sign: numbers.DecimalSign = "."
    zone: ZoneInfo = UTC_ZONE
    house: ZoneInfo | None = None  # None: the same zone
    now: datetime = END_OF_TIME  # facts lie before it


def reader(reading: Reading) -> Read:
    """A function from a cell that is not blank to its value; it raises BadCell."""
    return _MAKERS[reading.type](reading)


def _text(reading: Reading) -> Read:
    length = reading.length

    def read(cell: str) -> str:
        # Some letters grow when casefolded (ß, ŉ), and the folded copy has the same room.
        if len(cell) > length or (not cell.isascii() and len(cell.casefold()) > length):
            raise BadCell(f"it has {len(cell)} characters where {length} have room")
        return cell

    return read


def _email(reading: Reading) -> Read:
    text = _text(reading)

    def read(cell: str) -> str:
        if not EMAIL.match(cell):
            raise BadCell(f"“{cell[:60]}” is no e-mail address")
        return text(cell)  # type: ignore[no-any-return]  # it gives a text

    return read


def _number(reading: Reading) -> Read:
    def read(cell: str) -> Decimal | int:
        amount = numbers.parse(text=cell, sign=reading.sign)
        if not reading.whole:
            return amount.number
        number = amount.number
        if number != number.to_integral_value() or not 0 <= number < 2**31:
            raise BadCell(f"“{cell[:40]}” is no whole number from 0 on")
        return int(number)

    return read


def _amount(reading: Reading) -> Read:
    return lambda cell: numbers.parse(text=cell, sign=reading.sign)


def _currency(_reading: Reading) -> Read:
    def read(cell: str) -> str:
        code = numbers.SIGNS.get(cell, "") or cell.upper()
        if not _CURRENCY.fullmatch(code):
            raise BadCell(f"“{cell[:20]}” is no currency code like EUR")
        return code

    return read


def _moment(reading: Reading) -> Read:
    zone, house = reading.zone, reading.house or reading.zone

    def read(cell: str) -> dates.When:
        when = dates.parse(text=cell, order=reading.order, zone=zone)
        when = dates.kept_on_its_day(when=when, zone=zone, house=house)
        if not OLDEST <= when.at.date() < NEWEST:
            raise BadCell(f"“{cell[:40]}” does not lie between 1900 and 2199")
        return when

    return read


def _fact(reading: Reading) -> Read:
    moment = _moment(reading)

    def read(cell: str) -> dates.When:
        when: dates.When = moment(cell)
        in_the_past(at=when.at, now=reading.now, shown=cell)
        return when

    return read


def _day(reading: Reading) -> Read:
    moment = _moment(reading)
    zone, house = reading.zone, reading.house or reading.zone
    return lambda cell: dates.day_of(when=moment(cell), zone=zone, house=house)


def _yesno(_reading: Reading) -> Read:
    def read(cell: str) -> bool:
        word = cell.casefold()
        if word in YES:
            return True
        if word in NO:
            return False
        raise BadCell(f"“{cell[:40]}” is neither yes nor no")

    return read


_MAKERS: Final[dict[str, Callable[[Reading], Read]]] = {
    "text": _text,
    "key": _text,
    "email": _email,
    "number": _number,
    "amount": _amount,
    "currency": _currency,
    "moment": _moment,
    "fact": _fact,
    "date": _day,
    "day": _day,
    "yesno": _yesno,
}


def in_the_past(*, at: datetime, now: datetime, shown: str) -> None:
    """Facts have happened: not after now, nor before 1970. Raises BadCell."""
    if at > now:
        raise BadCell(f"“{shown[:40]}” lies in the future; a fact has happened")
    if at < datetime(1970, 1, 1, tzinfo=UTC):
        raise BadCell(f"“{shown[:40]}” lies before 1970; leave it blank if it is unknown")
