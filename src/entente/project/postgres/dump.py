"""The whole database in one file, and back."""

import subprocess
from pathlib import Path

from entente.project.postgres import binaries
from entente.project.postgres.home import Address
from entente.project.trouble import Trouble


class NotDumped(Trouble):
    """pg_dump or pg_restore gave up; the message holds what it said."""


def dump(*, address: Address, to: Path) -> None:
    """Write the database at `address` into one file, as pg_restore reads it."""
    run(program="pg_dump", words=["--format=custom", f"--file={to}", f"--dbname={address.url}"])


def restore(*, address: Address, origin: Path) -> None:
    """Read such a file into the database at `address`, which is empty; all of it or nothing."""
    exact = ["--exit-on-error", "--single-transaction", "--no-owner"]
    run(program="pg_restore", words=[*exact, f"--dbname={address.url}", str(origin)])


def run(*, program: str, words: list[str]) -> None:
    """Run one of PostgreSQL's programs to its end."""
    line = [binaries.find().program(program), *words]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotDumped(f"{program} gave up.\n{done.stderr}")
