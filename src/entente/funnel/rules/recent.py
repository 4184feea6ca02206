"""Two cohorts of a stage held side by side as fairly as we can: each followed equally long.

Whoever entered last week has had no time to move on. So a case counts as moved on only when it did
so within `follow` of entering, and nobody counts who has not been followed that long yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from entente.funnel.rules.breakdown import BLANK
from entente.funnel.rules.cases import Cases
from entente.funnel.rules.change import Comparison, compare
from entente.funnel.rules.passages import Ids, instant
from entente.kit.statistics.manytests import benjamini_hochberg
from entente.kit.statistics.proportions import Rate, z_test

COMPARABLE = 30  # people in each of two cohorts, below which a comparison is only noise
SHORTEST, LONGEST = timedelta(days=7), timedelta(days=28)
FALSE_FINDINGS = 0.10  # the share of false findings that we bear (methods of Benjamini, Hochberg)

Stretch = tuple[datetime, datetime]
Labels = tuple[Ids, NDArray[np.integer], Sequence[str]]


@dataclass(frozen=True)
class Compared:
    """One stage in two stretches of time, [from, until), by the groups of the people."""

    stage: str
    before: Mapping[str | None, Rate]
    now: Mapping[str | None, Rate]
    stretch: Stretch
    earlier: Stretch
    follow: timedelta
    comparison: Comparison

    @property
    def p(self) -> float:
        """How likely chance alone gives such a difference."""
        change = self.comparison.change
        return z_test(first=change.now, second=change.before).p


def follow_for(*, cases: Cases) -> timedelta:
    """How long to follow: until three in four of those who ever moved on had; a week to four."""
    stayed = cases.days[cases.ended == 1]
    usual = timedelta(days=float(np.quantile(stayed, 0.75))) if len(stayed) else SHORTEST
    return min(max(timedelta(days=usual.days + 1), SHORTEST), LONGEST)


def compared(
    *, key: str, cases: Cases, labels: Labels, earlier: Stretch, stretch: Stretch, at: datetime
) -> Compared | None:
    """The two cohorts; None where either is too small. The later one ends `follow` before `at`."""
    follow = follow_for(cases=cases)
    stretch = (stretch[0], min(stretch[1], at - follow))
    if stretch[1] <= stretch[0]:
        return None
    rates = [_rates(cases, one, labels, follow) for one in (earlier, stretch)]
    if min(sum(rate.of for rate in one.values()) for one in rates) < COMPARABLE:
        return None
    comparison = compare(before=rates[0], now=rates[1])
    return Compared(key, rates[0], rates[1], stretch, earlier, follow, comparison)


def _rates(
    cases: Cases, stretch: Stretch, labels: Labels, follow: timedelta
) -> dict[str | None, Rate]:
    cohort = cases.within(start=stretch[0], until=stretch[1])
    contacts, groups, names = labels
    moved = (cohort.ended == 1) & (cohort.days <= follow / timedelta(days=1))
    of = _groups(cohort, contacts, groups)
    entered = np.bincount(of + 1, minlength=len(names) + 1)
    met = np.bincount(of[moved] + 1, minlength=len(names) + 1)
    whole = (None, *names)
    return {whole[n]: Rate(int(met[n]), int(entered[n])) for n in range(len(whole)) if entered[n]}


def _groups(cohort: Cases, contacts: Ids, groups: NDArray[np.integer]) -> NDArray[np.integer]:
    if not len(contacts) or not len(cohort):
        return np.full(len(cohort), BLANK)
    place = np.minimum(np.searchsorted(contacts, cohort.contact), len(contacts) - 1)
    return np.where(contacts[place] == cohort.contact, groups[place], BLANK)


def notable(*, found: Sequence[Compared]) -> list[Compared]:
    """Those whose rate fell by more than chance gives in so many looks, the deepest fall first."""
    if not found:
        return []
    adjusted = benjamini_hochberg(p=[one.p for one in found])
    falls = [
        one
        for one, p in zip(found, adjusted, strict=True)
        if p <= FALSE_FINDINGS and one.comparison.change.total < 0
    ]
    return sorted(falls, key=lambda one: one.comparison.change.total)


def grown(*, of: Compared) -> tuple[str | None, float, float] | None:
    """The group that explains a fall by mix: of those that convert worse than the whole did, the
    one whose share grew most, with its share before and now."""
    before, now = of.comparison.change.before, of.comparison.change.now
    whole = before.share or 0.0
    rows = [
        (name, _share(of.before.get(name), before.of), rate.of / now.of)
        for name, rate in of.now.items()
        if (rate.share or 0.0) < whole
    ]
    rows = [row for row in rows if row[2] > row[1]]
    return max(rows, key=lambda row: row[2] - row[1], default=None)


def _share(rate: Rate | None, whole: int) -> float:
    return rate.of / whole if rate and whole else 0.0


def rolling(*, at: datetime, follow: timedelta, length: timedelta) -> tuple[Stretch, Stretch]:
    """The stretch before the last that can be judged by now, and that one: each `length` long."""
    until = at - follow
    return (until - 2 * length, until - length), (until - length, until)


def reaches_back(*, cases: Cases, start: datetime) -> bool:
    """Whether what we know of a stage reaches back to a moment: else nothing can be compared."""
    return bool(len(cases)) and int(cases.entered.min()) <= instant(at=start)
