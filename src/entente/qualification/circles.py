"""Clauses, and points that count for them, that ask for what comes of meeting them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from entente.agreements.rules.content import Path, Problem
from entente.funnel import offers
from entente.funnel import queries as funnels
from entente.funnel.rules.circles import Way, circle
from entente.kit.criteria import canonical
from entente.kit.criteria.tree import Compare, Criterion, walk
from entente.kit.criteria.vocabulary import Vocabulary
from entente.qualification import queries
from entente.qualification.operations import stage_for
from entente.qualification.rules.definition import CLAUSE_NAMES

# Which parts of the points card each score adds up.
SCORES: Mapping[str, frozenset[str]] = {
    "score": frozenset({"fit", "interest"}),
    "fit": frozenset({"fit"}),
    "interest": frozenset({"interest"}),
}


def circles(
    *,
    clauses: Mapping[str, tuple[Path, Criterion]],
    lines: Mapping[Path, Criterion],
    vocabulary: Vocabulary,
    at: datetime,
) -> list[Problem]:
    """Texts that ask for the stage that they lead into, each with its place. One query.

    `clauses` by name, embedded to the last; `lines` of the points card. The funnel is the one that
    judges at that moment. A line is told of once, of the first clause for which it counts.
    """
    ways = _ways(clauses, vocabulary, at)
    wrong: dict[Path, str] = {}
    for name, way in ways.items():
        path, tree = clauses[name]
        if own := circle(tree, way=way):
            into = f"This clause leads into {way.stage.name}"
            wrong[path] = f"{into}, so it cannot ask {own.asks}. {own.instead}"
        for place, line in _counting(tree, lines):
            if place not in wrong and (own := circle(line, way=way)):
                into = f"the clause {CLAUSE_NAMES[name]}, which leads into {way.stage.name}"
                wrong[place] = f"It counts for {into}, so it cannot ask {own.asks}. {own.instead}"
    return [Problem(path, message) for path, message in wrong.items()]


def _ways(
    clauses: Mapping[str, tuple[Path, Criterion]], vocabulary: Vocabulary, at: datetime
) -> dict[str, Way]:
    funnel = funnels.canon(at=at).document
    follows = offers.told_by_handing_over()
    led = {name: stage_for(funnel=funnel, clause=name) for name in clauses if name in CLAUSE_NAMES}
    return {
        name: Way(stage=stage, funnel=funnel, vocabulary=vocabulary, follows=follows)
        for name, stage in led.items()
        if stage is not None
    }


def _counting(tree: Criterion, lines: Mapping[Path, Criterion]) -> Iterator[tuple[Path, Criterion]]:
    """The lines of the points card that a clause asks for by their sum."""
    asked = [SCORES.get(node.field, ()) for node in walk(tree) if isinstance(node, Compare)]
    counted = {part for parts in asked for part in parts}
    return ((path, line) for path, line in lines.items() if path[0] in counted)


def asked_by_clauses(at: datetime) -> dict[str, Sequence[Criterion]]:
    """What decides on each clause in force at that moment: its criterion, and lines that count."""
    held = queries.definition(at=at)
    if held is None:
        return {}
    parts = {"fit": held.document.fit, "interest": held.document.interest}
    lines: dict[Path, Criterion] = {
        (part, n): canonical.from_json(line.tree)
        for part, of in parts.items()
        for n, line in enumerate(of)
    }
    trees = {one.name: canonical.from_json(one.tree) for one in held.document.clauses}
    return {
        name: (tree, *(line for _, line in _counting(tree, lines))) for name, tree in trees.items()
    }
