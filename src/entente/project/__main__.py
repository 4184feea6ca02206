"""The commands of `./entente`. This module imports nothing heavy: help is there at once."""

import sys
from importlib import import_module

from entente.project import bytecode
from entente.project.trouble import Trouble

COMMANDS = {
    "up": ("up", "run this instance: database, pages and worker"),
    "demo": ("demo", "fill a demo company, run it, and print how to sign in"),
    "import": ("rooms", "bring in a file: contacts, companies, deals, touches"),
    "report": ("rooms", "what the pages show, as a table, CSV or JSON"),
    "test": ("test", "run every test"),
    "check": ("check", "run the fast checks"),
    "bench": ("bench", "measure: all, or those named"),
    "migrate": ("django", "bring the database to this version"),
    "shell": ("django", "a Python prompt with the database"),
}
OPTIONS = """\
Options of every command that needs data:
  --data FOLDER   where they are kept (ENTENTE_DATA; .entente/data beside the script)
Options of up and demo:
  --host ADDRESS  where pages are served (ENTENTE_HOST; 127.0.0.1)
  --port NUMBER   and on which port (ENTENTE_PORT; 8400)
ENTENTE_DATABASE_URL uses a PostgreSQL of yours in place of our own.
"""


def main(arguments: list[str]) -> int:
    """Hand the command to its module; the exit code comes back."""
    bytecode.keep()
    name = arguments[0] if arguments else "help"
    if name in ("help", "-h", "--help"):
        sys.stdout.write(overview())
        return 0
    module, _ = COMMANDS.get(name, ("django", ""))
    try:
        return int(import_module(f"entente.project.commands.{module}").run(arguments=arguments))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def overview() -> str:
    """All commands in a line each."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}\n" for name, (_, purpose) in COMMANDS.items()]
    return f"./entente COMMAND\n\n{''.join(lines)}\n{OPTIONS}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
