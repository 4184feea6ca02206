"""From a fresh copy of the source to the first page of the demo company.

Packages come from the installer's cache where it is warm; the line tells how long the part before
the first database took. One run: it is minutes, and the limit is in minutes.
"""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import _tree as tree

LIMITS = {"seconds": 120}


def copy(*, to: Path) -> None:
    """The source as a clone would have it, new files included."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=tree.ROOT, capture_output=True, check=True).stdout
    for name in filter(None, names.decode().split("\0")):
        if (tree.ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(tree.ROOT / name, to / name)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as folder:
        fresh = Path(folder) / "entente"
        copy(to=fresh)
        told = tree.surroundings()
        told.pop("PYTHONPATH")
        began = time.monotonic()
        # An unknown command of Django's own kind: it installs all, and starts nothing.
        subprocess.run([fresh / "entente", "version"], env=told, check=True, capture_output=True)
        installed = time.monotonic() - began
        with tree.started(command=[str(fresh / "entente"), "demo"], told=told) as demo:
            filled = demo.seconds
    tree.tell(
        benchmark="first set-up",
        runs=1,
        ratio=round((installed + filled) / LIMITS["seconds"], 2),
        baseline="the limit",
        seconds=round(installed + filled, 1),
        installing_seconds=round(installed, 1),
        limits=LIMITS,
    )


if __name__ == "__main__":
    main()
