"""One holder per folder: a lock that the kernel drops when its holder dies, however it dies."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from entente.project.trouble import Trouble


class Taken(Trouble):
    """Somebody else holds the lock; `note` is what the holder wrote about itself."""

    def __init__(self, *, path: Path, note: dict[str, str]) -> None:
        self.path, self.note = path, note
        folder, process = path.parent, note.get("process", "unknown")
        if address := note.get("address"):
            sentence = f"Entente already runs on {folder}: {address} (process {process})."
        else:
            sentence = f"Another command is using {folder} (process {process}). Wait until it ends."
        super().__init__(sentence)


@dataclass
class Lock:
    """A held lock. Closing the file, or dying, releases it; children do not inherit it."""

    path: Path
    handle: int

    def write(self, *, note: dict[str, str]) -> None:
        """Tell those who come later who we are."""
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, json.dumps(note).encode(), 0)

    def release(self) -> None:
        """Let the next one in."""
        os.close(self.handle)


def take(*, path: Path, note: dict[str, str]) -> Lock:
    """Hold the lock at `path` until released; raises `Taken` at once when somebody else does."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Taken(path=path, note=read_note(path=path)) from None
    lock = Lock(path=path, handle=handle)
    lock.write(note=note)
    return lock


def read_note(*, path: Path) -> dict[str, str]:
    """What the holder wrote, or nothing when it has not come to it yet."""
    try:
        return dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return {}
