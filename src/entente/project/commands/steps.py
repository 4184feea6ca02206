"""Runs checks beside each other and shows, for each, how long it took and what it found."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from entente.project.instance import ROOT

PYTHON = sys.executable
PURE = ("kit/**/*.py", "*/rules.py", "*/rules/**/*.py", "*/events.py")


@dataclass(frozen=True)
class Step:
    """One check: a name for people, and the module that Python runs."""

    name: str
    words: tuple[str, ...]


def style() -> list[Step]:
    """What is read, not run."""
    return [
        Step(name="style", words=("ruff", "check", "--output-format=concise")),
        Step(name="format", words=("ruff", "format", "--check", "--output-format=concise")),
        Step(name="types of rules", words=("mypy", *pure())),
    ]


def pure() -> list[str]:
    """The files that promise to be pure: they are typed strictly."""
    package = ROOT / "src" / "entente"
    found = {path for pattern in PURE for path in package.glob(pattern)}
    return sorted(str(path.relative_to(ROOT)) for path in found if "tests" not in path.parts)


def run(*, steps: list[Step], at_once: int) -> list[str]:
    """Run all of them; the names of those that failed."""
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        verdicts = list(pool.map(one, steps))
    return [step.name for step, passed in zip(steps, verdicts, strict=True) if not passed]


def one(step: Step) -> bool:
    """Run one to its end, then show it in one piece."""
    began = time.monotonic()
    done = subprocess.run(
        [PYTHON, "-m", *step.words],
        cwd=ROOT,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    found = "" if done.returncode == 0 else done.stdout
    sys.stdout.write(f"{step.name:<24} {verdict:<7} {time.monotonic() - began:5.1f} s\n{found}")
    sys.stdout.flush()
    return done.returncode == 0


def surroundings() -> dict[str, str]:
    """Checks see this checkout, and nothing of an instance that the shell may point at."""
    kept = {name: text for name, text in os.environ.items() if not is_of_an_instance(name)}
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def is_of_an_instance(name: str) -> bool:
    """Whether a variable names data, which no check may touch."""
    allowed = ("ENTENTE_SHARED_DATA", "ENTENTE_CHROMIUM", "ENTENTE_POSTGRES", "ENTENTE_POSTGRES_AS")
    return name.startswith("ENTENTE_") and name not in allowed
