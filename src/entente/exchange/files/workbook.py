"""Workbooks become numbered CSV once, in a child process; after that all files are read alike."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from entente.exchange.files import unpack as unpacker
from entente.exchange.files.sorts import NotATable

_PATIENCE = 90  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The sheets that a workbook shows, and the one that was taken."""

    sheets: tuple[str, ...]
    sheet: str


def unpack(*, source: Path, target: Path, sheet: str = "") -> Unpacked:
    """Write one sheet of a workbook as CSV whose first cells are row numbers. Raises NotATable."""
    # By its path, with -P: the child needs nothing of ours and must not find our other modules.
    command = [sys.executable, "-P", unpacker.__file__, str(source), str(target)]
    try:
        done = subprocess.run(  # noqa: S603  our own module on files with server-made names
            [*command, sheet], capture_output=True, timeout=_PATIENCE, check=False, text=True
        )
    except subprocess.TimeoutExpired as error:
        target.unlink(missing_ok=True)
        raise NotATable("The workbook takes too long to read. Save it as CSV.") from error
    if done.returncode == 0:
        told = json.loads(done.stdout)
        return Unpacked(sheets=tuple(told["sheets"]), sheet=told["sheet"])
    target.unlink(missing_ok=True)
    if done.returncode == 3:
        raise NotATable(done.stderr)
    raise NotATable("The workbook needs more memory than it may have. Save the sheet as CSV.")
