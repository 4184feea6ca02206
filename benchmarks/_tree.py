"""What the benchmarks of starting share: one instance as a process tree, timed and weighed."""

import contextlib
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from entente.project.supervise import port  # noqa: E402  found on the path that was set above

HOST = "127.0.0.1"
PATIENCE = 600.0


@dataclass(frozen=True)
class Started:
    """A running instance, and the seconds from its command to its first page."""

    process: subprocess.Popen[bytes]
    port: int
    seconds: float


def surroundings() -> dict[str, str]:
    """Ours, without what names an instance."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ENTENTE_")}
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as attempt:
        attempt.bind((HOST, 0))
        return int(attempt.getsockname()[1])


@contextlib.contextmanager
def started(*, command: list[str], told: dict[str, str] | None = None) -> Iterator[Started]:
    """Run `command --port N` until its first page answers; stop it at the end."""
    number, began = free_port(), time.monotonic()
    line = [*command, "--port", str(number)]
    process = subprocess.Popen(line, env=told or surroundings(), stderr=subprocess.DEVNULL)
    try:
        while not 0 < port.status(host=HOST, port=number) < 500:
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise SystemExit(f"{' '.join(command)} serves no page")
            time.sleep(0.02)
        yield Started(process=process, port=number, seconds=time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def megabytes(pid: int) -> float:
    """What a process and all that it started hold, shared pages counted once (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own / 1024 + sum(megabytes(int(child)) for child in children)


def tell(**found: object) -> None:
    """The one line that a benchmark prints."""
    versions = {"python": platform.python_version()}
    print(json.dumps({**found, "versions": versions}))
