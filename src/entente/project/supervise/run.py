"""Runs an instance from the first look at its folder to the last page served."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from entente.project import lock as locks
from entente.project.instance import Instance, tell
from entente.project.postgres import server
from entente.project.supervise import port, preparation, tree
from entente.project.supervise.preparation import Ready

FIRST_PAGE = 30.0  # seconds; two is usual
LOOK_AGAIN = 0.2  # seconds
Step = Callable[[Ready], None]


def run(*, instance: Instance, is_port_chosen: bool, fill: Step, greet: Step) -> int:
    """Serve until told to stop. `fill` runs before the first page, `greet` after it answered."""
    instance.open_folder()
    with contextlib.ExitStack() as stack:
        instance = claim(instance=instance, is_port_chosen=is_port_chosen, stack=stack)
        serve(instance=instance, fill=fill, greet=greet, stack=stack)
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


def serve(*, instance: Instance, fill: Step, greet: Step, stack: contextlib.ExitStack) -> None:
    """Database, preparation, pages and worker; then look after them."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    database = None
    url = os.environ.get("ENTENTE_DATABASE_URL")
    if not url:
        database = server.start(folder=instance.database, say=tell)
        stack.callback(database.stop)
        url = database.address.url
    ready = preparation.prepare(instance=instance, database_url=url, own=database)
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
    while not 0 < port.status(host=here.host, port=here.port) < 500:
        if not told and time.monotonic() - began > FIRST_PAGE:
            tell(f"No page after {FIRST_PAGE:.0f} s; still trying. Lines above may say why.")
            told = True
        yield False
    greet(ready)
    while True:
        yield True


def children(*, ready: Ready) -> list[tree.Child]:
    """Pages and worker."""
    modules = {"pages": "entente.project.supervise.web", "worker": "entente.project.worker"}
    return [
        tree.Child(name=name, module=module, environment=ready.environment)
        for name, module in modules.items()
    ]
