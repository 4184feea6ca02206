"""What tests of any room may lean on: the shared sample data and a Chromium."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# The one without a window of its own first: the same engine, a fifth faster.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
DOWNLOADED = "ms-playwright/chromium-*/chrome-linux*/chrome"


def shared_data(name: str) -> Path:
    """The folder of one set of sample data; the test is skipped where it is not at hand.

    Looked for in ENTENTE_SHARED_DATA, else in `shared/data` beside this checkout.
    """
    at_hand = Path(os.environ.get("ENTENTE_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (at_hand / name).exists():
        pytest.skip(f"the sample data {name} are not here (ENTENTE_SHARED_DATA names their folder)")
    return at_hand / name


def chromium() -> str:
    """The path of a Chromium, or "" where none is found. ENTENTE_CHROMIUM names one."""
    chosen = os.environ.get("ENTENTE_CHROMIUM", "")
    installed = (shutil.which(name) or "" for name in BROWSERS)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    downloaded = (str(path) for path in sorted(cache.glob(DOWNLOADED), reverse=True))
    return next(filter(None, [chosen, *installed, *downloaded]), "")
