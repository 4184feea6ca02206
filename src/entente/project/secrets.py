"""Secrets that the program makes for itself, each in a file that only its owner may read."""

import os
import secrets
from pathlib import Path


def kept(*, path: Path, text: str | None = None) -> str:
    """The secret in `path`; made on the first call (or `text`), the same ever after.

    Two processes that ask at the same moment get the same answer: the file appears complete, by a
    hard link that refuses to replace another.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        write_private(path=draft, text=text or secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # somebody else was first, and theirs is the one that counts
        finally:
            draft.unlink()
    return path.read_text().strip()


def write_private(*, path: Path, text: str) -> None:
    """Write a file of mode 0600, whatever the umask says."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        os.fchmod(handle, 0o600)
        file.write(text)
