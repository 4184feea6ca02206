"""How long things take, when some of them have not ended yet.

Times are ages since the beginning, in any unit. Who came to our eyes only later (imported in the
middle of a stage) has an age of entry and counts as at risk from there on; its earlier time says
nothing. Counting open cases as ended, or leaving them out, makes everything look faster.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Times = NDArray[np.float64]
Counts = NDArray[np.int64]

OPEN = 0
"""The cause of a case that has not ended."""


@dataclass(frozen=True)
class Curves:
    """What has become of the cases by each age at which something ended.

    `staying` is the share still there after the age; `ended[c]` the share that has ended through
    cause c + 1 by then. Together they are one at every age.
    """

    ages: Times
    at_risk: Counts
    staying: Times
    ended: NDArray[np.float64]
    seen_from: Times
    """The ages from which on the cases were watched, in order."""
    seen_until: Times
    """The ages until which they were, in order."""

    @property
    def followed(self) -> float:
        """The greatest age that any case has been seen at."""
        return float(self.seen_until[-1]) if len(self.seen_until) else 0.0

    def watched_at(self, *, age: float) -> int:
        """How many cases are there and watched at this age."""
        gone = np.searchsorted(self.seen_until, age, "left")
        return int(np.searchsorted(self.seen_from, age, "right") - gone)

    def ended_by(self, *, age: float, cause: int) -> float:
        """The share that has ended through the cause by this age, the age included."""
        index = int(np.searchsorted(self.ages, age, "right")) - 1
        return float(self.ended[cause - 1, index]) if index >= 0 else 0.0

    def staying_at(self, *, age: float) -> float:
        """The share still there after this age."""
        index = int(np.searchsorted(self.ages, age, "right")) - 1
        return float(self.staying[index]) if index >= 0 else 1.0

    def age_when_left(self, *, share: float) -> float | None:
        """The first age by which this share has left, whatever the cause; None if it never has."""
        return _first(self.ages, 1 - self.staying, share)

    def age_when_ended(self, *, share: float, cause: int) -> float | None:
        """The first age by which this share of all has ended so; None if it never has."""
        return _first(self.ages, self.ended[cause - 1], share)

    def age_among_ended(self, *, share: float, cause: int) -> float | None:
        """The age by which this share of those who ended so had done it, as far as was followed.

        The typical time of those who advance. None when nobody has.
        """
        reached = float(self.ended[cause - 1, -1]) if len(self.ages) else 0.0
        return _first(self.ages, self.ended[cause - 1], share * reached) if reached else None


def aalen_johansen(
    *, ages: ArrayLike, causes: ArrayLike, kinds: int, entered: ArrayLike | None = None
) -> Curves:
    """Shares ended through each of several causes (Aalen and Johansen, 1978).

    `ages` at the end or at the last look, `causes` from 1 to `kinds` or 0 for still open,
    `entered` the ages from which on each was seen (0 when left out). A case seen from no earlier
    than its end is left out: it was never at risk before our eyes.
    """
    time, cause = np.asarray(ages, np.float64), np.asarray(causes, np.int64)
    since = np.zeros_like(time) if entered is None else np.asarray(entered, np.float64)
    if not (np.isfinite(time).all() and (time >= 0).all() and (since >= 0).all()):
        raise ValueError("Ages are zero or more, and finite")
    if cause.size and not 0 <= int(cause.min()) <= int(cause.max()) <= kinds:
        raise ValueError(f"Causes are numbered from 0 to {kinds}")
    seen = (since < time) | (since == 0)
    time, cause, since = time[seen], cause[seen], since[seen]
    distinct, place = np.unique(time[cause != OPEN], return_inverse=True)
    at_risk = _not_before(time, distinct) - _not_before(since[since > 0], distinct)
    events = np.bincount(place * kinds + cause[cause != OPEN] - 1, minlength=len(distinct) * kinds)
    deaths = events.reshape(len(distinct), kinds).T
    staying = np.cumprod(1 - deaths.sum(axis=0) / at_risk)
    before = np.concatenate([[1.0], staying[:-1]])[: len(distinct)]
    ended = np.cumsum(before * deaths / at_risk, axis=1)
    return Curves(distinct, at_risk, staying, ended, np.sort(since), np.sort(time))


def kaplan_meier(
    *, ages: ArrayLike, happened: ArrayLike, entered: ArrayLike | None = None
) -> Curves:
    """The share to whom it has not happened yet (Kaplan and Meier, 1958), with one cause, 1."""
    causes = np.asarray(happened, np.bool_).astype(np.int64)
    return aalen_johansen(ages=ages, causes=causes, kinds=1, entered=entered)


def _not_before(times: Times, ages: Times) -> Counts:
    """How many of the times are at or after each age."""
    counts: Counts = len(times) - np.searchsorted(np.sort(times), ages, "left")
    return counts


def _first(ages: Times, shares: Times, share: float) -> float | None:
    # A hair of tolerance: half of four cases must be found at the second one.
    reached = np.flatnonzero(shares >= share - 1e-12)
    return float(ages[reached[0]]) if reached.size else None
