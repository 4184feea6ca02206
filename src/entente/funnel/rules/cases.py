"""What became of everybody who entered a stage: one case for each contact and stage."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from entente.funnel.rules.passages import (
    DAY,
    NEVER,
    Flags,
    Ids,
    Instants,
    Passages,
    Places,
    instant,
)
from entente.funnel.rules.shape import Ending

ENDINGS = (Ending.OPEN, Ending.ADVANCED, Ending.LOST, Ending.RECYCLED)
"""Endings by the number that cases hold."""

NOWHERE = -1
"""The place of no stage."""


@dataclass(frozen=True)
class Cases:
    """Everybody who ever entered one stage, by their first entry, as columns.

    `ended` is how the stay ended first, a number into ENDINGS, and `until` when, or when we
    looked; both instants are UTC microseconds. `moved_on` says that a later stage was reached,
    also after a way out at the side. `disordered` cases reached a later stage only before this
    one, as a file tells it, without a way out in between: their clocks are wrong, not their path,
    so they count as moved on at once, whatever we saw later. Whom we saw come back to an earlier
    stage is no such case. `onto` is the place of the stage that they moved on to, where several
    came on one day the first of them; NOWHERE for who has not.
    """

    place: int
    contact: Ids
    entered: Instants
    ended: NDArray[np.int8]
    until: Instants
    moved_on: Flags
    disordered: Flags
    onto: Places

    def __len__(self) -> int:
        return len(self.contact)

    @property
    def days(self) -> NDArray[np.float64]:
        """Calendar days in the stage, up to the first ending or the look."""
        stayed: NDArray[np.float64] = (self.until - self.entered) / DAY
        return stayed

    def where(self, chosen: Flags) -> "Cases":
        """The cases that the flags choose."""
        return Cases(
            self.place,
            self.contact[chosen],
            self.entered[chosen],
            self.ended[chosen],
            self.until[chosen],
            self.moved_on[chosen],
            self.disordered[chosen],
            self.onto[chosen],
        )

    def count(self, ending: Ending) -> int:
        """How many stays ended first in this way."""
        return int((self.ended == ENDINGS.index(ending)).sum())

    def within(self, *, start: datetime, until: datetime) -> "Cases":
        """The cohort: those who entered in [start, until)."""
        low, high = instant(at=start), instant(at=until)
        return self.where((self.entered >= low) & (self.entered < high))


def stage_cases(*, passages: Passages, at: datetime) -> list[Cases]:
    """The cases of each stage, first to last, as they stood at this moment.

    A later stage counts from the first entry into this one on, whichever stage it is: skipped
    stages are no detour and a second entry is no second case.
    """
    look = instant(at=at)
    return [_cases(passages, place, look) for place in range(len(passages.shape.stages))]


def _cases(passages: Passages, place: int, look: int) -> Cases:
    entered = _earliest(passages, passages.stage(place), look)
    advanced = _earliest(passages, passages.beyond(place), look, since=entered)
    lost = _earliest(passages, passages.out(Ending.LOST), look, since=entered)
    recycled = _earliest(passages, passages.out(Ending.RECYCLED), look, since=entered)
    here = entered != NEVER
    disordered = _disordered(passages, place, look, entered, advanced)
    advanced = np.where(disordered, entered, advanced)
    onto = _onto(passages, place, look, since=np.where(disordered, -NEVER, entered))
    entered, advanced, lost, recycled, onto = (
        column[here] for column in (entered, advanced, lost, recycled, onto)
    )
    first = np.minimum(np.minimum(advanced, lost), recycled)
    ended = np.select(
        [first == NEVER, first == advanced, first == lost],
        [0, 1, 2],
        3,
    ).astype(np.int8)
    return Cases(
        place=place,
        contact=passages.contacts[here],
        entered=entered,
        ended=ended,
        until=np.maximum(np.where(first == NEVER, look, first), entered),
        moved_on=advanced != NEVER,
        disordered=disordered[here],
        onto=onto.astype(np.int16),
    )


def _earliest(
    passages: Passages,
    where: slice,
    look: int,
    since: Instants | None = None,
    *,
    told: bool = False,
) -> Instants:
    """For each contact its earliest passage among these, up to the look, not before `since`.

    Only those of which a file told where `told` is set.
    """
    who, entered = passages.who[where], passages.entered[where]
    counts = (entered <= look) & (passages.told[where] | (not told))
    if since is not None:
        counts &= passages.latest[where] >= since[who]
    earliest = np.full(len(passages.contacts), NEVER)
    np.minimum.at(earliest, who[counts], entered[counts])
    return earliest


def _onto(passages: Passages, place: int, look: int, since: Instants) -> Places:
    """The place of the stage that each contact moved on to; of one day's, the first of them."""
    where = passages.beyond(place)
    who, entered, latest = passages.who[where], passages.entered[where], passages.latest[where]
    counts = (entered <= look) & (latest >= since[who])
    known = np.full(len(passages.contacts), NEVER)
    np.minimum.at(known, who[counts], latest[counts])
    first = counts & (entered <= known[who])
    last = len(passages.shape.stages)
    each = np.repeat(np.arange(place + 1, last), np.diff(passages.bounds[place + 1 : last + 1]))
    onto = np.full(len(passages.contacts), last)
    np.minimum.at(onto, who[first], each[first])
    return np.where(onto == last, NOWHERE, onto)


