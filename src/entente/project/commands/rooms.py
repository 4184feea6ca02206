"""`import` and `report`: the doors of `entente.cli`, with the database at hand."""

from importlib import import_module

from entente.project import instance


def run(*, arguments: list[str]) -> int:
    """Hand the words on; the exit code comes back."""
    chosen, rest = instance.opened_by(arguments=arguments)
    with instance.at_hand(instance=chosen):
        # Django reads its settings on import, and they are complete only from here on.
        import_module("django").setup()
        return int(import_module("entente.cli.main").run(rest) or 0)
