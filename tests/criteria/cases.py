"""The generated cases: records and criteria for each world, and what Python says of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from entente.kit.criteria.meaning.evaluate import evaluate
from entente.kit.criteria.meaning.facts import Facts
from entente.kit.criteria.meaning.verdict import Verdict
from entente.kit.criteria.testing.criteria import criteria
from entente.kit.criteria.testing.records import record
from entente.kit.criteria.testing.world import CONTACTS, WORLDS, World
from entente.kit.criteria.tree import Criterion

RECORDS = 80
MIXTURES = 60
TRUTH = {Verdict.MET: True, Verdict.MISSED: False, Verdict.UNKNOWN: None}


@dataclass(frozen=True)
class Cases:
    """Some records, some criteria, and a moment in a zone at which they are asked."""

    number: int
    world: World
    records: tuple[Facts, ...]
    trees: tuple[Criterion, ...]


@cache
def cases(number: int) -> Cases:
    """The same each time: from a seed."""
    world = WORLDS[number]
    random = Random(f"criteria {number}")
    records = tuple(record(random, world, number * 1000 + n) for n in range(1, RECORDS + 1))
    trees = criteria(random, world, mixtures=MIXTURES)
    return Cases(number, world, records, tuple(dict.fromkeys(trees)))


@cache
def expected(number: int, place: int) -> dict[int, bool | None]:
    """What Python says of every record of a world: met, missed, or None for unknown."""
    given = cases(number)
    return {
        facts.record: TRUTH[
            evaluate(
                given.trees[place], facts=facts, vocabulary=CONTACTS, asked=given.world.asked
            ).verdict
        ]
        for facts in given.records
    }


def every_case() -> Iterator[tuple[Cases, int]]:
    """Every criterion of every world, by its place."""
    for number in range(len(WORLDS)):
        given = cases(number)
        for place in range(len(given.trees)):
            yield given, place
