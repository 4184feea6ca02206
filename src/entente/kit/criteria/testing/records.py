"""Made-up facts of one record, with every awkwardness that real ones have."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from entente.kit.criteria.meaning.facts import Change, Deed, Facts, History, Seen
from entente.kit.criteria.stored import keyed
from entente.kit.criteria.testing.world import FIELDS, JUNK, NUMBERS, PROPERTIES, TEXTS, World


def record(random: Random, world: World, number: int, *, deals: bool = True) -> Facts:
    """A record with a value, sometimes a history, for each field; some entries; some deals."""
    since = random.choice((None, *world.moments)) if not deals else None
    return Facts(
        record=number,
        fields={spec.key: _history(random, world, world.pool(spec.type)) for spec in FIELDS},
        deeds=tuple(_deed(random, world, number * 100 + n) for n in range(random.randrange(6))),
        related={"deal": _deals(random, world, number)} if deals else {},
        since=since,
        until=since and random.choice((None, since + timedelta(days=random.randrange(900)))),
    )


def _deals(random: Random, world: World, number: int) -> tuple[Facts, ...]:
    several = random.choice((0, 0, 1, 1, 2, 3))
    return tuple(
        record(random, world, 1_000_000 + number * 10 + n, deals=False) for n in range(several)
    )


def _history(random: Random, world: World, pool: tuple[Seen, ...]) -> History:
    values = (None, *pool, *([None] * (len(pool) // 5)))
    changes = random.choice((0, 0, 0, 1, 2))
    return History(
        random.choice(values),
        tuple(
            Change(_moment(random, world), random.choice(values), random.randrange(1, 1000))
            for _ in range(changes)
        ),
    )


def _moment(random: Random, world: World) -> datetime:
    return random.choice((world.asked.at, *world.moments))


def _deed(random: Random, world: World, position: int) -> Deed:
    return Deed(
        position=position,
        kind=random.choice(("asset.downloaded", "asset.downloaded", "call.logged", "note.written")),
        occurred_at=_moment(random, world),
        properties=_properties(random, world),
        team=random.choice(("", "marketing", "sales")),
        actor=random.choice((None, 1, 2, 3)),
        channel=random.choice(TEXTS),
        campaign=random.choice(TEXTS),
        asset=random.choice(TEXTS),
        value=random.choice((None, *NUMBERS)),
        currency=random.choice(("", "EUR", "EUR", "BRL")),
    )


def _properties(random: Random, world: World) -> dict[str, Any]:
    """As they come back from JSON, without the folded copies."""
    chosen: dict[str, Any] = {}
    for spec in PROPERTIES:
        draw = random.random()
        if draw < 0.2:
            chosen[spec.key] = random.choice(JUNK)
        elif draw < 0.85:
            chosen[spec.key] = random.choice(world.pool(spec.type))
    stored = keyed(chosen)
    stored.pop("_key", None)
    return stored
