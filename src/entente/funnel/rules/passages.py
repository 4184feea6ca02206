"""Passages as columns: who entered which stage when. The only input of the funnel's figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from entente.funnel.rules.shape import Ending, Shape

Ids = NDArray[np.int64]
Instants = NDArray[np.int64]
Flags = NDArray[np.bool_]
Places = NDArray[np.integer]

NEVER = np.iinfo(np.int64).max
"""An instant later than all others: it has not happened."""

DAY = 86_400_000_000
"""Microseconds in a day."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Row = tuple[int, str, datetime, bool]
"""Contact, key of the stage or way out, when, and whether only the day is known."""


def instant(*, at: datetime) -> int:
    """The moment in microseconds since 1970, UTC. TypeError without a zone."""
    return (at - EPOCH) // MICROSECOND


@dataclass(frozen=True)
class Passages:
    """Passages sorted by place: the stages in order, then what is lost, then what is recycled.

    `contacts` holds each contact once; `who` points into it. `entered` and `latest` are UTC
    microseconds: where only the day is known, `latest` is the end of that day. `told` were told of
    later, by a file: their clocks may be wrong.
    """

    shape: Shape
    contacts: Ids
    who: Ids
    entered: Instants
    latest: Instants
    told: Flags
    bounds: tuple[int, ...]
    """Where each stage begins; then where lost, then where recycled begins; then the end."""
    unknown: dict[str, tuple[Ids, Instants]]
    """Keys that are neither stage nor way out: who entered them when, all of it left out."""

    def stage(self, place: int) -> slice:
        """The passages into this stage."""
        return slice(self.bounds[place], self.bounds[place + 1])

    def beyond(self, place: int) -> slice:
        """The passages into any later stage."""
        return slice(self.bounds[place + 1], self.bounds[len(self.shape.stages)])

    @property
    def of_stages(self) -> Instants:
        """When any stage was entered."""
        return self.entered[: self.bounds[len(self.shape.stages)]]

    def out(self, ending: Ending) -> slice:
        """The passages out at the side that end so."""
        return self.stage(len(self.shape.stages) + (ending is Ending.RECYCLED))


def from_rows(*, rows: Iterable[Row], shape: Shape) -> Passages:
    """Passages from plain rows in any order."""
    listed = list(rows)
    numbers = {key: number for number, key in enumerate(dict.fromkeys(row[1] for row in listed))}
    return from_columns(
        contacts=np.array([row[0] for row in listed], np.int64),
        keys=list(numbers),
        key_of=np.array([numbers[row[1]] for row in listed], np.int64),
        entered=np.array([instant(at=row[2]) for row in listed], np.int64),
        by_day=np.array([row[3] for row in listed], np.bool_),
        shape=shape,
    )


def from_columns(
    *,
    contacts: Ids,
    keys: list[str],
    key_of: Ids,
    entered: Instants,
    by_day: Flags,
    shape: Shape,
    told: Flags | None = None,
) -> Passages:
    """Passages from columns: `key_of` points into `keys`; `entered` in UTC microseconds.

    Without `told` all were told of later.
    """
    places = _places(shape)
    place_of_key = np.array([places.get(key, -1) for key in keys] or [-1], np.int16)
    place = place_of_key[key_of] if len(key_of) else np.zeros(0, np.int16)
    order = np.argsort(place, kind="stable")
    order = order[np.searchsorted(place[order], 0) :]
    known, who = np.unique(contacts[order], return_inverse=True)
    when = entered[order]
    return Passages(
        shape=shape,
        contacts=known,
        who=who,
        entered=when,
        latest=when + by_day[order] * (DAY - 1),
        told=np.ones(len(order), np.bool_) if told is None else told[order],
        bounds=tuple(np.searchsorted(place[order], np.arange(len(shape.stages) + 3)).tolist()),
        unknown={
            key: (contacts[key_of == n], entered[key_of == n])
            for n, key in enumerate(keys)
            if key not in places
        },
    )


def _places(shape: Shape) -> dict[str, int]:
    beside = len(shape.stages)
    return {stage.key: place for place, stage in enumerate(shape.stages)} | {
        way.key: beside + (way.ending is Ending.RECYCLED) for way in shape.exits
    }
