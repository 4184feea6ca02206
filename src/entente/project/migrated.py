"""A cluster with every migration applied, made once per state of the code and copied ever after."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from entente.project.postgres import binaries, server
from entente.project.trouble import Trouble

SOURCE = Path(__file__).resolve().parent.parent
ROOT = SOURCE.parent.parent
CACHE = ROOT / ".entente" / "cache"
KEPT = 4  # clusters of 45 MB; switching between branches finds its own again


class NotMigrated(Trouble):
    """The migrations do not run; the message holds what `migrate` said."""


def copy(*, to: Path) -> None:
    """A migrated cluster's home at `to`, which does not exist yet."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = CACHE / digest()
        if not ready.exists():
            make(place=ready)
        os.utime(ready)
        fcntl.flock(lock, fcntl.LOCK_SH)
        # The system's cp keeps owners, and shares blocks where the file system can.
        subprocess.run(["/bin/cp", "-a", str(ready), str(to)], check=True)


def digest() -> str:
    """Names the state of everything that shapes an empty, migrated database."""
    summary = hashlib.sha256(binaries.find().digest.encode())
    for path in shapes():
        summary.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return f"cluster-{summary.hexdigest()[:16]}"


def shapes() -> Iterator[Path]:
    """The files that do."""
    yield from sorted(SOURCE.glob("*/migrations/**/*.py"))
    yield from sorted(SOURCE.glob("*/migrations/**/*.sql"))
    yield from sorted((SOURCE / "project" / "postgres").glob("*.py"))
    yield from sorted((SOURCE / "project").glob("settings*.py"))
    yield ROOT / "requirements" / "base.lock"


def make(*, place: Path) -> None:
    """Build it beside its place and move it there when it is whole; forget the oldest."""
    draft = CACHE / "draft"
    server.discard(folder=draft)
    running = server.start(folder=draft, durable=False)
    try:
        migrate(url=running.address.url)
    finally:
        running.stop()
    for trace in ("lock", "log"):
        (draft / trace).unlink(missing_ok=True)
    draft.rename(place)
    by_age = sorted(CACHE.glob("cluster-*"), key=lambda path: path.stat().st_mtime)
    for old in by_age[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def migrate(*, url: str) -> None:
    """Apply all migrations, in a process of its own: its settings are not the tests' settings."""
    surroundings = {
        **os.environ,
        "ENTENTE_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "entente.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotMigrated(f"The migrations do not run:\n{done.stdout}{done.stderr}")
