"""`./entente bench [NAME…]`: the measurements in `benchmarks/`, one JSON line each."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from entente.project import migrated
from entente.project.commands import steps
from entente.project.instance import ROOT, tell
from entente.project.postgres import server

FOLDER = ROOT / "benchmarks"


def run(*, arguments: list[str]) -> int:
    """Run those named, else all; `--full` takes the sizes of the table in the documents."""
    if {"-h", "--help"} & set(arguments):
        tell(f"./entente bench [--full] [NAME…]\n\nThere are: {', '.join(names())}.")
        return 0
    wanted = [word for word in arguments[1:] if not word.startswith("-")]
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        tell(f"No benchmark {', '.join(unknown)}. There are: {', '.join(names())}.")
        return 2
    size = "full" if "--full" in arguments else "small"
    verdicts = [measure(name=name, size=size) for name in wanted or names()]
    return int(any(verdicts))


def names() -> list[str]:
    """All benchmarks; a file whose name begins with `_` is a part of others."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py"))


def measure(*, name: str, size: str) -> int:
    """Run one on an empty, migrated and durable database of its own."""
    tell(f"{name} …")
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as folder:
        place = Path(folder) / "home"
        migrated.copy(to=place)
        with server.serving(folder=place) as address:
            told = {
                **steps.surroundings(),
                "DJANGO_SETTINGS_MODULE": "entente.project.settings",
                "ENTENTE_DATABASE_URL": address.url,
                "ENTENTE_BENCH_SIZE": os.environ.get("ENTENTE_BENCH_SIZE", size),
            }
            line = [sys.executable, str(FOLDER / f"{name}.py")]
            return subprocess.run(line, cwd=ROOT, env=told, check=False).returncode
