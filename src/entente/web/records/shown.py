"""What a field holds, as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entente.kit import wording
from entente.people.rules.fields import Field, Money
from entente.web import addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`kind` says how the value reads: text, money, when, company; '' is unknown."""

    kind: str
    value: Any = None
    more: str = ""
    url: str = ""


UNKNOWN = Shown(kind="")


def shown(  # noqa: PLR0911  one return for each sort of value
    *, field: Field, value: Any, names: Mapping[int, str], company: str = "", currency: str = ""
) -> Shown:
    """The value of a field; `names` are of members, `company` is what the company is called."""
    if value in (None, ""):
        return UNKNOWN
    match value:
        case bool():
            return Shown(kind="text", value="yes" if value else "no")
        case Money():
            return Shown(kind="money", value=value.amount, more=value.currency)
        case datetime() | date():
            return Shown(kind="when", value=value)
    match field.type:
        case "company":
            return Shown(kind="company", value=company, url=addresses.company(value, company))
        case "member":
            return Shown(kind="text", value=names.get(value, "somebody who left"))
        case "choice":
            label = next((one.label for one in field.options if one.key == value), value)
            return Shown(kind="text", value=label)
    if field.name == "channel":
        return Shown(kind="text", value=wording.channel(value))
    return _number_or_text(field, value, currency)


def _number_or_text(field: Field, value: Any, currency: str) -> Shown:
    if isinstance(value, Decimal | int):
        if field.name in ("amount", "margin"):
            return Shown(kind="money", value=value, more=currency)
        return Shown(kind="text", value=wording.number(value, places=max(0, _places(value))))
    return Shown(kind="text", value=value)


def _places(value: Decimal | int) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def typed(*, field: Field, value: Any, zone: Any = None) -> str:
    """The value as an input of a form holds it."""
    if value in (None, ""):
        return ""
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return f"{value.amount.normalize():f} {value.currency}"
        case datetime():
            return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        case date():
            return value.isoformat()
        case _:
            return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
