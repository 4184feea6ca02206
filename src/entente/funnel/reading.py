"""Reading the criteria by which stages are entered, and what a closed funnel runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pydantic import ValidationError

from entente.agreements.rules.content import (
    Content,
    ContentInvalid,
    Path,
    Problem,
    by_model,
    rows_of,
)
from entente.audiences import offers as audiences
from entente.audiences.signed import looked_through
from entente.audiences.vocabulary import Spoken, spoken
from entente.funnel import offers
from entente.funnel.rules.circles import Way, circle, own
from entente.funnel.rules.document import FunnelDocument, Stage
from entente.funnel.rules.objections import objections
from entente.kit.criteria import canonical
from entente.kit.criteria.operators import Type
from entente.kit.criteria.tree import Compare, Criterion

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
    """The content closed: the canonical tree of each criterion beside its text.

    Raises ContentInvalid where a clause that was signed last asks for the stage it would lead into.
    """
    plain = _plain(content)
    if wrong := _led_in_circles(plain):
        raise ContentInvalid(wrong)
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
    return looked_through(
        texts=texts, words=said, objects=partial(_objections, said, _sound(content))
    )


def _sound(content: Content) -> FunnelDocument | None:
    """The funnel that this is; None while its stages do not hold together."""
    try:
        return FunnelDocument.model_validate(dict(content))
    except ValidationError:
        return None


def _objections(
    words: Spoken, funnel: FunnelDocument | None, path: Path, tree: Criterion
) -> list[str]:
    """What would let somebody change the meaning of what was signed, or turn in a circle."""
    scores = {
        spec.key
        for offer in audiences.fields_of("contact")
        if offer.by_behaviour
        for spec, _ in offer.fields(LATEST)
    }
    fields = {spec.key: spec.type for spec in words.vocabulary.fields}
    asked = {node.field for node in own(tree) if isinstance(node, Compare)}
    said = []
    if asked & scores:
        said.append("Points are of the ideal lead: enter the stage by one of its clauses.")
    if any(fields.get(key) is Type.STAGE for key in asked):
        said.append("How a stage is entered cannot ask for the stage.")
    elif funnel is not None:
        said += _circle(tree, funnel.stages[int(path[1])], funnel, words)
    return said


def _circle(tree: Criterion, stage: Stage, funnel: FunnelDocument, words: Spoken) -> list[str]:
    way = _way(stage, funnel, words, and_on=True)
    if not (found := circle(tree, way=way)):
        return []
    into = f"This criterion leads into {stage.name}"
    return [f"{into}, so it cannot ask {found.asks}. {found.instead}"]


def _way(stage: Stage, funnel: FunnelDocument, words: Spoken, *, and_on: bool = False) -> Way:
    return Way(
        stage=stage,
        funnel=funnel,
        vocabulary=words.vocabulary,
        follows=offers.told_by_handing_over(),
        and_on=and_on,
    )


def _led_in_circles(plain: Mapping[str, Any]) -> list[Problem]:
    """Stages entered by a clause that asks for them: when it was signed, it led elsewhere."""
    if not (clauses := offers.clauses_asked(at=LATEST)):
        return []
    funnel, said, wrong = FunnelDocument.model_validate(plain), words(), []
    for n, stage in enumerate(funnel.path):
        way = _way(stage, funnel, said)
        for clause, *field in _clauses_into(stage):
            asked = (circle(tree, way=way) for tree in clauses.get(clause, ()))
            if found := next(filter(None, asked), None):
                said_so = f"The clause of the ideal lead that leads here asks {found.asks}"
                instead = "Change that clause first, or choose another way in."
                wrong.append(Problem(("stages", n, *field), f"{said_so}. {instead}"))
    return wrong


def _clauses_into(stage: Stage) -> Iterator[tuple[str, ...]]:
    """The clauses that lead into a stage, each with the field that says so."""
    if stage.entry.clause:
        yield stage.entry.clause, "entry", "clause"
    if stage.handover:
        yield "hand_raise", "handover"
