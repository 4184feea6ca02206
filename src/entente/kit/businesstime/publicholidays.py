"""Public holidays by country and region, from the `holidays` library."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES


class NoSuchHolidays(ValueError):
    """No public holidays are known for this country or region."""


@lru_cache(maxsize=256)
def public_holidays(
    *, country: str, subdivision: str = "", first_year: int, last_year: int
) -> frozenset[date]:
    """The public holidays of the years, both included, days given in lieu among them.

    Country by ISO 3166 letters ("DE"), region by the library's code ("BY"). Raises
    NoSuchHolidays.
    """
    years = range(first_year, last_year + 1)
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    except NotImplementedError as unknown:
        place = f"{country} {subdivision}".strip()
        raise NoSuchHolidays(f"No public holidays are known for {place}") from unknown
    return frozenset(found)


def country_name(*, country: str) -> str:
    """A country by its two letters as people call it, SE Sweden; unknown letters as they are."""
    name = next((name for name, letters, *_ in COUNTRIES.values() if letters == country), country)
    spaced = re.sub("(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(" (And|Of|The) ", lambda found: found.group().lower(), spaced)


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """Letters and name of each country whose holidays are known, by name: a choice in a form."""
    known = holidays.list_supported_countries(include_aliases=False)
    named = ((country, country_name(country=country)) for country in known)
    return tuple(sorted(named, key=lambda one: one[1]))


@lru_cache(maxsize=1)
def known_places() -> Mapping[str, tuple[str, ...]]:
    """Countries whose holidays are known, by any of their letters, each with its regions."""
    return {
        country: tuple(regions)
        for country, regions in sorted(holidays.list_supported_countries().items())
    }
