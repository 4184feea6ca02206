"""`import` and `report`: the doors of `entente.cli`, with the database at hand."""

import contextlib
import os
from importlib import import_module

from entente.project import instance


def run(*, arguments: list[str]) -> int:
    """Hand the words on; the exit code comes back. Asking for help touches no data."""
    chosen, rest = instance.opened_by(arguments=arguments)
    if {"-h", "--help"} & set(rest):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", instance.SETTINGS)
        at_hand: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
    else:
        at_hand = instance.at_hand(instance=chosen)
    with at_hand:
        # Django reads its settings on import, and they are complete only from here on.
        import_module("django").setup()
        return int(import_module("entente.cli.main").run(rest) or 0)
