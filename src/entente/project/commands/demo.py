"""`./entente demo`: a company with a story, and how to sign in as its people."""

import json
import os
import shutil
from pathlib import Path

from entente.project import instance, secrets
from entente.project import lock as locks
from entente.project.commands import up
from entente.project.instance import Instance
from entente.project.postgres import server
from entente.project.supervise import preparation
from entente.project.supervise import run as supervise
from entente.project.supervise.preparation import NotPrepared, Ready
from entente.project.trouble import Trouble

FOLDER = instance.ROOT / ".entente" / "demo"
FILL = "entente.project.fill_demo"


def run(*, arguments: list[str]) -> int:
    """Fill it once, then serve; `--fresh` begins again."""
    words = up.parser(name="demo")
    words.set_defaults(data=Path(os.environ.get("ENTENTE_DATA") or FOLDER))
    words.add_argument("--fresh", action="store_true", help="forget the company and fill it again")
    chosen = words.parse_args(arguments[1:])
    if os.environ.get("ENTENTE_DATABASE_URL"):
        raise Trouble("The demo keeps to its own database: unset ENTENTE_DATABASE_URL.")
    here = up.as_instance(chosen=chosen)
    if chosen.fresh or not signins(here=here).exists():
        forget(here=here)
    is_port_chosen = chosen.port is not None
    return supervise.run(instance=here, is_port_chosen=is_port_chosen, fill=fill, greet=greet)


def signins(*, here: Instance) -> Path:
    """Written when the company is complete; without it a filling was cut off."""
    return here.data / "sign-ins.json"


def forget(*, here: Instance) -> None:
    """Remove a company of ours that is half filled or no longer wanted."""
    here.open_folder()
    if not any(here.data.iterdir()):
        (here.data / "demo").touch()
    if not (here.data / "demo").exists():
        raise Trouble(f"{here.data} holds something that is no demo. Choose an empty folder.")
    locks.take(path=here.lock, note={}).release()
    server.discard(folder=here.database)
    for part in ("files", "static"):
        shutil.rmtree(here.data / part, ignore_errors=True)
    signins(here=here).unlink(missing_ok=True)


def fill(ready: Ready) -> None:
    """Fill the company unless it is there, and keep the sign-ins for the next start."""
    place = signins(here=ready.instance)
    if place.exists():
        return
    people = preparation.call(module=FILL, environment=ready.environment)
    if not people:
        raise NotPrepared("The demo company could not be filled; the lines above say why.")
    secrets.write_private(path=place, text=people)


def greet(ready: Ready) -> None:
    """Say where it is, and who may sign in."""
    instance.tell(f"\nThe demo company is at {ready.environment['ENTENTE_URL']}\n")
    for person in json.loads(signins(here=ready.instance).read_text()):
        words = (person["role"], person["name"], person["email"], person["password"])
        instance.tell("  {:<22} {:<20} {:<34} {}".format(*words))
    instance.tell("\nCtrl-C stops it; the next start keeps the company.")
