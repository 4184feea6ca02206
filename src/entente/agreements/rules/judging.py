"""Which version judges a moment: the one that was in force when the fact occurred."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray


class Lasting(Protocol):
    """Something that holds in [since, until); None stands for ever in that direction."""

    @property
    def since(self) -> datetime | None: ...
    @property
    def until(self) -> datetime | None: ...


Held = TypeVar("Held", bound=Lasting)
NOBODY: Final = -1
_EVER = datetime.min.replace(tzinfo=UTC)


def judge_for(*, history: Sequence[Held], moment: datetime) -> Held | None:
    """The version in force at that moment, or None. `history` is in order and does not overlap."""
    at = bisect_right(history, moment, key=lambda held: held.since or _EVER) - 1
    if at < 0:
        return None
    held = history[at]
    return held if held.until is None or moment < held.until else None


def judges_for(*, history: Sequence[Held], moments: NDArray[Any]) -> NDArray[np.int32]:
    """For each moment the index of its version in `history`, or -1 where none was in force.

    `moments` are datetime64 in UTC. NaT is judged by nobody.
    """
    since = np.array([_utc(held.since, "min") for held in history], dtype="datetime64[us]")
    until = np.array([_utc(held.until, "max") for held in history], dtype="datetime64[us]")
    exact = moments.astype("datetime64[us]")
    if not len(history):
        return np.full(exact.shape, NOBODY, dtype=np.int32)
    found = np.searchsorted(since, exact, side="right") - 1
    judged = (found >= 0) & ~np.isnat(exact) & (exact < until[found])
    return np.where(judged, found, NOBODY).astype(np.int32)


def _utc(moment: datetime | None, ever: str) -> np.datetime64:
    if moment is not None:
        return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
    limits = np.iinfo(np.int64)
    # The lowest value of all means "not a time", so for ever begins one later.
    return np.datetime64(limits.min + 1 if ever == "min" else limits.max, "us")
