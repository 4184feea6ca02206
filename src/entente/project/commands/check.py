"""`./entente check`: what can be said in a few seconds, before every commit."""

import sys

from entente.project.commands import steps
from entente.project.commands.steps import Step

FAST = "not django_db and not browser and not slow"


def run(*, arguments: list[str]) -> int:
    """Style, format, types, the house, and the rules that need no database."""
    tests = [
        Step(name="the house", words=("pytest", "-q", "tests/house", "-m", FAST)),
        Step(name="the kit", words=("pytest", "-q", "src/entente/kit", "-m", FAST)),
    ]
    failed = steps.run(steps=[*tests, *steps.style()], at_once=2)
    if failed:
        sys.stdout.write(f"Failed: {', '.join(failed)}\n")
    return int(bool(failed))
