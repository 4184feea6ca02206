"""The business-time clock over whole columns: a million durations at a time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from entente.kit.businesstime.calendars import Calendar, longer, openings
from entente.kit.businesstime.openings import BEGINNING, END, Instants, Openings

Moments = NDArray[np.datetime64]
Durations = NDArray[np.timedelta64]

NONE = np.iinfo(np.int64).min
"""How numpy writes NaT: no moment, no duration."""


def moments(*, at: Iterable[datetime | None]) -> Moments:
    """A column of UTC microseconds from moments with a zone; None becomes NaT."""
    naive = [None if moment is None else _utc(moment) for moment in at]
    return np.array(naive, "datetime64[us]")


def elapsed_many(*, starts: Moments, ends: Moments, calendar: Calendar) -> Durations:
    """Working time between each start and its end, in microseconds; equal to clock.elapsed.

    Moments are UTC. An end before its start gives zero; NaT on either side gives NaT.
    """
    low, high = _instants(starts), _instants(ends)
    known = (low != NONE) & (high != NONE)
    if not known.any():
        return np.full(low.shape, "NaT", "timedelta64[us]")
    low, high = _clipped(low), np.maximum(_clipped(high), _clipped(low))
    table = openings(calendar=calendar, low=int(low[known].min()), high=int(high[known].max()))
    worked = spent_many(table=table, instants=high) - spent_many(table=table, instants=low)
    return np.where(known, worked, NONE).view("timedelta64[us]")


def due_many(*, starts: Moments, working: Durations | timedelta, calendar: Calendar) -> Moments:
    """The first moment at which so much working time has elapsed; equal to clock.due.

    Moments are UTC; one duration for all or one for each. NaT for NaT, and where the calendar's
    hours never suffice.
    """
    low = _instants(starts)
    span = np.asarray(working, "timedelta64[us]").astype(np.int64)
    span = np.broadcast_to(span, low.shape)
    known = (low != NONE) & (span != NONE)
    if not known.any():
        return np.full(low.shape, "NaT", "datetime64[us]")
    low = _clipped(low)
    table = openings(calendar=calendar, low=int(low[known].min()), high=int(low[known].max()))
    most = spent_many(table=table, instants=low[known]) + span[known]
    while int(most.max()) > table.quick_before[-1]:
        later = longer(calendar=calendar, known=table)
        if later is None:
            break
        table = later
        most = spent_many(table=table, instants=low[known]) + span[known]
    reached = _reached_many(table, spent_many(table=table, instants=low) + span)
    return np.where(known, np.where(span > 0, reached, low), NONE).view("datetime64[us]")


def spent_many(*, table: Openings, instants: Instants) -> Instants:
    """Open microseconds from the beginning of the table to each instant."""
    if not len(table.opens):
        return np.zeros(instants.shape, np.int64)
    index = np.searchsorted(table.opens, instants, "right") - 1
    early = index < 0
    index[early] = 0
    inside = np.minimum(instants, table.closes[index]) - table.opens[index]
    spent: Instants = table.before[index] + inside
    spent[early] = 0
    return spent


def _reached_many(table: Openings, spent: Instants) -> Instants:
    if not len(table.opens):
        return np.full(spent.shape, NONE)
    index = np.maximum(np.searchsorted(table.before, spent, "left") - 1, 0)
    never = index >= len(table.opens)
    index[never] = 0
    reached: Instants = table.opens[index] + spent - table.before[index]
    reached[never] = NONE
    return reached


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise TypeError(f"{at} has no zone")
    return at.astimezone(UTC).replace(tzinfo=None)


def _instants(moments: Moments) -> Instants:
    column: Instants = np.asarray(moments).astype("datetime64[us]").astype(np.int64)
    return column


def _clipped(instants: Instants) -> Instants:
    return np.clip(instants, BEGINNING, END)
