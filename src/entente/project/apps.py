"""Wires the house when Django starts."""

from django.apps import AppConfig


class House(AppConfig):
    name = "entente.project"

    def ready(self) -> None:
        from entente.project import offers  # noqa: PLC0415  models exist only from here on

        offers.wire()
