"""The loop in the worker that keeps every consumer at the end of the ledger."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import psycopg
from django.db import OperationalError, close_old_connections, connection

from entente.ledger import consumers, gate
from entente.ledger.events import Consumer
from entente.ledger.wake import CHANNEL

log = logging.getLogger(__name__)

POLL = 0.25  # seconds; the net under the notifications
RETRY = 5.0  # seconds a failing consumer rests
HELD = 0.25  # seconds that a reaction should take at once: it writes, and readers wait for it
AT_FIRST = 4  # entries that a reaction is given before it is known how long it takes


class Runner:
    """Wakes on a notification or a slow poll and advances the consumers that are behind."""

    def __init__(self, *, consumers: Sequence[Consumer], now: Callable[[], datetime]) -> None:
        self._consumers = tuple(consumers)
        self._now = now
        self._rests: dict[str, float] = {}
        self._paces: dict[str, Pace] = {}
        self._seen = -1
        self.stop = threading.Event()

    def run(self) -> None:
        """Until `stop` is set. Survives restarts of the database."""
        while not self.stop.is_set():
            try:
                self._listen()
            except (OperationalError, psycopg.OperationalError):
                log.warning("the database is away; trying again")
                connection.close()
                self.stop.wait(1.0)

    def _listen(self) -> None:
        close_old_connections()
        for consumer in self._consumers:
            consumers.register(consumer=consumer, at=self._now())
        with connection.cursor() as cursor:
            cursor.execute(f"listen {CHANNEL}")
        while not self.stop.is_set():
            self.step()
            for _ in connection.connection.notifies(timeout=POLL, stop_after=1):
                pass

    def step(self) -> None:
        """Advance what is behind, until nothing is (or it rests after a failure).

        Projections go to the end, reactions in turn and a little at a time: nobody waits for a
        reaction that has much to do, and a kill loses little of it.
        """
        horizon = gate.horizon()
        resting = bool(self._rests)
        if horizon == self._seen and not resting:
            return
        more = True
        while more and not self.stop.is_set():
            more = False
            for consumer in self._consumers:
                if time.monotonic() >= self._rests.get(consumer.name, 0.0):
                    more |= self._advance(consumer)
        self._seen = horizon

    def _advance(self, consumer: Consumer) -> bool:
        """Apply what comes next; gives whether a reaction has more to do."""
        try:
            more = self._apply(consumer)
        except (OperationalError, psycopg.OperationalError):
            raise
        except Exception as error:  # one room's fault must not stop the others
            log.exception("%s stands still", consumer.name)
            consumers.note_failure(consumer=consumer, error=error, at=self._now())
            self._rests[consumer.name] = time.monotonic() + RETRY
            return False
        self._rests.pop(consumer.name, None)
        return more

    def _apply(self, consumer: Consumer) -> bool:
        if consumer.sort == "projection":
            while consumers.advance(consumer=consumer, at=self._now()).more:
                if self.stop.is_set():
                    break
            return False
        pace = self._paces.setdefault(consumer.name, Pace())
        began = time.monotonic()
        step = consumers.advance(consumer=consumer, at=self._now(), limit=pace.limit)
        pace.learn(applied=step.applied, seconds=time.monotonic() - began)
        return step.more


class Pace:
    """How many entries a reaction is given at once, by how long it took before."""

    def __init__(self) -> None:
        self.limit = AT_FIRST

    def learn(self, *, applied: int, seconds: float) -> None:
        """Twice as many where there was time left, as many as fit where it took too long."""
        if applied and seconds > HELD:
            self.limit = max(1, int(applied * HELD / seconds))
        elif applied == self.limit and seconds < HELD / 2:
            self.limit = min(2 * self.limit, consumers.BATCH)
