"""Everything between a database that answers and the first process that serves from it."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from entente.project import migrated, secrets
from entente.project.instance import Instance, tell
from entente.project.postgres import identity, server
from entente.project.supervise import assets
from entente.project.trouble import Trouble

APPLIED = "select count(*), max(id) from django_migrations"


class NotPrepared(Trouble):
    """The database could not be brought to this version; the lines above say why."""


@dataclass(frozen=True)
class Ready:
    """An instance whose database is up to date, and what its processes are told."""

    instance: Instance
    environment: dict[str, str]


def prepare(*, instance: Instance, database_url: str, own: server.Server | None) -> Ready:
    """Migrate and collect, unless our own database shows that this version has already done so."""
    secrets.kept(path=instance.setup_token)
    instance.static.mkdir(mode=0o700, exist_ok=True)
    place = instance.static / assets.version()
    environment = {
        **instance.surroundings(database_url=database_url),
        "ENTENTE_HOST": instance.host,
        "ENTENTE_PORT": str(instance.port),
        "ENTENTE_STATIC": str(place),
        "MALLOC_ARENA_MAX": "2",  # threads share two heaps: tens of megabytes less when idle
    }
    if not (own and place.exists() and is_current(own=own)):
        bring_up_to_date(environment=environment, place=place)
        assets.forget_others(than=place)
        if own:
            stamp(own=own).write_text(state(own=own))
    return Ready(instance=instance, environment=environment)


def bring_up_to_date(*, environment: dict[str, str], place: Path) -> None:
    """In a process of its own: the supervisor knows neither Django nor the driver."""
    drafting = {"ENTENTE_STATIC": f"{place}.draft", "ENTENTE_STATIC_PLACE": str(place)}
    verdict = call(module="entente.project.prepare", environment={**environment, **drafting})
    if not verdict:
        raise NotPrepared("The database could not be brought to this version.")
    if verdict != "durable":
        tell("The database server may lose what it confirmed: fsync or synchronous_commit is off.")


def is_current(*, own: server.Server) -> bool:
    """Whether the last preparation was of this version, and of the database that is there now."""
    return stamp(own=own).exists() and stamp(own=own).read_text() == state(own=own)


def stamp(*, own: server.Server) -> Path:
    """Lies beside the cluster, and goes with it."""
    return own.home.folder / "brought-up-to"


def state(*, own: server.Server) -> str:
    """This version, and the migrations that the database itself knows of.

    The second part notices a database that was restored from a dump of another version.
    """
    return f"{migrated.digest()} {own.ask(question=APPLIED)}"


def call(*, module: str, environment: dict[str, str]) -> str:
    """Run a module to its end, as a process that ends with us; what it printed, "" if it failed."""
    line = identity.command(
        identity="as-is",
        folder=Path.cwd(),
        last_signal=signal.SIGTERM,
        program=[sys.executable, "-m", module],
    )
    surroundings = {**os.environ, **environment}
    done = subprocess.run(line, env=surroundings, stdout=subprocess.PIPE, check=False)
    return "" if done.returncode else done.stdout.decode()
