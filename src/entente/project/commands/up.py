"""`./entente up`: run this instance."""

import argparse
import os

from entente.project import instance
from entente.project.instance import Instance
from entente.project.supervise import port
from entente.project.supervise import run as supervise
from entente.project.supervise.preparation import Ready


def run(*, arguments: list[str]) -> int:
    """Serve until told to stop."""
    chosen = parser(name="up").parse_args(arguments[1:])
    return supervise.run(
        instance=as_instance(chosen=chosen),
        is_port_chosen=chosen.port is not None,
        fill=lambda ready: None,
        greet=greet,
    )


def parser(*, name: str) -> argparse.ArgumentParser:
    """The options of the commands that serve."""
    words = argparse.ArgumentParser(prog=f"./entente {name}", parents=[instance.options()])
    words.add_argument("--host", default=os.environ.get("ENTENTE_HOST", "127.0.0.1"))
    words.add_argument("--port", type=int, default=os.environ.get("ENTENTE_PORT"))
    return words


def as_instance(*, chosen: argparse.Namespace) -> Instance:
    """The instance that those options mean."""
    number = instance.PORT if chosen.port is None else chosen.port
    return Instance(data=chosen.data.expanduser().absolute(), host=chosen.host, port=number)


def greet(ready: Ready) -> None:
    """Say where it is, and on the first run what to do."""
    where = ready.environment["ENTENTE_URL"]
    instance.tell(f"Entente is at {where}")
    here = ready.instance
    if port.status(host=here.host, port=here.port, path="/setup/") == 200:  # 404 once it is done
        token = ready.instance.setup_token.read_text().strip()
        instance.tell(f"First run: open {where}/setup/?token={token}")
    instance.tell("Ctrl-C stops it.")
