"""What a killed server left behind, and whether any of it still lives."""

import os
import signal
import time
from pathlib import Path

from entente.project.postgres.home import Home
from entente.project.trouble import Trouble

PATIENCE = {signal.SIGINT: 10.0, signal.SIGQUIT: 10.0, signal.SIGKILL: 5.0}


class StillAlive(Trouble):
    """A server works on the folder and does not end."""


def clear(*, home: Home) -> None:
    """Wait for orphans of an earlier server, then remove its lock file.

    Call it with the home's lock held: then nobody rightly runs a server here. PostgreSQL would
    refuse to start over a lock file whose process number now belongs to somebody else.
    """
    if not Path("/proc").exists():
        return  # without a way to see orphans, PostgreSQL's own caution has to do
    for last_word, patience in PATIENCE.items():
        if not orphans(home=home):
            break
        for process in orphans(home=home):
            send(process=process, what=last_word)
        wait_until_gone(home=home, seconds=patience)
    if left := orphans(home=home):
        raise StillAlive(f"PostgreSQL still runs on {home.data}: processes {left}.")
    (home.data / "postmaster.pid").unlink(missing_ok=True)


def orphans(*, home: Home) -> list[int]:
    """Processes of a server that stand in the data directory, the postmaster first."""
    if not home.data.exists():
        return []
    place = home.data.stat()
    found = [int(path.name) for path in Path("/proc").glob("[0-9]*") if stands_in(path, place)]
    return sorted(found)


def stands_in(process: Path, place: os.stat_result) -> bool:
    """Whether it is a PostgreSQL whose working directory is that place."""
    try:
        here = (process / "cwd").stat()
        name = (process / "comm").read_text().strip()
    except OSError:
        return False
    return os.path.samestat(here, place) and name == "postgres"


def send(*, process: int, what: signal.Signals) -> None:
    """Send a signal to a process that may have gone meanwhile."""
    try:
        os.kill(process, what)
    except ProcessLookupError:
        return


def wait_until_gone(*, home: Home, seconds: float) -> None:
    """Return as soon as no orphan is left, at the latest after that time."""
    end = time.monotonic() + seconds
    while orphans(home=home) and time.monotonic() < end:
        time.sleep(0.05)
