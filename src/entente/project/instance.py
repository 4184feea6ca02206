"""One instance: its folder, its address, and what the programs that serve it are told."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entente.project import secrets
from entente.project.postgres import server
from entente.project.trouble import Trouble

ROOT = Path(__file__).resolve().parents[3]
PORT = 8400
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  read, to refuse them
SETTINGS = "entente.project.settings"


@dataclass(frozen=True)
class Instance:
    """Where the data lie and where the pages are served."""

    data: Path
    host: str = "127.0.0.1"
    port: int = PORT

    @property
    def lock(self) -> Path:
        """Held while the instance is up."""
        return self.data / "lock"

    @property
    def database(self) -> Path:
        """The home of our own PostgreSQL."""
        return self.data / "postgres"

    @property
    def setup_token(self) -> Path:
        """The word that the first-run page asks for."""
        return self.data / "setup-token"

    @property
    def static(self) -> Path:
        """Style sheets, scripts and pictures, a folder per version of them."""
        return self.data / "static"

    @property
    def address(self) -> str:
        """What people type."""
        host = "127.0.0.1" if self.host in EVERYWHERE else self.host
        return f"http://{host}:{self.port}"

    def open_folder(self) -> None:
        """Make the data folder, closed to others; one that exists keeps its permissions."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as reason:
            raise Trouble(f"The data folder cannot be made: {reason}.") from reason
        if not os.access(self.data, os.R_OK | os.W_OK | os.X_OK):
            raise Trouble(f"{self.data} belongs to somebody else. Choose a folder with --data.")

    def surroundings(self, *, database_url: str) -> dict[str, str]:
        """The environment of every process of this instance. Raises Trouble where anybody could
        come over a network in plain http.
        """
        url = os.environ.get("ENTENTE_URL", self.address)
        if self.host in EVERYWHERE and not url.startswith("https:") and not _plainly():
            raise Trouble(
                f"Pages on {self.host or 'every address'} could be reached over a network, and "
                "passwords would cross it unencrypted. Put a proxy with TLS in front and name its "
                "https:// address in ENTENTE_URL, or set ENTENTE_PLAIN_HTTP=yes."
            )
        return {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "ENTENTE_DATA": str(self.data),
            "ENTENTE_DATABASE_URL": database_url,
            "ENTENTE_URL": url,
            "ENTENTE_SECRET_KEY": os.environ.get("ENTENTE_SECRET_KEY")
            or secrets.kept(path=self.data / "secret-key"),
            "ENTENTE_SETUP_TOKEN_FILE": str(self.setup_token),
        }


def _plainly() -> bool:
    return os.environ.get("ENTENTE_PLAIN_HTTP") == "yes"


def options() -> argparse.ArgumentParser:
    """The options of every command that needs data."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    default = os.environ.get("ENTENTE_DATA") or ROOT / ".entente" / "data"
    parser.add_argument("--data", type=Path, default=Path(default))
    return parser


def opened_by(*, arguments: list[str]) -> tuple[Instance, list[str]]:
    """The instance that a command line means, and the words that are not about it."""
    chosen, rest = options().parse_known_args(arguments)
    return Instance(data=chosen.data.expanduser().absolute()), rest


@contextlib.contextmanager
def at_hand(*, instance: Instance) -> Iterator[None]:
    """Within the block this process may import Django: the database runs and settings can be read.

    Joins the server of an instance that is up, else starts one for as long as the block lasts.
    """
    instance.open_folder()
    with contextlib.ExitStack() as stack:
        url = os.environ.get("ENTENTE_DATABASE_URL")
        if not url:
            url = stack.enter_context(server.serving(folder=instance.database, say=tell)).url
        os.environ.update(instance.surroundings(database_url=url))
        yield


def tell(sentence: str) -> None:
    """A line for the person at the console, beside what a program may read from the output."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
