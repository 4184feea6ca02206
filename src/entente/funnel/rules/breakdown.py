"""A stage by channel, campaign, owner, month: rows that add up to the whole, blanks included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from entente.funnel.rules.cases import Cases
from entente.funnel.rules.document import FunnelDocument
from entente.funnel.rules.passages import Flags, Ids, Instants, instant
from entente.kit import periods
from entente.kit.businesstime.openings import moment
from entente.kit.periods import Period
from entente.kit.statistics.proportions import Interval, Rate, wilson

BLANK = -1

Labelled = tuple[Ids, NDArray[np.integer], list[str]]
"""Contacts, their groups, the labels of the groups."""


@dataclass(frozen=True)
class Row:
    """One group of a breakdown; the group that nobody named has the label None.

    So many of it are `young`: they may still move on. 0 where nobody asked.
    """

    label: str | None
    moved: Rate
    interval: Interval
    young: int = 0


def groups_of(*, cases: Cases, contacts: Ids, groups: NDArray[np.integer]) -> NDArray[np.integer]:
    """The group of each case, from the groups of contacts; BLANK for contacts without one.

    `contacts` is sorted and holds each contact once.
    """
    if not len(contacts):
        return np.full(len(cases), BLANK)
    place = np.minimum(np.searchsorted(contacts, cases.contact), len(contacts) - 1)
    return np.where(contacts[place] == cases.contact, groups[place], BLANK)


def labelled(*, of: Mapping[int, str | None]) -> Labelled:
    """A plain mapping of contact to label as columns: contacts, groups, labels."""
    contacts = np.array(sorted(of), np.int64)
    labels = sorted({label for label in of.values() if label})
    number: dict[str | None, int] = {label: n for n, label in enumerate(labels)}
    groups = np.array([number.get(of[int(contact)], BLANK) for contact in contacts], np.int64)
    return contacts, groups, labels


def breakdown(
    *,
    cases: Cases,
    groups: NDArray[np.integer],
    labels: Sequence[str],
    as_named: bool = False,
    young: Flags | None = None,
) -> list[Row]:
    """The cohort by group: the largest first, blanks last; their counts add up to the cohort's.

    `as_named` keeps the order of the labels, as for months.
    """
    entered = np.bincount(groups + 1, minlength=len(labels) + 1)
    moved = np.bincount(groups[cases.moved_on] + 1, minlength=len(labels) + 1)
    rates = [Rate(int(met), int(of)) for met, of in zip(moved, entered, strict=True)]
    names = [None, *labels]
    open_yet = groups[:0] if young is None else groups[young]
    hopeful = np.bincount(open_yet + 1, minlength=len(labels) + 1)
    rows = [
        Row(names[n], rate, wilson(rate=rate), int(hopeful[n]))
        for n, rate in enumerate(rates)
        if rate.of
    ]
    if as_named:
        return sorted(rows, key=lambda row: row.label is None)
    return sorted(rows, key=lambda row: (row.label is None, -row.moved.of, row.label or ""))


def rates_by_label(*, rows: Sequence[Row]) -> dict[str | None, Rate]:
    """The rows as rates by label, as a comparison takes them."""
    return {row.label: row.moved for row in rows}


def owned_from(*, funnel: FunnelDocument) -> int:
    """The place of the first stage in which every lead has an owner: whoever has one before it has
    come this far. Sales takes leads on by accepting them, where no stage says so after the
    hand-over; 0 where the funnel has neither."""
    accepted = funnel.entered_by_deed("lead.accepted")
    if accepted is not None:
        return funnel.rank(accepted.key)
    return funnel.rank(funnel.handover.key) + 1 if funnel.handover else 0


def years(*, entered: Instants, zone: ZoneInfo) -> tuple[int, ...]:
    """The years, as the zone counts days, in which anybody entered."""
    if not len(entered):
        return ()
    first, last = (
        periods.day_of(at=moment(int(edge)), zone=zone) for edge in (entered.min(), entered.max())
    )
    found = periods.within(period=Period(first, last + periods.ONE_DAY), kind="year")
    begins = [instant(at=periods.moments(period=one, zone=zone)[0]) for one in found]
    counts = np.bincount(np.searchsorted(np.array(begins), entered, "right") - 1)
    return tuple(found[n].start.year for n in np.flatnonzero(counts).tolist())


def months(*, cases: Cases, zone: ZoneInfo) -> tuple[NDArray[np.integer], list[Period]]:
    """The month of entry of each case as the zone counts days, and the months themselves."""
    if not len(cases):
        return np.zeros(0, np.int64), []
    first, last = (
        periods.day_of(at=moment(int(edge)), zone=zone)
        for edge in (cases.entered.min(), cases.entered.max())
    )
    found = periods.within(period=Period(first, last + periods.ONE_DAY), kind="month")
    begins = [instant(at=periods.moments(period=month, zone=zone)[0]) for month in found]
    return np.searchsorted(np.array(begins), cases.entered, "right") - 1, found
