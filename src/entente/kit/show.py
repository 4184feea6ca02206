"""Figures with their doubt: ranges, likelihoods, gaps and stretches of days. Pure, like wording.

Single figures are in `wording`; here is what is said about how sure we are of them.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from entente.kit.periods import Period
from entente.kit.wording import MINUS, RANGE, counted, day, money_short, number, percent, short_day


def about(*, value: float | Decimal) -> str:
    """Two significant figures, for sentences: 3,300, 41, 2, 0.38, −12."""
    exact = Decimal(str(value))
    if not exact:
        return "0"
    places = 1 - exact.adjusted()
    near = exact.quantize(Decimal(1).scaleb(-places)) if places > 0 else round(exact, places)
    return number(near, places=max(1 - near.adjusted(), 0)).removesuffix(".0")


def money_range(*, low: Decimal, high: Decimal, currency: str) -> str:
    """€21k–€96k, −€4k–€70k; one figure where both read the same."""
    return _range(money_short(low, currency), money_short(high, currency))


def money_gap(*, amount: Decimal, currency: str) -> str:
    """A difference in money: +€40k, −€72k, €0."""
    text = money_short(amount, currency)
    is_gain = amount > 0 and text != money_short(Decimal(0), currency)
    return f"+{text}" if is_gain else text


def percent_range(*, low: float, high: float) -> str:
    """33–49%, 2.3–2.5%, −4–12%."""
    bare = [percent(share).removesuffix("%").removesuffix(".0") for share in (low, high)]
    return _range(*bare) + "%"


def likely(*, probability: float) -> str:
    """68% likely; never certain and never impossible, unless it is exactly so."""
    if 0 < probability < 0.01:
        return "under 1% likely"
    if 0.99 < probability < 1:
        return "over 99% likely"
    return f"{number(probability * 100)}% likely"


def time(*, days: float) -> str:
    """A length of time at its own size: under a minute, 38 minutes, 3.5 hours, 4.0 days."""
    minutes = int(days * 24 * 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return counted(minutes, "minute")
    if days < 1:
        return f"{number(days * 24, places=1)} hours"
    return f"{number(days, places=0 if days >= 10 else 1)} days"


def days(*, period: Period, today: date) -> str:
    """1 July–31 August, 1–16 November, 24 November; the year where it is not today's."""
    return _days(period, day, today)


def short_days(*, period: Period, today: date) -> str:
    """1 Jul–31 Aug, 1–16 Nov: for rows."""
    return _days(period, short_day, today)


def points_gap(*, points: float) -> str:
    """A difference of two rates in percentage points: +1.5 points, −4 points."""
    size = number(abs(points) * 100, places=0 if abs(points) >= 0.0995 else 1).removesuffix(".0")
    sign = MINUS if points < 0 else "+"
    return f"{sign if size != '0' else ''}{size} {'point' if size == '1' else 'points'}"


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low}{RANGE}{high}"


def _days(period: Period, name: Callable[..., str], today: date) -> str:
    first, last = period.start, period.last
    if first >= last:
        return name(first, today=today)
    if first.year != last.year:
        return f"{name(first, today=last)}{RANGE}{name(last, today=first)}"
    if first.month != last.month:
        return f"{name(first, today=first)}{RANGE}{name(last, today=today)}"
    return f"{first.day}{RANGE}{name(last, today=today)}"
