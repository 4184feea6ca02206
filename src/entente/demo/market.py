"""The market of the demo company: who could buy, as plain values from a seed."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from entente.demo import names

COMPANIES = 1_560
TURNS = 20  # with which trade of its industry a company's name is tried first


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A company that buys, or might."""

    name: str
    domain: str
    industry: str
    employees: int
    country: str
    city: str


def firms(*, dice: random.Random, besides: Collection[str] = ()) -> list[Firm]:
    """The market: sizes with many small ones, names that say the trade and are told apart.

    `besides` are the names of companies that are written elsewhere. Chance decides the place, the
    industry and the size; which name is free is no matter of chance, so that a name more or less
    moves nothing else of the story.
    """
    found: list[Firm] = []
    drawn: set[tuple[str, int, str]] = set()
    taken = set(besides)
    while len(found) < COMPANIES:
        place, turn, kin = dice.choice(names.PLACES), dice.choice(range(TURNS)), ""
        if (place, turn, kin) in drawn:
            kin = dice.choice(names.KIN)
        if (place, turn, kin) in drawn:
            continue
        drawn.add((place, turn, kin))
        country, city = dice.choice(names.COUNTRIES)
        industry = dice.choice(tuple(names.TRADES))
        name = next(one for one in _names(place, industry, turn) if one not in taken)
        taken.add(name)
        found.append(
            Firm(
                name=name,
                domain=f"{letters(name)}.example",
                industry=industry,
                employees=max(4, round(math.exp(dice.gauss(4.7, 1.0)))),
                country=country,
                city=city,
            )
        )
    return found


def _names(place: str, industry: str, turn: int) -> Iterator[str]:
    """What a company of that place and industry may be called, the plainest first."""
    trades = names.TRADES[industry]
    for kin in ("", *names.KIN):
        for step in range(len(trades)):
            yield f"{place} {trades[(turn + step) % len(trades)]} {kin}".strip()


def letters(name: str) -> str:
    """A name as an address can hold it."""
    return "".join(one for one in name.casefold() if one.isascii() and one.isalnum())