def _disordered(
    passages: Passages, place: int, look: int, entered: Instants, advanced: Instants
) -> Flags:
    """Contacts who a file says were further before they came here, and had not left in between.

    Unless it says that they went on from here too. That we saw them go on ourselves, perhaps years
    later, makes no dates of a file right that contradict each other.
    """
    beyond = passages.beyond(place)
    by_file_alone = _earliest(passages, beyond, look, told=True)
    further = np.where(advanced == NEVER, _earliest(passages, beyond, look), by_file_alone)
    went_on = _earliest(passages, beyond, look, entered, told=True) != NEVER
    here = passages.stage(place)
    by_file = np.zeros(len(passages.contacts), np.bool_)
    who = passages.who[here]
    by_file[who[passages.told[here] & (passages.entered[here] == entered[who])]] = True
    suspects: Flags = by_file & ~went_on & (entered != NEVER) & (further < entered)
    for ending in (Ending.LOST, Ending.RECYCLED):
        where = passages.out(ending)
        who, out = passages.who[where], passages.entered[where]
        left = suspects[who] & (out >= further[who]) & (out <= entered[who])
        suspects[who[left]] = False
    return suspects


def furthest(*, passages: Passages, at: datetime) -> NDArray[np.int16]:
    """The furthest stage each of the contacts had ever reached by then; −1 for none."""
    look = instant(at=at)
    reached = np.full(len(passages.contacts), -1, np.int16)
    for place in range(len(passages.shape.stages)):
        where = passages.stage(place)
        reached[passages.who[where][passages.entered[where] <= look]] = place
    return reached


def reached(*, passages: Passages, cases: Cases, at: datetime) -> list[int]:
    """How many of the cases had reached at least each stage, from their own stage to the last.

    Skipped stages count as reached; the first figure is the cohort itself.
    """
    furthest_of = furthest(passages=passages, at=at)
    place = furthest_of[np.searchsorted(passages.contacts, cases.contact)]
    last = len(passages.shape.stages)
    return [int((place >= stage).sum()) for stage in range(cases.place, last)]


def snapshot(*, cases: Cases, start: datetime, until: datetime) -> tuple[int, int]:
    """Who moved on in [start, until) and who entered in it: two different crowds.

    Their ratio is what many reports call conversion. It can be above one; show it second, if at
    all, and say what it is.
    """
    low, high = instant(at=start), instant(at=until)
    advanced = (cases.ended == ENDINGS.index(Ending.ADVANCED)) & (cases.until >= low)
    return int((advanced & (cases.until < high)).sum()), len(cases.within(start=start, until=until))
