"""A mapping bound to a file's columns, with this house's zone, currency and funnel."""

from collections.abc import Sequence
from datetime import datetime

from entente.exchange.rules import binding, document
from entente.funnel import queries as funnel
from entente.workspace import queries as workspace


def plan_of(*, mapping: document.Document, columns: Sequence[str], at: datetime) -> binding.Plan:
    """How the rows of a file are read. Facts lie before `at`. Raises BadMapping."""
    here = workspace.current()
    return binding.bind(
        mapping=mapping, columns=columns, house=here.timezone, currency=here.currency, now=at
    )


def stages_of_funnel(*, at: datetime) -> dict[str, str]:
    """The keys of the funnel's stages, by folded key and by folded name."""
    found: dict[str, str] = {}
    for stage in funnel.canon(at=at).document.stages:
        found[stage.name.casefold()] = stage.key
        found[stage.key.casefold()] = stage.key
    return found
