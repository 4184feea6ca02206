"""Files of imports on our disk, under names that we make; nothing of a user's name gets there."""

import hashlib
import os
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

BIGGEST: Final = 2 * 1024**3  # bytes


class TooLarge(Exception):
    """The file is larger than an import may be; the message says what to do."""


class FileGone(FileNotFoundError):
    """The file of an import is not on this machine any more, as after restoring a backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    name: str
    size: int
    digest: str


def folder() -> Path:
    """Where files of imports lie; only our own user may enter."""
    place = Path(settings.MEDIA_ROOT) / "imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep(*, blocks: Iterable[bytes]) -> Stored:
    """Write a file block by block. Raises TooLarge, and leaves nothing behind then."""
    name = uuid.uuid4().hex
    path = folder() / name
    digest, size = hashlib.sha256(), 0
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for block in blocks:
                size = _within_bounds(size + len(block))
                digest.update(block)
                file.write(block)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name=name, size=size, digest=digest.hexdigest())


def _within_bounds(size: int) -> int:
    if size > BIGGEST:
        raise TooLarge("The file has more than 2 GB. Split it and import the parts.")
    return size


def copy(*, source: Path) -> Stored:
    """Keep a copy of a file of this machine."""
    with source.open("rb") as file:
        return keep(blocks=iter(lambda: file.read(1024 * 1024), b""))


def path_of(*, name: str) -> Path:
    """The file. Names are ours: 32 hexadecimal digits. Raises ValueError for anything else."""
    if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
        raise ValueError("not a name that we made")
    return folder() / name


def held(*, name: str) -> Path:
    """The file, which is there. Raises FileGone."""
    path = path_of(name=name)
    if not path.exists():
        raise FileGone(
            "The file of this import is not on this machine any more. Bring it in again; what was "
            "imported of it stays."
        )
    return path


def unpacked_of(*, name: str) -> Path:
    """Where a workbook's sheet lies as CSV."""
    return path_of(name=name).with_suffix(".rows")


def forget(*, name: str) -> None:
    """Delete the file and what was unpacked from it."""
    path_of(name=name).unlink(missing_ok=True)
    unpacked_of(name=name).unlink(missing_ok=True)


def sweep(*, kept: Collection[str], before: datetime) -> None:
    """Delete what lies here untouched since then and is none of these: left by a killed upload."""
    for path in folder().iterdir():
        if path.stem not in kept and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
