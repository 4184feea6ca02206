"""From the command to the first page on an instance that has run before, and what it then holds.

The baseline is one interpreter that loads the pages and nothing else, measured before and after
each start. Memory is read ten seconds after the first page, as PSS of the whole tree.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _tree as tree

RUNS = 5
LIMITS = {"seconds": 5, "megabytes": 350}
PAGES_ALONE = "import entente.project.wsgi"


def baseline() -> float:
    """Seconds to load the pages in an interpreter of their own."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", PAGES_ALONE], env=tree.surroundings(), check=True)
    return time.monotonic() - began


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as folder:
        command = [sys.executable, "-m", "entente.project", "up", "--data", str(Path(folder) / "d")]
        with tree.started(command=command) as first:
            first_run = first.seconds
        ours, theirs, held = [], [baseline()], []
        for _ in range(RUNS):
            with tree.started(command=command) as again:
                ours.append(again.seconds)
                time.sleep(10)
                held.append(tree.megabytes(again.process.pid))
            theirs.append(baseline())
    tree.tell(
        benchmark="cold start",
        runs=RUNS,
        ratio=round(statistics.median(ours) / statistics.median(theirs), 2),
        baseline="an interpreter that loads the pages",
        seconds=round(statistics.median(ours), 2),
        first_run_seconds=round(first_run, 2),
        megabytes=round(statistics.median(held)),
        limits=LIMITS,
    )


if __name__ == "__main__":
    main()
