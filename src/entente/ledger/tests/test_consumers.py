"""Consumers: each entry once, projections from the start, reactions from now, replay to the same."""

import contextlib
import queue
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from entente.ledger import consumers, gate, offers, operations, queries, wake
from entente.ledger import runner as runners
from entente.ledger.events import Consumer, Kind, NewEntry
from entente.ledger.models import Cursor
from entente.ledger.runner import Runner
from entente.workspace.testing import MORNING

HELD = Kind(name="test.held", title="Held", phrase="was held", sentence="Held")
OTHER = Kind(name="test.other", title="Other", phrase="was other", sentence="Other")


@pytest.fixture(autouse=True)
def kinds():
    offers.declare_kinds([HELD, OTHER])


def write(*names: str, kind: Kind = HELD, batch: int | None = None) -> list[int]:
    return operations.record(
        entries=[
            NewEntry(kind=kind.name, occurred_at=MORNING, message_id=name, source="t", batch=batch)
            for name in names
        ],
        at=MORNING,
    )


def reader(seen: list[str], sort="projection", **more) -> Consumer:
    return Consumer(
        name=f"reader {sort}",
        sort=sort,
        handle=lambda entries, at: seen.extend(entry.message_id for entry in entries),
        **more,
    )


@pytest.mark.django_db
def test_a_projection_reads_the_past_and_a_reaction_only_what_comes():
    told, done = [], []
    projection, reaction = reader(told), reader(done, sort="reaction")
    write("past")
    for consumer in (projection, reaction):
        consumers.register(consumer=consumer, at=MORNING)
    write("now")
    write("history", batch=4)

    for consumer in (projection, reaction):
        consumers.catch_up(consumer=consumer, at=MORNING)

    assert (told, done) == (["past", "now", "history"], ["now"])


@pytest.mark.django_db
def test_a_consumer_is_given_only_the_kinds_it_reads_in_small_steps():
    seen: list[str] = []
    consumer = reader(seen, reads=frozenset({HELD.name}))
    consumers.register(consumer=consumer, at=MORNING)
    write("a", "b", "c")
    write("x", kind=OTHER)

    first = consumers.advance(consumer=consumer, at=MORNING, limit=2)
    second = consumers.advance(consumer=consumer, at=MORNING, limit=2)

    assert (first.applied, first.more, second.applied, second.more) == (2, True, 1, False)
    assert second.position == gate.horizon()
    assert seen == ["a", "b", "c"]


@pytest.mark.django_db
def test_what_fails_is_applied_again_and_what_it_did_is_undone():
    seen: list[str] = []
    consumer = reader(seen)
    consumers.register(consumer=consumer, at=MORNING)
    write("a")

    def fail(entries, at):
        Cursor.objects.create(name="half done", position=0, moved_at=at)
        raise ValueError("no")

    broken = Consumer(name=consumer.name, sort="projection", handle=fail)
    with pytest.raises(ValueError, match="no"):
        consumers.advance(consumer=broken, at=MORNING)
    consumers.note_failure(consumer=broken, error=ValueError("no"), at=MORNING)

    [lag] = queries.lags(horizon=gate.horizon())
    assert (lag.name, lag.failing_since, lag.failure) == (consumer.name, MORNING, "ValueError")
    assert lag.behind > 0

    consumers.catch_up(consumer=consumer, at=MORNING + timedelta(minutes=1))
    [lag] = queries.lags(horizon=gate.horizon())
    assert (seen, lag.behind, lag.failing_since) == (["a"], 0, None)


@pytest.mark.django_db
def test_a_projection_is_replayed_to_the_same_state_and_a_reaction_never():
    seen: list[str] = []
    consumer = reader(seen, reset=seen.clear)
    consumers.register(consumer=consumer, at=MORNING)
    write("a", "b", "c")
    consumers.catch_up(consumer=consumer, at=MORNING)
    operations.retract(
        position=queries.facts(after=0, until=gate.horizon(), limit=1)[0].position,
        reason="wrong",
        actor=None,
        at=MORNING,
    )

    replayed = consumers.replay(consumer=consumer, at=MORNING)

    assert seen == ["b", "c", seen[-1]]
    assert replayed == 3
    with pytest.raises(consumers.NotReplayable):
        consumers.replay(consumer=reader([], sort="reaction"), at=MORNING)


@contextlib.contextmanager
def running(runner: Runner, *, consumers: int) -> Iterator[None]:
    """The runner at its work in a thread of its own, from when all its consumers are known."""

    def run():
        try:
            runner.run()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        while Cursor.objects.count() < consumers:
            time.sleep(0.01)
        yield
    finally:
        runner.stop.set()
        with connection.cursor() as cursor:
            cursor.execute(f"notify {wake.CHANNEL}")  # it need not wait for its poll to see it
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_runner_wakes_when_something_is_written_and_lives_on_after_a_fault():
    done, failed = threading.Event(), threading.Event()

    def fail(entries, at):
        failed.set()
        raise ValueError("this room is broken")

    runner = Runner(
        consumers=[
            Consumer(name="broken", sort="reaction", handle=fail),
            Consumer(name="sound", sort="reaction", handle=lambda entries, at: done.set()),
        ],
        now=lambda: MORNING,
    )

    with running(runner, consumers=2):
        write("a")
        assert done.wait(timeout=20)
        assert failed.wait(timeout=20)
    assert {lag.name: lag.failure for lag in queries.lags(horizon=gate.horizon())} == {
        "broken": "ValueError",
        "sound": "",
    }


@pytest.mark.django_db(transaction=True)
def test_from_entry_to_reaction_it_takes_less_than_a_second(monkeypatch):
    """By the notification alone: the poll, which is the net under it, would come later."""
    monkeypatch.setattr(runners, "POLL", 5.0)
    came: queue.Queue[float] = queue.Queue()
    consumer = Consumer(
        name="prompt", sort="reaction", handle=lambda entries, at: came.put(time.monotonic())
    )
    runner = Runner(consumers=[consumer], now=lambda: MORNING)
    took = []

    with running(runner, consumers=1):
        for name in "abcde":
            time.sleep(4 * wake.APART)
            written = time.monotonic()
            write(name)
            took.append(came.get(timeout=20) - written)

    # The machine may be busy with something else for one of them, but not for three of five.
    assert statistics.median(took) < 1, took
