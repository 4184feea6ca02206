"""What Fennwick sells, and so what its deals are called: it keeps filling lines running."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from entente.demo.story import Person

LINES = 6  # of a plant, at most
# By the topic of what the buyer read last before the deal.
TITLES = {
    "downtime": "Downtime watch, line {line}",
    "changeover": "Changeover planner, line {line}",
    "calculator": "Line-stop counter, line {line}",
    "case": "Filler pilot, line {line}",
    "pricing": "Maintenance planner, {seats} seats",
    "planning": "Maintenance planner, hall {line}",
}


def titles(*, people: Sequence[Person], opened: Sequence[int]) -> dict[int, str]:
    """What the deal of each is called, by their place among the people, in the order given.

    Deals of one company are about different lines.
    """
    before: Counter[int] = Counter()
    found = {}
    for number in opened:
        one = people[number]
        line = 1 + (one.firm + before[one.firm]) % LINES
        found[number] = TITLES[_read_last(one)].format(line=line, seats=5 * line)
        before[one.firm] += 1
    return found


def _read_last(one: Person) -> str:
    """The topic of their last download before the deal was opened."""
    read = [deed for deed in one.deeds if deed.topic and deed.days <= (one.opened or 0)]
    return max(read, key=lambda deed: deed.days).topic
