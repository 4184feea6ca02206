"""Runs an instance from the first look at its folder to the last page served."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from entente.project import lock as locks
from entente.project import secrets
from entente.project.instance import Instance, tell
from entente.project.postgres import identity, server
from entente.project.supervise import assets, port, tree

FIRST_PAGE = 30.0  # seconds; two is usual
LOOK_AGAIN = 0.2  # seconds


class NotPrepared(Exception):
    """The database could not be brought to this version; the lines above say why."""


@dataclass(frozen=True)
class Ready:
    """An instance whose database answers and is up to date."""

    instance: Instance
    environment: dict[str, str]
    is_set_up: bool


Step = Callable[[Ready], None]


def run(*, instance: Instance, is_port_chosen: bool, fill: Step, greet: Step) -> int:
    """Serve until told to stop. `fill` runs before the first page, `greet` after it answered."""
    instance.open_folder()
    try:
        with contextlib.ExitStack() as stack:
            instance = claim(instance=instance, is_port_chosen=is_port_chosen, stack=stack)
            serve(instance=instance, fill=fill, greet=greet, stack=stack)
    except locks.Taken as taken:
        tell(in_use(taken=taken))
        return 1
    except (port.PortInUse, NotPrepared, server.NotStarted) as reason:
        tell(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def claim(*, instance: Instance, is_port_chosen: bool, stack: contextlib.ExitStack) -> Instance:
    """Hold the folder and find a port; whoever comes later reads the address in the lock."""
    process = str(os.getpid())
    held = locks.take(path=instance.lock, note={"process": process})
    stack.callback(held.release)
    free = port.choose(host=instance.host, port=instance.port, is_chosen=is_port_chosen)
    if free != instance.port:
        tell(f"Port {instance.port} is in use by another program; taking {free}.")
    instance = replace(instance, port=free)
    held.write(note={"address": instance.address, "process": process})
    return instance


def in_use(*, taken: locks.Taken) -> str:
    """Who has the folder, in a sentence."""
    folder, process = taken.path.parent, taken.note.get("process", "unknown")
    if address := taken.note.get("address"):
        return f"Entente already runs on {folder}: {address} (process {process})."
    return f"Another command is using {folder} (process {process}). Wait until it ends."


def serve(*, instance: Instance, fill: Step, greet: Step, stack: contextlib.ExitStack) -> None:
    """Database, preparation, pages and worker; then look after them."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    database = None
    url = os.environ.get("ENTENTE_DATABASE_URL")
    if not url:
        database = server.start(folder=instance.database, say=tell)
        stack.callback(database.stop)
        url = database.address.url
    ready = prepare(instance=instance, database_url=url)
    fill(ready)
    family = tree.Tree(children=children(ready=ready), say=tell)
    family.listen()
    stack.callback(family.stop)
    for child in family.children:
        child.start()
    look_after(family=family, database=database, is_served=first_page(ready=ready, greet=greet))


def look_after(
    *, family: tree.Tree, database: server.Server | None, is_served: Iterator[bool]
) -> None:
    """Until told to stop, keep everything alive; look for the first page until it is served."""
    while not family.is_stopping:
        if database and not database.is_alive():
            tell("The database ended; starting it again")
            database.revive(say=tell)
        family.look_around()
        time.sleep(LOOK_AGAIN if next(is_served) else LOOK_AGAIN / 4)


def first_page(*, ready: Ready, greet: Step) -> Iterator[bool]:
    """Greets once the first page has answered; says so when that takes long. Endless."""
    began, told, here = time.monotonic(), False, ready.instance
    while not port.answers(host=here.host, port=here.port):
        if not told and time.monotonic() - began > FIRST_PAGE:
            tell(f"No page after {FIRST_PAGE:.0f} s; still trying. Lines above may say why.")
            told = True
        yield False
    greet(ready)
    while True:
        yield True


def prepare(*, instance: Instance, database_url: str) -> Ready:
    """Migrate and collect in a process of its own; what it found comes back."""
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
    drafting = {"ENTENTE_STATIC": f"{place}.draft", "ENTENTE_STATIC_PLACE": str(place)}
    found = call(module="entente.project.prepare", environment={**environment, **drafting})
    if not found:
        raise NotPrepared("The database could not be brought to this version.")
    assets.forget_others(than=place)
    state = json.loads(found)
    if not state["is_durable"]:
        tell("The database server may lose what it confirmed: fsync or synchronous_commit is off.")
    return Ready(instance=instance, environment=environment, is_set_up=state["is_set_up"])


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


def children(*, ready: Ready) -> list[tree.Child]:
    """Pages and worker."""
    modules = {"pages": "entente.project.supervise.web", "worker": "entente.project.worker"}
    return [
        tree.Child(name=name, module=module, environment=ready.environment)
        for name, module in modules.items()
    ]
