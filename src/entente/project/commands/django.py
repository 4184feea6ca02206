"""Django's own commands (`migrate`, `shell`, `makemigrations`, …) on the instance's database."""

from importlib import import_module

from entente.project import instance


def run(*, arguments: list[str]) -> int:
    """Run one with the database at hand; an unknown name says so."""
    chosen, rest = instance.opened_by(arguments=arguments)
    with instance.at_hand(instance=chosen):
        # Django reads its settings on import, and they are complete only from here on.
        import_module("django.core.management").execute_from_command_line(["./entente", *rest])
    return 0
