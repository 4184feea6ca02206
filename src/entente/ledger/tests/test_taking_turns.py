"""A reaction with much to do is given a little at a time, and nobody waits for it."""

import time

import pytest

from entente.ledger import consumers, offers, operations
from entente.ledger.events import Consumer, Kind, NewEntry
from entente.ledger.runner import AT_FIRST, HELD, Pace, Runner
from entente.workspace.testing import MORNING

DONE = Kind(name="test.done", title="Done", phrase="was done", sentence="Done")


@pytest.fixture(autouse=True)
def kinds():
    offers.declare_kinds([DONE])


def learned(*seconds_an_entry: float) -> list[int]:
    """How many entries a reaction is given at once, that is always behind and takes so long."""
    pace, limits = Pace(), []
    for one in seconds_an_entry:
        pace.learn(applied=pace.limit, seconds=pace.limit * one)
        limits.append(pace.limit)
    return limits


def test_a_quick_reaction_is_soon_given_all_and_a_slow_one_what_fits():
    assert learned(*12 * [0.00001]) == [8, 16, 32, 64, 128, 256, 512, 1024, 2000, 2000, 2000, 2000]
    assert learned(0.05, 0.05, 0.5, 0.5) == [4, 4, 1, 1]
    assert learned(1.0, 0.01, 0.01, 0.01) == [1, 2, 4, 8]


def test_what_was_not_full_says_nothing_of_more_and_a_wait_for_nothing_nothing_at_all():
    pace = Pace()
    pace.learn(applied=1, seconds=0.001)
    pace.learn(applied=0, seconds=9.0)

    assert pace.limit == AT_FIRST


@pytest.mark.django_db
def test_reactions_take_turns_and_projections_keep_up():
    told: list[tuple[str, int]] = []
    names: dict[str, list[str]] = {"kept": [], "slow": [], "quick": []}

    def handle(name: str, seconds: float = 0.0):
        def handled(entries, at):
            time.sleep(seconds * len(entries))
            told.append((name, len(entries)))
            names[name] += [entry.message_id for entry in entries]

        return handled

    readers = [
        Consumer(name="kept", sort="projection", handle=handle("kept")),
        Consumer(name="slow", sort="reaction", handle=handle("slow", HELD)),
        Consumer(name="quick", sort="reaction", handle=handle("quick")),
    ]
    for one in readers:
        consumers.register(consumer=one, at=MORNING)
    wanted = [str(n) for n in range(AT_FIRST + 3)]
    operations.record(
        entries=[
            NewEntry(kind=DONE.name, occurred_at=MORNING, message_id=name, source="t")
            for name in wanted
        ],
        at=MORNING,
    )

    Runner(consumers=readers, now=lambda: MORNING).step()

    assert told[:3] == [("kept", len(wanted)), ("slow", AT_FIRST), ("quick", AT_FIRST)]
    assert [number for name, number in told if name == "slow"] == [AT_FIRST, 1, 1, 1]
    assert told.index(("quick", 3)) < len(told) - 1  # long before the slow one is through
    assert names == {"kept": wanted, "slow": wanted, "quick": wanted}
