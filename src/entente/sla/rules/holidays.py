"""The public holidays that an agreement closes in: of which years, and what changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from entente.kit import wording
from entente.sla.rules.document import Hours, PublicHolidays

BEFORE, AFTER = 10, 30
"""Years up to the start of the decade, and from there on: back far enough for what a baseline
judges, ahead for longer than an agreement holds. By decades, so that it closes the same next year.
"""

FEW = 3
"""Days that are told one by one when they change; of more only how many."""


def years(*, year: int) -> tuple[int, int]:
    """The first and the last year of which the holidays are written into what closes in a year."""
    decade = year - year % 10
    return decade - BEFORE, decade + AFTER - 1


def changes(*, old: Hours | None, new: Hours | None) -> list[str]:
    """What became of the days, one sentence each; where the place changes, its name says all."""
    if old is None or new is None or new.public_holidays is None:
        return []
    if (old.country, old.subdivision) != (new.country, new.subdivision):
        return []
    was, now = old.public_holidays, new.public_holidays
    if was is None:
        return [f"{_LABEL}: the days from {now.said} are written down now."]
    return [*_span(was, now), *_days(was, now)]


_LABEL: Final = "Working hours, Public holidays"


def _span(was: PublicHolidays, now: PublicHolidays) -> list[str]:
    return [] if was.said == now.said else [f"{_LABEL}: {was.said} becomes {now.said}."]


def _days(was: PublicHolidays, now: PublicHolidays) -> list[str]:
    """Days that came or went in the years that both hold."""
    since, until = max(was.first_year, now.first_year), min(was.last_year, now.last_year)
    before, after = ({day for day in one.days if since <= day.year <= until} for one in (was, now))
    told = (("added", sorted(after - before)), ("left out", sorted(before - after)))
    return [f"{_LABEL}: {_listed(days)} {verb}." for verb, days in told if days]


def _listed(days: Sequence[date]) -> str:
    if len(days) > FEW:
        return wording.counted(len(days), "day")
    return wording.listed([wording.day(day, today=date.min) for day in days])
