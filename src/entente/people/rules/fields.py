"""Which fields a contact, a company and a custom field have, and how their values are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from entente.kit.amounts import NotMoney, pointed
from entente.kit.currencies import DECIMALS
from entente.workspace.rules import EMAIL

CUSTOM_TYPES: Final = ("text", "number", "money", "date", "moment", "yesno", "choice", "member")
OLDEST: Final = date(1900, 1, 1)
NEWEST: Final = date(2200, 1, 1)
LARGEST: Final = Decimal(10) ** 15
FINE: Final = 3  # decimals of a currency in which 1.234 is no thousand
YES: Final = frozenset({"yes", "true", "1", "y", "on", "x", "ja", "oui", "sí", "sim"})
NO: Final = frozenset({"no", "false", "0", "n", "off", "nein", "non", "não"})
CURRENCY: Final = re.compile(r"^[A-Z]{3}$")


class BadValue(ValueError):
    """What is wrong with a value, in words that say what to enter instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer of a choice; values hold its key."""

    key: str
    label: str
    former: bool = False  # kept by old values, offered no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is known of a record. `personal` values leave with the person."""

    name: str
    label: str
    type: str
    personal: bool = False
    length: int = 200
    whole: bool = False  # of a number
    options: tuple[Option, ...] = ()

    @property
    def custom(self) -> bool:
        return self.name.startswith("cf_")


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


def _fields(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


def _text(name: str, label: str, *, length: int = 200, personal: bool = False) -> Field:
    return Field(name=name, label=label, type="text", length=length, personal=personal)


_PLACE = (
    _text("country", "Country", length=80),
    _text("region", "Region", length=120),
    _text("city", "City", length=120),
)
_OWNER = Field(name="owner", label="Owner", type="member")
CONTACT: Final = _fields(
    _text("name", "Name", length=400, personal=True),
    _text("first_name", "First name", personal=True),
    _text("last_name", "Last name", personal=True),
    Field(name="email", label="E-mail", type="email", personal=True, length=254),
    _text("phone", "Phone", length=60, personal=True),
    _text("job_title", "Job title", personal=True),
    Field(name="company", label="Company", type="company"),
    _OWNER,
    *_PLACE,
    _text("channel", "First channel", length=120),
)
# Nobody enters it: it goes back with the first fact that is told of a contact or company.
SINCE: Final = Field(name="since", label="Known since", type="moment")
COMPANY: Final = _fields(
    _text("name", "Name"),
    _text("domain", "Domain"),
    _text("industry", "Industry"),
    Field(name="employees", label="Employees", type="number", whole=True),
    _OWNER,
    *_PLACE,
    _text("phone", "Phone", length=60),
    _text("website", "Website"),
)


def read(*, field: Field, value: Any) -> Any:
    """The value as the field's type; '' or None (unknown) where nothing is given. Raises BadValue.

    Takes what a form or a file holds (text) as well as values of the type itself.
    """
    if isinstance(value, str):
        value = clean(value)
    if value is None or value == "":
        return "" if field.type in ("text", "email") else None
    return _READERS[field.type](field, value)


def clean(text: str) -> str:
    """Without space around it. Raises BadValue on what no database can hold."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadValue("Remove the unreadable characters; they cannot be stored.")
    return text.strip()


def _read_text(field: Field, value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    if len(text) > field.length or len(text.casefold()) > field.length:
        raise BadValue(f"Shorten this to {field.length} characters; it has {len(text)}.")
    return text


def _read_email(field: Field, value: Any) -> str:
    text = _read_text(field, value)
    if not EMAIL.match(text):
        raise BadValue("Enter an e-mail address, like ada@example.com.")
    return text


def _read_number(field: Field, value: Any) -> Decimal | int:
    example = "a whole number, like 310" if field.whole else "a number, like 12.5"
    number = _decimal(_typed(value, fine=field.custom), example)
    if not field.whole:
        return number
    if number != number.to_integral_value() or not 0 <= number < 2**31:
        raise BadValue("Enter a whole number, like 310.")
    return int(number)


def _typed(value: Any, *, fine: bool) -> Any:
    """What stands in a text as a number is written in many ways; a value is one already."""
    if not isinstance(value, str):
        return value
    try:
        return pointed(text=value, fine=fine)
    except NotMoney as why:
        raise BadValue(f"{why}.") from None


def _decimal(value: Any, example: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise BadValue(f"Enter {example}.") from None
    if not number.is_finite() or isinstance(value, bool):
        raise BadValue(f"Enter {example}.")
    # No arithmetic before its size is known: 1e999999999 is a decimal too, and overflows in any.
    if number.adjusted() >= LARGEST.adjusted() or -number.as_tuple().exponent > 12:  # type: ignore[operator]  # it is finite
        raise BadValue(f"Enter {example}; this one is out of every range.")
    return number


def _read_money(_field: Field, value: Any) -> Money:
    example = "an amount with its currency, like 1200 EUR"
    if isinstance(value, Mapping):
        amount, currency = value.get("amount"), str(value.get("currency", ""))
    elif isinstance(value, Money):
        amount, currency = value.amount, value.currency
    else:
        text, _, currency = str(value).rpartition(" ")
        amount = _typed(text, fine=DECIMALS.get(currency) == FINE)
    if not CURRENCY.match(currency) or amount in (None, ""):
        raise BadValue(f"Enter {example}.")
    return Money(_decimal(amount, example), currency)


def _read_date(_field: Field, value: Any) -> date:
    day: date
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    else:
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            raise BadValue("Enter a day, like 2026-11-24.") from None
    if not OLDEST <= day < NEWEST:
        raise BadValue("Enter a day between 1900 and 2199, like 2026-11-24.")
    return day


def _read_moment(field: Field, value: Any) -> datetime:
    moment: datetime
    if isinstance(value, datetime):
        moment = value
    else:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise BadValue("Enter a moment, like 2026-11-24 09:30+01:00.") from None
    if moment.tzinfo is None:
        raise BadValue("Say the time zone too, like 2026-11-24 09:30+01:00.")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise BadValue("Enter a moment between 1900 and 2199.") from None
    _read_date(field, moment)
    return moment


def _read_yesno(_field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).casefold()
    if word in YES or word in NO:
        return word in YES
    raise BadValue("Enter yes or no.")


def _read_choice(field: Field, value: Any) -> str:
    word = str(value).casefold()
    for option in field.options:
        if word in (option.key.casefold(), option.label.casefold()):
            return option.key
    offered = ", ".join(option.label for option in field.options[:8] if not option.former)
    raise BadValue(f"Choose one of {offered}.")


def _read_id(field: Field, value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadValue(f"Choose a {field.type} from the list.")
    return int(text)


_READERS: Final[dict[str, Callable[[Field, Any], Any]]] = {
    "text": _read_text,
    "email": _read_email,
    "number": _read_number,
    "money": _read_money,
    "date": _read_date,
    "moment": _read_moment,
    "yesno": _read_yesno,
    "choice": _read_choice,
    "member": _read_id,
    "company": _read_id,
}


def stored(value: Any) -> Any:
    """The value as JSON keeps it: exact decimals and days as text, money as amount and currency.

    Equal numbers are stored alike: 1250.50 as 1250.5.
    """
    match value:
        case Money():
            return {"amount": stored(value.amount), "currency": value.currency}
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case _:
            return value


def folded(value: Any) -> str:
    """The casefolded copy that comparisons use; '' of what is no text."""
    return value.casefold() if isinstance(value, str) else ""
