"""How values lie in JSON so that SQL can compare them as Python does, and how Python reads them.

Numbers are JSON numbers or exact decimals as text, members JSON numbers, days "2026-03-31",
moments ISO 8601 with an offset, money {"amount": "12.50", "currency": "EUR"}, lists arrays of
keys. Whatever else is found where one of these is expected is unknown: no cast ever fails, here or
in SQL.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from entente.kit.criteria.operators import Type
from entente.kit.criteria.tree import Amount

F = TypeVar("F", float, Decimal)

KEYS = "_key"  # the property under which the casefolded copies lie

_HIGHEST_ID = 10**15

# The same patterns guard the casts in SQL.
DAY = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
MOMENT = (
    DAY
    + r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
)
DECIMAL = r"-?[0-9]{1,30}(\.[0-9]{1,12})?"


def fold(text: str) -> str:
    """The copy of a text that comparisons use. PostgreSQL's lower() differs on 298 code points."""
    return text.casefold()


def keyed(
    properties: Mapping[str, Any], *, channel: str = "", campaign: str = "", asset: str = ""
) -> dict[str, Any]:
    """The properties with, under `_key`, a casefolded copy of every text and of three columns.

    To be called where the properties of an entry are written. Values become plain JSON as the
    module says. Raises ValueError for NUL, half a surrogate pair, or a number that is none.
    """
    plain = {name: _plain(value) for name, value in properties.items() if name != KEYS}
    columns = {"@channel": channel, "@campaign": campaign, "@asset": asset}
    texts = {name: value for name, value in (plain | columns).items() if isinstance(value, str)}
    keys = {name: fold(storable(text)) for name, text in texts.items() if text}
    return plain | ({KEYS: keys} if keys else {})


def storable(text: str) -> str:
    """The text itself. Raises ValueError for NUL and half of a surrogate pair."""
    if "\x00" in text or not (text.isascii() or _encodes(text)):
        raise ValueError("a text holds a character that nothing can store")
    return text


def _encodes(text: str) -> bool:
    """Whether no half of a surrogate pair stands in it; the encoder looks faster than we could."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: Any) -> Any:  # noqa: PLR0911  one return for each sort
    match value:
        case str():
            return storable(value)
        case datetime() | date():
            return value.isoformat()
        case Amount(amount, currency):
            return {"amount": format(amount, "f"), "currency": currency}
        case Decimal():
            return format(_finite(value), "f")
        case float():
            return _finite(value)
        case set() | frozenset():
            return sorted(_plain(one) for one in value)
        case list() | tuple():
            return [_plain(one) for one in value]
        case Mapping():
            return {storable(str(name)): _plain(one) for name, one in value.items()}
        case _:
            return value


def _finite(number: F) -> F:
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number


def typed(value: Any, type_: Type) -> Any:  # noqa: PLR0911  one return for each sort
    """What a JSON value means as this type; None where it is nothing of the kind."""
    match type_, value:
        case Type.YESNO, bool():
            return value
        case Type.NUMBER, _:
            return _number(value)
        case Type.MEMBER, int() if not isinstance(value, bool) and abs(value) <= _HIGHEST_ID:
            return value
        case Type.MONEY, Mapping():
            return _money(value)
        case Type.LISTS | Type.REFUSALS, list() | tuple():
            return frozenset(one for one in value if isinstance(one, str))
        case _, str():
            return _of_text(value, type_)
        case _:
            return None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(value) if re.fullmatch(DECIMAL, value) else None
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else None


def _of_text(value: str, type_: Type) -> Any:
    match type_:
        case Type.TEXT | Type.CHOICE | Type.STAGE:
            return value or None
        case Type.DATE if re.fullmatch(DAY, value):
            return _or_none(date.fromisoformat, value)
        case Type.MOMENT if re.fullmatch(MOMENT, value):
            return _or_none(datetime.fromisoformat, value)
        case _:
            return None


def _money(value: Mapping[str, Any]) -> Amount | None:
    amount, currency = _number(value.get("amount")), value.get("currency")
    if amount is None or not isinstance(currency, str) or not currency:
        return None
    return Amount(amount, currency)


def _or_none(read: Any, text: str) -> Any:  # date.fromisoformat or datetime.fromisoformat
    try:
        return read(text)
    except ValueError:
        return None
