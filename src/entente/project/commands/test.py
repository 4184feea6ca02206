"""`./entente test`: every check and every test, on a database of their own."""

import subprocess
import sys

from entente.project.commands import steps
from entente.project.instance import ROOT

WORKERS = "2"


def run(*, arguments: list[str]) -> int:
    """Checks first, then all tests; words given are handed to pytest. Ends with pytest's line."""
    failed = [] if arguments[1:] else steps.run(steps=steps.style(), at_once=1)
    # Whole files to one process, so that what a file sets up is set up once.
    spread = ("-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *spread, *arguments[1:]],
        cwd=ROOT,
        env=steps.surroundings(),
        check=False,
    )
    if failed:
        sys.stdout.write(f"Failed beside the tests: {', '.join(failed)}\n")
    return done.returncode or int(bool(failed))
