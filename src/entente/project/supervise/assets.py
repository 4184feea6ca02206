"""Which version of the static files this is, and the folders of versions that are over."""

import hashlib
import shutil
from pathlib import Path

from entente.project.instance import ROOT

SOURCES = ROOT / "src" / "entente" / "web" / "static"


def version() -> str:
    """Changes with any of our own files and with the packages that bring files of theirs."""
    summary = hashlib.sha256((ROOT / "requirements" / "base.lock").read_bytes())
    for path in sorted(path for path in SOURCES.rglob("*") if path.is_file()):
        summary.update(f"\n{path.relative_to(SOURCES)}\n".encode() + path.read_bytes())
    return summary.hexdigest()[:12]


def forget_others(*, than: Path) -> None:
    """Remove earlier versions and drafts that were cut off."""
    for folder in than.parent.iterdir():
        if folder != than:
            shutil.rmtree(folder, ignore_errors=True)
