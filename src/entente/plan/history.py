"""Our own history as the plan reads it: who entered which stage when, who won, who left. Arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from entente.kit.statistics.proportions import Rate
from entente.kit.statistics.survival import aalen_johansen
from entente.plan.rules.lag import Lag, of_history
from entente.plan.rules.window import ENOUGH_WINS

DAY = 86_400_000_000  # microseconds
NEVER = np.iinfo(np.int64).max

Instants = NDArray[np.int64]

_FIRSTS = """
select contact_id, stage, is_exit,
       (extract(epoch from min(entered_at)) * 1000000)::bigint as entered
from funnel_passage passage
where entered_at <= %(at)s and (not is_exit or not exists (
  select 1 from funnel_passage later
  where later.contact_id = passage.contact_id and not later.is_exit
    and later.entered_at <= %(at)s
    and (later.entered_at, later.position) > (passage.entered_at, passage.position)
))
group by contact_id, stage, is_exit
"""


@dataclass(frozen=True)
class History:
    """First entries by stage, one row per contact; NEVER where a contact was not there.

    `stages` are those on the way to the deal, in order; `won` is the entry into the stage of a won
    deal, `out` the side exit that nothing followed: whoever came back is not out. Everything up to
    `at`. How many of a stage move on, and how many came to it, counts those who passed it by, so
    that the rates from a stage to the deal multiply to the share of it that was won.
    """

    at: datetime
    stages: tuple[str, ...]
    entered: Instants  # contacts × stages
    won: Instants
    out: Instants
    has_deal: NDArray[np.bool_]

    @property
    def now(self) -> int:
        return _instant(self.at)

    @cached_property
    def reached(self) -> Instants:
        """First entries, and for who passed a stage by the moment they came further than it.

        Past a stage came who entered one before it and later one beyond it, but not that stage.
        """
        found = self.entered.copy()
        for place in range(1, len(self.stages)):
            before = self.entered[:, :place].min(axis=1, initial=NEVER)
            beyond = np.minimum(self.entered[:, place + 1 :].min(axis=1, initial=NEVER), self.won)
            by = (found[:, place] == NEVER) & (before <= beyond) & (beyond != NEVER)
            found[by, place] = beyond[by]
        return found

    @property
    def first(self) -> datetime | None:
        """When the first of all came into one of the stages; None where nobody did yet."""
        earliest = int(self.entered.min(initial=NEVER))
        return None if earliest == NEVER else datetime.fromtimestamp(earliest / 1_000_000, tz=UTC)

    def rate(self, place: int, *, start: datetime, until: datetime) -> Rate:
        """Of those who came to a stage in [start, until), how many moved on since."""
        first = self.reached[:, place]
        cohort = (first >= _instant(start)) & (first < _instant(until))
        return Rate(int((cohort & self._beyond(place)).sum()), int(cohort.sum()))

    def _beyond(self, place: int) -> NDArray[np.bool_]:
        later: NDArray[np.bool_] = (self.entered[:, place + 1 :] != NEVER).any(axis=1)
        return later | (self.won != NEVER)

    def by(self, place: int, *, start: datetime, until: datetime) -> int:
        """How many of those who came to a stage in [start, until) passed it by."""
        return self.entries(place, start=start, until=until) - _within(
            self.entered[:, place], start, until
        )

    def lag(self, place: int, *, since: datetime) -> Lag | None:
        """From entering a stage since then to winning; open and lost cases count as what they are.

        None where too few have won to tell.
        """
        first = self.entered[:, place]
        here = (first != NEVER) & (first >= _instant(since))
        start, won, out = first[here], self.won[here], self.out[here]
        if int((won != NEVER).sum()) < ENOUGH_WINS:
            return None
        out = np.where(out >= start, out, NEVER)
        end = np.minimum(np.minimum(won, out), self.now)
        causes = np.where(won == end, 1, np.where(out == end, 2, 0))
        ages = np.maximum(end - start, 0) / DAY
        return of_history(curves=aalen_johansen(ages=ages, causes=causes, kinds=2))

    def stay(self, place: int, *, since: datetime) -> Lag | None:
        """From entering a stage since then to moving on from it; None where too few have."""
        first = self.entered[:, place]
        here = (first != NEVER) & (first >= _instant(since))
        later = np.minimum(self.entered[:, place + 1 :].min(axis=1, initial=NEVER), self.won)
        start, on, out = first[here], later[here], self.out[here]
        on, out = np.where(on >= start, on, NEVER), np.where(out >= start, out, NEVER)
        if int((on != NEVER).sum()) < ENOUGH_WINS:
            return None
        end = np.minimum(np.minimum(on, out), self.now)
        causes = np.where(on == end, 1, np.where(out == end, 2, 0))
        ages = np.maximum(end - start, 0) / DAY
        return of_history(curves=aalen_johansen(ages=ages, causes=causes, kinds=2))

    def entries(self, place: int, *, start: datetime, until: datetime) -> int:
        """How many contacts came to a stage for the first time in [start, until)."""
        return _within(self.reached[:, place], start, until)

    def last(self, place: int) -> datetime | None:
        """When the last of all came to a stage for the first time; None where nobody ever did."""
        first = self.reached[:, place]
        seen = first[first != NEVER]
        return datetime.fromtimestamp(int(seen.max()) / 1_000_000, tz=UTC) if len(seen) else None

    def arrivals(self, place: int, *, days: int) -> float:
        """How many a day came into the funnel at this very stage, over the last so many days.

        Who entered several stages at one moment came into the furthest of them.
        """
        first = self.entered[:, place]
        earlier = self.entered[:, :place].min(axis=1, initial=NEVER)
        later = self.entered[:, place + 1 :].min(axis=1, initial=NEVER)
        fresh = (first <= earlier) & (first < later) & (first > self.now - days * DAY)
        return float(fresh.sum()) / days

    def open_ages(self, place: int) -> tuple[int, ...]:
        """Days for which those have been here who got no further, did not leave, have no deal."""
        here = self.entered[:, place] != NEVER
        still = here & ~self._beyond(place) & (self.out == NEVER) & ~self.has_deal
        return tuple(((self.now - self.entered[still, place]) // DAY).tolist())


def _within(firsts: Instants, start: datetime, until: datetime) -> int:
    return int(((firsts >= _instant(start)) & (firsts < _instant(until))).sum())


def _instant(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def load(*, stages: Sequence[str], won: str, at: datetime) -> History:
    """The history up to a moment. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRSTS, {"at": at})
        rows = cursor.fetchall()
        cursor.execute(
            "select distinct dc.contact_id from pipeline_dealcontact dc "
            "join pipeline_deal d on d.id = dc.deal_id "
            "where d.deleted_at is null and d.opened_at <= %s "
            "and (d.closed_at is null or d.closed_at > %s)",
            [at, at],
        )
        with_deal = {row[0] for row in cursor.fetchall()}
    contacts = sorted({row[0] for row in rows})
    row_of = {contact: n for n, contact in enumerate(contacts)}
    column = {key: n for n, key in enumerate(stages)}
    entered = np.full((len(contacts), len(stages)), NEVER, np.int64)
    ended = np.full((len(contacts), 2), NEVER, np.int64)
    for contact, stage, is_exit, first in rows:
        place = row_of[contact]
        if is_exit:
            ended[place, 1] = min(ended[place, 1], first)
        elif stage == won:
            ended[place, 0] = first
        elif stage in column:
            entered[place, column[stage]] = first
    return History(
        at=at,
        stages=tuple(stages),
        entered=entered,
        won=ended[:, 0],
        out=ended[:, 1],
        has_deal=np.array([contact in with_deal for contact in contacts], np.bool_),
    )
