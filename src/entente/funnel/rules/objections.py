"""What keeps stages from being one funnel, each beside the field that has to change. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from entente.agreements.rules.content import Content, Path, Problem, doubled, rows_of
from entente.funnel.rules.document import folded


def objections(content: Content) -> list[Problem]:
    """All of it at once, of content in whatever shape it was sent."""
    stages = list(rows_of(content, "stages"))
    return [
        *_named_twice(stages),
        *_out_of_order(stages),
        *_entered_otherwise(stages),
        *_handed_over_twice(stages),
        *_too_few(stages),
    ]


Stages = list[tuple[Path, Content]]


def _is_exit(stage: Content) -> bool:
    return stage.get("is_exit") is True


def _named_twice(stages: Stages) -> Iterator[Problem]:
    called = {folded(str(stage.get("name"))): stage.get("name") for _, stage in stages}
    named = [((*at, "name"), _folded(stage.get("name"))) for at, stage in stages]
    return doubled(
        named,
        words=lambda name: f"Another stage is called {called[name]}; give this one its own name",
    )


def _folded(name: Any) -> Any:
    return folded(name) if isinstance(name, str) else name


def _out_of_order(stages: Stages) -> Iterator[Problem]:
    exits = False
    for at, stage in stages:
        if exits and not _is_exit(stage):
            yield Problem((*at, "is_exit"), "Move this stage up: the side exits come last")
        exits = exits or _is_exit(stage)


def _entered_otherwise(stages: Stages) -> Iterator[Problem]:
    for at, stage in stages:
        entry = stage.get("entry")
        way = entry.get("by") if isinstance(entry, dict) else None
        if _is_exit(stage) and way and way != "hand":
            words = "Choose “by hand”: a side exit is entered so, or when a deal is lost"
            yield Problem((*at, "entry", "by"), words)


def _handed_over_twice(stages: Stages) -> Iterator[Problem]:
    first = None
    for at, stage in stages:
        if stage.get("handover") is True and first is not None:
            words = f"Entering {first} hands over already; only one stage can"
            yield Problem((*at, "handover"), words)
        elif stage.get("handover") is True:
            first = stage.get("name") or "an earlier stage"


def _too_few(stages: Stages) -> Iterator[Problem]:
    if sum(not _is_exit(stage) for _, stage in stages) < 2:
        yield Problem(("stages",), "Add a stage: a funnel has at least two besides its side exits")
