"""`./entente demo`: a company with a story, and how to sign in as its people."""

import json
import os
import shutil
from pathlib import Path

from entente.project import instance, secrets
from entente.project import lock as locks
from entente.project.commands import up
from entente.project.instance import Instance
from entente.project.supervise import run as supervise
from entente.project.supervise.run import NotPrepared, Ready

FOLDER = instance.ROOT / ".entente" / "demo"
FILL = "entente.project.fill_demo"


def run(*, arguments: list[str]) -> int:
    """Fill it once, then serve; `--fresh` begins again."""
    words = up.parser(name="demo")
    words.set_defaults(data=Path(os.environ.get("ENTENTE_DATA") or FOLDER))
    words.add_argument("--fresh", action="store_true", help="forget the company and fill it again")
    chosen = words.parse_args(arguments[1:])
    if os.environ.get("ENTENTE_DATABASE_URL"):
        instance.tell("The demo keeps to its own database: unset ENTENTE_DATABASE_URL.")
        return 1
    here = up.as_instance(chosen=chosen)
    if chosen.fresh or not signins(here=here).exists():
        refusal = forget(here=here)
        if refusal:
            instance.tell(refusal)
            return 1
    is_port_chosen = chosen.port is not None
    return supervise.run(instance=here, is_port_chosen=is_port_chosen, fill=fill, greet=greet)


def signins(*, here: Instance) -> Path:
    """Written when the company is complete; without it a filling was cut off."""
    return here.data / "sign-ins.json"


def forget(*, here: Instance) -> str:
    """Remove a company of ours that is half filled or no longer wanted; else say why not."""
    if not here.data.exists() or not any(here.data.iterdir()):
        here.open_folder()
        (here.data / "demo").touch()
        return ""
    if not (here.data / "demo").exists():
        return f"{here.data} holds something that is no demo. Choose an empty folder."
    try:
        locks.take(path=here.lock, note={}).release()
    except locks.Taken as taken:
        return supervise.in_use(taken=taken)
    for part in ("postgres", "files", "static"):
        shutil.rmtree(here.data / part, ignore_errors=True)
    signins(here=here).unlink(missing_ok=True)
    return ""


def fill(ready: Ready) -> None:
    """Fill the company unless it is there, and keep the sign-ins for the next start."""
    place = signins(here=ready.instance)
    if place.exists():
        return
    people = supervise.call(module=FILL, environment=ready.environment)
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
