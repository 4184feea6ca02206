"""Child processes that are started again when they die, and that never outlive us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from entente.project.postgres import identity

LONGEST_PAUSE = 30.0  # seconds between two tries
STEADY_AFTER = 60.0  # seconds of life that make earlier deaths forgotten
DRAINING = 15.0  # seconds for requests and jobs under way


@dataclass
class Child:
    """One program of the tree."""

    name: str
    module: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches it through us, in order."""
        line = identity.command(
            identity="as-is",
            folder=Path.cwd(),
            last_signal=signal.SIGTERM,
            program=[sys.executable, "-m", self.module],
        )
        surroundings = {**os.environ, **self.environment}
        self.process = subprocess.Popen(line, env=surroundings, start_new_session=True)
        self.began = time.monotonic()

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def plan_restart(self) -> float:
        """Seconds until it is started again: longer each time, unless it had lived well."""
        lived_well = time.monotonic() - self.began > STEADY_AFTER
        self.deaths = 0 if lived_well else self.deaths + 1
        pause = min(LONGEST_PAUSE, 0.25 * 2**self.deaths)
        self.due = time.monotonic() + pause
        return pause


@dataclass
class Tree:
    """All children, and whether somebody asked us to stop."""

    children: Sequence[Child]
    say: Callable[[str], None]
    is_stopping: bool = field(default=False)

    def listen(self) -> None:
        """Stop on SIGTERM and on Ctrl-C."""
        for word in (signal.SIGTERM, signal.SIGINT):
            signal.signal(word, lambda *_: self.ask_to_stop())

    def ask_to_stop(self) -> None:
        """Stop at the next look around."""
        self.is_stopping = True

    def look_around(self) -> None:
        """Start again what died and whose pause is over."""
        for child in self.children:
            if child.is_alive():
                continue
            if not child.due:
                ended = child.process.returncode if child.process else "never started"
                self.say(f"{child.name} ended ({ended}); again in {child.plan_restart():.1f} s")
            elif time.monotonic() >= child.due:
                child.due = 0.0
                child.start()

    def stop(self) -> None:
        """Ask all to finish what they have under way; end by force what takes too long."""
        alive = [child for child in self.children if child.is_alive()]
        for child in alive:
            child.process.terminate()
        end = time.monotonic() + DRAINING
        for child in alive:
            try:
                child.process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} did not finish in {DRAINING:.0f} s and was ended")
                child.process.kill()
