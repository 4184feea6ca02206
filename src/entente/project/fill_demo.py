"""Fills the demo company, in a process of its own, and prints its people's sign-ins as JSON."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

import django

from entente.project.instance import tell


def main() -> None:
    """Fill, telling how far it is."""
    django.setup()
    # Models exist only from here on.
    readers = import_module("entente.project.reactions").consumers()
    people = import_module("entente.demo.fill").fill(progress=tell, readers=readers)
    sys.stdout.write(json.dumps([asdict(person) for person in people]))


if __name__ == "__main__":
    main()
