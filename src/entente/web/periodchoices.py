"""The periods that a page of figures offers, as links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from entente.kit import periods, show
from entente.kit.periods import Period

YEARS = 3  # of those before this one: what is older is asked for by its address


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several ways to see a page."""

    words: str
    url: str
    current: bool


def choices(
    *, chosen: Period | None, years: Sequence[int], today: date, url: Callable[[str], str]
) -> tuple[Choice, ...]:
    """All time, the usual periods, the latest of the `years` in which there is anything, and the
    chosen period where it is none of them. `url` makes the address of a period, "" for all time."""
    quarter = periods.around(day=today, kind="quarter")
    asked = periods.slug(period=chosen) if chosen else ""
    past = sorted((year for year in years if year < today.year), reverse=True)
    offered = [
        ("All time", ""),
        ("This quarter", periods.slug(period=quarter)),
        ("Last quarter", periods.slug(period=periods.preceding(period=quarter))),
        *[(str(year), str(year)) for year in (today.year, *past[:YEARS])],
    ]
    if chosen and asked not in [slug for _, slug in offered]:
        offered.append((show.short_days(period=chosen, today=today), asked))
    return tuple(
        Choice(words=words, url=url(slug), current=slug == asked) for words, slug in offered
    )
