"""The commands that work on data: `import` and `report`."""

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from django.db import ProgrammingError
from psycopg.errors import UndefinedColumn, UndefinedTable

OUTDATED: Final = "The database is not at this version yet: run ./entente up or migrate first."
COMMANDS: Final = {"import": "entente.cli.importing", "report": "entente.cli.report"}


def run(argv: Sequence[str]) -> int:
    """Hand the words to their command; the exit code comes back: 0 done, 1 not all, 2 wrong."""
    name = argv[0] if argv else ""
    if name not in COMMANDS:
        sys.stderr.write(f"Say what to do: {' or '.join(COMMANDS)}.\n")
        return 2
    # Only the command that was asked for is loaded: a report brings the whole analysis along.
    try:
        return int(import_module(COMMANDS[name]).run(argv[1:]))
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise
    if "--json" in argv and name == "import":
        sys.stdout.write(json.dumps({"error": OUTDATED}) + "\n")
    else:
        sys.stderr.write(f"{OUTDATED}\n")
    return 2
