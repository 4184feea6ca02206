"""The day on which somebody says that a deal was won, lost or refunded."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from entente.kit import wording

DAY_AHEAD: Final = "Enter a day until today"


def moment_after(
    *, moment: datetime, before: datetime, was: str, at: datetime, zone: ZoneInfo
) -> tuple[datetime, str]:
    """When it happened, and what is wrong with that: it follows what came `before`, until now.

    On the day of what came before it happened no earlier than that; what lies ahead itself, as a
    file may tell, bounds nothing. `was` names it: "It was opened".
    """
    if moment > at:
        return moment, DAY_AHEAD
    if before > at or moment >= before:
        return moment, ""
    first, today = before.astimezone(zone).date(), at.astimezone(zone).date()
    if moment.astimezone(zone).date() < first:
        since = wording.day(first, today=today)
        return moment, f"{was} on {since}; enter that day or a later one."
    return before, ""
