"""Telephone numbers that ring nowhere: kept by the regulators of the countries for stories."""

from __future__ import annotations

from typing import Final

# Country: how its numbers begin, how many digits follow, and a step that leaps about among them.
KEPT: Final = {
    "Sweden": (("+46 31 390 60 {}", "+46 40 628 04 {}", "+46 8 465 004 {}"), 2, 37),
    "Germany": (("+49 89 99998 {}", "+49 40 66969 {}"), 3, 377),
    "United Kingdom": (("+44 20 7946 0{}",), 3, 377),
    "France": (("+33 4 65 71 {}",), 4, 3779),
    "Ireland": (("+353 20 910 {}",), 4, 3779),
}


def phone(*, country: str, number: int) -> str:
    """The number of the so-manieth person of a country; "" once they are used up."""
    heads, digits, step = KEPT[country]
    each = 10**digits
    if number >= len(heads) * each:
        return ""
    place = number * step % (len(heads) * each)
    return str(heads[place // each].format(f"{place % each:0{digits}d}"))
