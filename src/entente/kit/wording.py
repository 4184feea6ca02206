"""How figures, days and spans read on every page, in mails and on the command line. Pure.

Minus is − (U+2212), ranges take – (U+2013), an unknown figure is said and never drawn as zero.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Final

UNKNOWN: Final = "unknown"
MINUS: Final = "\u2212"
RANGE: Final = "\u2013"
LONGEST: Final = 400  # digits: more than any float has
WEEK: Final = 7  # days
NO_BREAK: Final = "\u00a0"

SYMBOLS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "BRL": "R$", "JPY": "¥", "INR": "₹"}
WITHOUT_CENTS: Final = frozenset({"JPY", "KRW", "CLP", "VND", "ISK"})
_STEPS: Final = ((Decimal(1_000_000_000), "bn"), (Decimal(1_000_000), "m"), (Decimal(1_000), "k"))


def number(value: int | Decimal | float | None, *, places: int = 0) -> str:
    """1,284 with thousands parted; `places` decimals. None is unknown."""
    if value is None:
        return UNKNOWN
    with localcontext(prec=LONGEST):
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{places}f}"


def signed(value: int | Decimal | None, *, places: int = 0) -> str:
    """A difference: +12, −19, and 0 without a sign."""
    text = number(value, places=places)
    return f"+{text}" if value is not None and value > 0 else text


def money(amount: Decimal | None, currency: str) -> str:
    """Exact, for tables: €676,851.48; cents are left out only when there are none."""
    if amount is None:
        return UNKNOWN
    whole = amount == amount.to_integral_value() or currency in WITHOUT_CENTS
    return _with_symbol(number(abs(amount), places=0 if whole else 2), amount, currency)


def money_short(amount: Decimal | None, currency: str) -> str:
    """For sentences: €742, €7.4k, €742k, €1.2m, €12m."""
    if amount is None:
        return UNKNOWN
    size = abs(amount)
    if size < Decimal("999.5"):
        return _with_symbol(number(size), amount, currency)
    divisor, letter = next(
        (divisor, letter) for divisor, letter in _STEPS if size >= divisor * Decimal("0.9995")
    )
    scaled = size / divisor
    text = number(scaled, places=0 if scaled >= Decimal("9.95") else 1).removesuffix(".0")
    return _with_symbol(text + letter, amount, currency)


def _with_symbol(text: str, amount: Decimal, currency: str) -> str:
    symbol = SYMBOLS.get(currency, f"{currency}{NO_BREAK}")
    return f"{MINUS if amount < 0 and text != '0' else ''}{symbol}{text}"


def percent(share: float | Decimal | None, *, places: int | None = None) -> str:
    """A share of one as percent: 68%, 4.7%, 0.24%; two significant figures unless told `places`."""
    if share is None:
        return UNKNOWN
    hundred = Decimal(str(share)) * 100
    if places is None:
        size = abs(hundred)
        places = 0 if size >= Decimal("9.95") or size == 0 else 1 if size >= Decimal("0.995") else 2
        if Decimal("99.5") <= size < 100:  # nearly all is not all
            places = 1 if size < Decimal("99.95") else 2
    return f"{number(hundred, places=places)}%"


def percent_said(share: float | Decimal | None) -> str:
    """The same within a sentence, where no column asks for the nought: 8%, 4.7%, 0.5%."""
    said = percent(share)
    return f"{said.rstrip('%0').rstrip('.')}%" if "." in said else said


def rate(met: int, of: int, *, places: int | None = None) -> str:
    """22%, or "none yet" where nothing has been counted."""
    return percent(Decimal(met) / Decimal(of), places=places) if of else "none yet"


def counted(amount: int, one: str, many: str = "") -> str:
    """1 lead, 2 leads, 1,284 leads."""
    return f"{number(amount)} {one if amount == 1 else many or several(one)}"


def one_or_more(typed: str, one: str) -> str:
    """The word after a number as somebody typed it: day after 1, days after 12 and 0.5."""
    return one if typed.strip() == "1" else several(one)


def several(one: str) -> str:
    """More than one of them: leads, opportunities, days."""
    if one[-1:] == "y" and one[-2:-1] not in tuple("aeiou"):
        return f"{one[:-1]}ies"
    return f"{one}s"


def single(name: str) -> str:
    """A single one of them: a deal, an activity."""
    return f"{'an' if name[:1].casefold() in tuple('aeiou') else 'a'} {name}"


def span(length: timedelta) -> str:
    """38 min, 1h 52m, 11 days. Minutes are rounded down: nothing is late before it is."""
    minutes = int(abs(length).total_seconds() // 60)
    if not minutes:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}h {rest:02d}m" if rest else f"{hours}h"
    return counted(hours // 24, "day")


def day(value: date, *, today: date) -> str:
    """24 November, with the year when it is another one."""
    return f"{value.day} {value:%B}" + (f" {value.year}" if value.year != today.year else "")


def short_day(value: date, *, today: date) -> str:
    """16 Nov, with the year when it is another one."""
    return f"{value.day} {value:%b}" + (f" {value.year}" if value.year != today.year else "")


def moment(value: datetime, *, now: datetime) -> str:
    """08:20 today, otherwise 16 Nov. Both in the zone of the reader already."""
    if value.date() == now.date():
        return f"{value:%H:%M}"
    return short_day(value.date(), today=now.date())


def lately(value: datetime, *, now: datetime) -> str:
    """08:20 today, 23 Nov, 08:20 in the six days before, otherwise 16 Nov. Both in one zone."""
    said = moment(value, now=now)
    if 0 < (now.date() - value.date()).days < WEEK:
        return f"{said}, {value:%H:%M}"
    return said


def day_and_time(value: datetime, *, now: datetime) -> str:
    """24 November, 08:20. Both in the zone of the reader already."""
    return f"{day(value.date(), today=now.date())}, {value:%H:%M}"


def listed(words: list[str], *, last: str = "and") -> str:
    """a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def in_words(number: int) -> str:
    """A small number in a sentence: four, but 12."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def to_change(number: int) -> str:
    """The title over the problems of a form: Three answers need a change."""
    said = in_words(number)
    return (
        f"{said[:1].upper()}{said[1:]} {'answer needs' if number == 1 else 'answers need'} a change"
    )


def channel(name: str) -> str:
    """A channel as people read it: organic_search as Organic search."""
    words = name.replace("_", " ")
    return "E-mail" if words == "email" else f"{words[:1].upper()}{words[1:]}"


def channel_within(name: str) -> str:
    """The same in the midst of a sentence: organic_search as organic search, LinkedIn as it is."""
    said = {"email": "e-mail", "unknown": "a channel that we do not know"}
    return said.get(name, name.replace("_", " "))


def within(name: str) -> str:
    """A name in the midst of a sentence: The ideal lead, version 2 → the ideal lead, version 2."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def initials(name: str) -> str:
    """SL for Sara Lind; one letter for one word; a dot where there is no letter."""
    words = [word for word in name.split() if word[:1].isalnum()]
    picked = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in picked).upper() or "·"
