"""Folders and servers of these tests, none of which outlives them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from entente.project import migrated
from entente.project.instance import ROOT
from entente.project.postgres import server

HERE = Path(__file__).parent


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a cluster; whatever still runs there at the end is ended."""
    place = tmp_path_factory.mktemp("c") / "postgres"
    yield place
    server.discard(folder=place)


@pytest.fixture
def born(folder: Path) -> Path:
    """The home of a cluster that was made before: a copy, where making one is not the story."""
    migrated.copy(to=folder)
    return folder


@pytest.fixture
def run_apart() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a Python module in a process of its own, killed at the end if need be."""
    started = []

    def start(*words: str, **told: str) -> subprocess.Popen[str]:
        clean = {name: text for name, text in os.environ.items() if "ENTENTE" not in name}
        process = subprocess.Popen(
            [sys.executable, *words],
            env={**clean, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
