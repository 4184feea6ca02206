"""What is done again and again, and how often. Rooms' jobs are listed in project/reactions.py."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import close_old_connections

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """A deed that takes `at` and may run twice: `every` is in seconds."""

    name: str
    every: float
    run: Callable[[datetime], object]


class Timetable:
    """Runs each recurring deed when it is due, one after another, in the worker."""

    def __init__(self, *, deeds: Sequence[Recurring], now: Callable[[], datetime]) -> None:
        self._deeds = tuple(deeds)
        self._now = now
        self._due = {deed.name: 0.0 for deed in deeds}
        self.stop = threading.Event()

    def run(self) -> None:
        """Until `stop` is set."""
        while not self.stop.is_set():
            self.step()
            self.stop.wait(0.5)

    def step(self) -> None:
        """Run what is due."""
        close_old_connections()
        for deed in self._deeds:
            if time.monotonic() < self._due[deed.name] or self.stop.is_set():
                continue
            try:
                deed.run(self._now())
            except Exception:  # one deed's fault must not stop the others
                log.exception("%s failed; it runs again in %s s", deed.name, deed.every)
            # Pushed on after a failure too, so that one bad deed cannot hold the loop.
            self._due[deed.name] = time.monotonic() + deed.every
