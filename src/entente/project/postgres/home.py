"""The folder that holds one cluster, and the address at which its server answers."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 107  # sun_path holds 108 bytes with the closing zero
SOCKET_PREFIX = "entente-"
DATABASE = USER = "entente"
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Address:
    """Where and as whom to connect. The password stays in a file of mode 0600."""

    socket: Path
    passwords: Path
    database: str = DATABASE
    user: str = USER

    @property
    def url(self) -> str:
        """The form that ENTENTE_DATABASE_URL takes."""
        socket, passwords = quote(str(self.socket), safe="/"), quote(str(self.passwords), safe="/")
        return f"postgresql://{self.user}@/{self.database}?host={socket}&passfile={passwords}"

    @property
    def parameters(self) -> dict[str, str]:
        """The same, as keywords of `psycopg.connect`."""
        return {
            "host": str(self.socket),
            "user": self.user,
            "dbname": self.database,
            "passfile": str(self.passwords),
        }


@dataclass(frozen=True)
class Home:
    """Our own folder; nothing above it is ever touched."""

    folder: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "cluster"

    @property
    def passwords(self) -> Path:
        """The passwords of both roles, in the form of libpq's passfile."""
        return self.folder / "passwords"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "log"

    @property
    def lock(self) -> Path:
        """Held by whoever runs the server."""
        return self.folder / "lock"

    @property
    def prepared(self) -> Path:
        """Stands once role and database exist."""
        return self.folder / "prepared"

    @property
    def socket_note(self) -> Path:
        """Names the folder of the socket, for those who join."""
        return self.folder / "socket-folder"

    @property
    def address(self) -> Address:
        """Where the server that runs now answers."""
        return Address(socket=Path(self.socket_note.read_text()), passwords=self.passwords)


def is_short(*, folder: Path) -> bool:
    """Whether a socket in `folder` fits into an address."""
    return len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET


def temporary(*, prefix: str) -> Path:
    """A new folder of mode 0700 with a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if is_short(folder=folder):
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))


def open_socket_folder(*, home: Home, masked: bool, owner: tuple[int, int] | None) -> Path:
    """A folder of mode 0700 for the socket: within the home, or short-lived elsewhere.

    Elsewhere when the home lies too deep, or when the server may not walk down to it. A server that
    is started again, after whatever end, finds the folder of before: clients keep their address.
    """
    keeper = owner[0] if owner else os.geteuid()
    if before := still_there(home=home, keeper=keeper):
        # Of a killed server; its lock names a process number that may be somebody else's now.
        for remnant in before.glob(f"{SOCKET_NAME}*"):
            remnant.unlink()
        return before
    inside = home.folder / "socket"
    if masked or not is_short(folder=inside):
        folder = temporary(prefix=SOCKET_PREFIX)
    else:
        inside.mkdir(mode=0o700, exist_ok=True)
        folder = inside
    if owner:
        os.chown(folder, *owner)
    home.socket_note.write_text(str(folder))
    return folder


def still_there(*, home: Home, keeper: int) -> Path | None:
    """The socket's folder of before, if it is still a folder that only its keeper may enter."""
    if not home.socket_note.exists():
        return None
    folder = Path(home.socket_note.read_text())
    if not folder.is_dir() or folder.is_symlink():
        return None
    found = folder.stat()
    return folder if found.st_uid == keeper and found.st_mode & 0o777 == 0o700 else None


def close_socket_folder(*, home: Home) -> None:
    """Remove the socket's folder."""
    if home.socket_note.exists():
        shutil.rmtree(home.socket_note.read_text(), ignore_errors=True)
        home.socket_note.unlink()
