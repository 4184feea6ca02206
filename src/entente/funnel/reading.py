"""Reading the criteria by which stages are entered, and what a closed funnel runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from entente.agreements.rules.content import Content, Path, Problem, by_model, rows_of
from entente.audiences import offers
from entente.audiences.signed import looked_through
from entente.audiences.vocabulary import Spoken, spoken
from entente.funnel.rules.document import FunnelDocument
from entente.funnel.rules.objections import objections
from entente.kit.criteria import canonical
from entente.kit.criteria.operators import Type
from entente.kit.criteria.tree import Compare, Criterion, walk

# Texts are read with all that is known, from whichever day.
LATEST = datetime(2199, 12, 31, tzinfo=UTC)


def words() -> Spoken:
    """What the criterion of a stage may ask about."""
    return spoken(at=LATEST)


def validate(content: Content) -> dict[str, Any]:
    """The content in full with every criterion understood. Raises ContentInvalid with its place.

    Closed content stays closed, but its trees are read from its texts anew: nobody slips in a tree
    that says something else than the text that is signed.
    """
    closed = any(_entry(stage).get("tree") is not None for stage in content.get("stages") or [])
    plain = _plain(content)
    return _with(plain, _understood(plain)) if closed else plain


def resolve(content: Content) -> dict[str, Any]:
    """The content closed: the canonical tree of each criterion beside its text."""
    plain = _plain(content)
    return _with(plain, _understood(plain))


def _plain(content: Content) -> dict[str, Any]:
    """Without trees, and in full. Raises ContentInvalid with all that is wrong at once."""
    return by_model(FunnelDocument, also=_wrong)(_tidy(content))


def _wrong(content: Content) -> list[Problem]:
    return [*objections(content), *_read(content)[1]]


def _entry(stage: Any) -> Mapping[str, Any]:
    entry = stage.get("entry") if isinstance(stage, Mapping) else None
    return entry if isinstance(entry, Mapping) else {}


def _tidy(content: Content) -> dict[str, Any]:
    """Without trees; a form sends '' for a deed that was not chosen."""
    stages = []
    for stage in content.get("stages") or []:
        if entry := _entry(stage):
            plain = {name: value for name, value in entry.items() if name != "tree"}
            stages.append({**stage, "entry": {**plain, "deed": entry.get("deed") or None}})
        else:
            stages.append(stage)
    return {**content, "stages": stages}


def _with(plain: Mapping[str, Any], trees: Mapping[int, Criterion]) -> dict[str, Any]:
    stages = list(plain["stages"])
    for n, tree in trees.items():
        entry = {**stages[n]["entry"], "tree": canonical.to_json(tree)}
        stages[n] = {**stages[n], "entry": entry}
    return {**plain, "stages": stages}


def _understood(plain: Mapping[str, Any]) -> dict[int, Criterion]:
    """The trees of stages that have a criterion, all of which read."""
    return {int(path[1]): tree for path, tree in _read(plain)[0].items()}


def _read(content: Content) -> tuple[dict[Path, Criterion], list[Problem]]:
    """The trees of the criteria that read, and what is wrong with any of them."""
    texts: dict[Path, str] = {
        (*at, "entry", "text"): text
        for at, stage in rows_of(content, "stages")
        if (entry := _entry(stage)).get("by") == "criterion"
        and isinstance(text := entry.get("text"), str)
        and text.strip()
    }
    if not texts:
        return {}, []
    said = words()
    return looked_through(texts=texts, words=said, objects=partial(_not_closed, said))


def _not_closed(words: Spoken, _path: Path, tree: Criterion) -> list[str]:
    """What would let somebody change the meaning of what was signed, or turn in a circle."""
    scores = {
        spec.key
        for offer in offers.fields_of("contact")
        if offer.by_behaviour
        for spec, _ in offer.fields(LATEST)
    }
    fields = {spec.key: spec.type for spec in words.vocabulary.fields}
    asked = {node.field for node in walk(tree) if isinstance(node, Compare)}
    said = []
    if asked & scores:
        said.append("Points are of the ideal lead: enter the stage by one of its clauses.")
    if any(fields.get(key) is Type.STAGE for key in asked):
        said.append("How a stage is entered cannot ask for the stage.")
    return said
