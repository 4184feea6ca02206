"""Where tests find the real data that may not be shipped; without it they skip and say so."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def shared_data(name: str) -> Path:
    """The folder of one data set, from ENTENTE_SHARED_DATA or beside the repository; else skips."""
    home = Path(os.environ.get("ENTENTE_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (home / name).is_dir():
        pytest.skip(f"the data set {name} is not here")
    return home / name
