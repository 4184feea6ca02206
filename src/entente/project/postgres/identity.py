"""As whom the server runs. PostgreSQL refuses to be root, so root needs a mask or a servant."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from entente.project.postgres import binaries as programs
from entente.project.postgres import launch
from entente.project.postgres.binaries import Binaries
from entente.project.trouble import Trouble

OWN_USER = "entente"
PROBE = "initdb"  # needs the libraries beside it, which postgres itself does not


class NoIdentity(Trouble):
    """There is nobody as whom the server could run."""


@dataclass(frozen=True)
class Identity:
    """How `launch.py` is told; `binaries` are the programs that this identity can reach."""

    code: str
    binaries: Binaries

    @property
    def is_masked(self) -> bool:
        """Whether folders above the data may be closed to the server."""
        return self.code != "as-is"

    @property
    def owner(self) -> tuple[int, int] | None:
        """Whom the data must belong to, where that is not ourselves."""
        kind, *ids = self.code.split(":")
        return (int(ids[0]), int(ids[1])) if kind == "user" else None


def command(
    *, identity: str, folder: Path, last_signal: signal.Signals, program: list[str]
) -> list[str]:
    """The command line that enters `folder`, takes the identity and becomes `program`."""
    script = [sys.executable, "-I", "-S", launch.__file__]
    return [*script, str(os.getpid()), str(folder), identity, str(int(last_signal)), *program]


def choose(*, data: Path, binaries: Binaries) -> Identity:
    """As ourselves; as root behind a user namespace; else as a system user of our own.

    Data that a system user already owns stay with it. ENTENTE_POSTGRES_AS=user skips the namespace.
    """
    if os.geteuid() != 0:
        return Identity(code="as-is", binaries=binaries)
    owner = data.stat().st_uid
    if owner == 0 and os.environ.get("ENTENTE_POSTGRES_AS") != "user":
        reached = reachable(code=f"namespace:{mask()}", binaries=binaries)
        if reached:
            return reached
    account = pwd.getpwuid(owner) if owner else own_account()
    reached = reachable(code=f"user:{account.pw_uid}:{account.pw_gid}", binaries=binaries)
    if not reached:
        raise NoIdentity(f"The user {account.pw_name} cannot run PostgreSQL's programs.")
    return reached


def reachable(*, code: str, binaries: Binaries) -> Identity | None:
    """The identity with programs it can run: those given, else a copy; None if neither runs."""
    outcome = probe(code=code, binaries=binaries)
    if outcome not in (0, launch.NAMESPACE_REFUSED):
        binaries = programs.copied(binaries=binaries)
        outcome = probe(code=code, binaries=binaries)
    return Identity(code=code, binaries=binaries) if outcome == 0 else None


def probe(*, code: str, binaries: Binaries) -> int:
    """Try one harmless program as that identity; 0 when it ran."""
    attempt = command(
        identity=code,
        folder=Path("/"),
        last_signal=signal.SIGKILL,
        program=[binaries.program(PROBE), "--version"],
    )
    return subprocess.run(attempt, capture_output=True, check=False).returncode


def mask() -> int:
    """A user id that the machine knows by name: initdb asks for the name of its user."""
    return next(entry.pw_uid for entry in pwd.getpwall() if 0 < entry.pw_uid < 65534)


def own_account() -> pwd.struct_passwd:
    """The system user `entente`, made when it does not exist."""
    try:
        return pwd.getpwnam(OWN_USER)
    except KeyError:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if not useradd:
        raise NoIdentity(
            "PostgreSQL does not run as root, and there is no useradd to make a user for it. "
            "Start as an ordinary user, or set ENTENTE_DATABASE_URL."
        )
    nowhere = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    subprocess.run([useradd, "--system", *nowhere, OWN_USER], check=True)
    return pwd.getpwnam(OWN_USER)
