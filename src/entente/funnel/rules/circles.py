"""Criteria that ask for what comes of meeting them: no stage is entered by having entered it. Pure.

A clause that leads into SQL and asks who is at SQL would be met because it is met. What a stage
brings about by itself is that it is entered and, where it is the hand-over, that sales gets the
lead; what people then do about it is their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from entente.funnel.events import STAGE_ENTERED
from entente.funnel.rules.document import FunnelDocument, Stage
from entente.kit.criteria.meaning.evaluate import fitting
from entente.kit.criteria.meaning.facts import Asked, Deed
from entente.kit.criteria.meaning.verdict import MISSED
from entente.kit.criteria.operators import Operator, Type
from entente.kit.criteria.tree import (
    Behaviour,
    Compare,
    Criterion,
    Occurrence,
    Related,
    parts,
    walk,
)
from entente.kit.criteria.vocabulary import Vocabulary

_KNOWLEDGE = (Operator.KNOWN, Operator.UNKNOWN)
_NAMED = ("stage", "stage_name")  # the properties of an entry that tell its stage for certain
_SOMETIME = Asked(at=datetime(2000, 1, 1, tzinfo=UTC), zone=ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """That a criterion leads into a stage; `and_on` forbids it to ask for later ones as well.

    `follows` are the kinds of entry that a hand-over tells by itself.
    """

    stage: Stage
    funnel: FunnelDocument
    vocabulary: Vocabulary
    follows: frozenset[str]
    and_on: bool = False

    @property
    def consequences(self) -> tuple[Stage, ...]:
        """The stages whose entering it may not ask for."""
        rank = self.funnel.rank(self.stage.key)
        return self.funnel.path[rank:] if self.and_on else (self.stage,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """What a criterion asks that comes of meeting it, as after “asks”; what to do instead."""

    asks: str
    instead: str


def circle(tree: Criterion, *, way: Way) -> Circle | None:
    """What it asks that comes of meeting it; None where there is nothing of the kind."""
    name = way.stage.name
    if any(_is_of_stage(node, way) for node in own(tree)):
        return Circle(asks=f"who is at {name}", instead=_instead(way))
    deeds = [node for node in walk(tree) if isinstance(node, Behaviour | Occurrence)]
    if any(_is_entering(node, way) for node in deeds):
        later = " or a later stage" if len(way.consequences) > 1 else ""
        return Circle(asks=f"who entered {name}{later}", instead=_instead(way, entered=True))
    handed = next((stage for stage in way.consequences if stage.handover), None)
    if handed is not None and any(node.kind in way.follows for node in deeds):
        asks = f"who was handed over, which comes of entering {handed.name}"
        return Circle(asks=asks, instead=_instead(way))
    return None


def own(tree: Criterion) -> Iterator[Criterion]:
    """A criterion and all inside it but what is asked of related records: deals have stages too."""
    yield tree
    if not isinstance(tree, Related):
        for part in parts(tree):
            yield from own(part)


def _is_of_stage(node: Criterion, way: Way) -> bool:
    if not isinstance(node, Compare) or way.vocabulary.field(node.field).type is not Type.STAGE:
        return False
    if node.operator in _KNOWLEDGE:
        return way.funnel.rank(way.stage.key) == 0
    named = node.value if isinstance(node.value, tuple) else (node.value,)
    return any(stage.key in named for stage in way.consequences)


def _is_entering(node: Behaviour | Occurrence, way: Way) -> bool:
    return node.kind == STAGE_ENTERED.name and any(
        _may_be(node, stage, way.vocabulary) for stage in way.consequences
    )


def _may_be(node: Behaviour | Occurrence, stage: Stage, vocabulary: Vocabulary) -> bool:
    told = {"stage": stage.key, "stage_name": stage.name}
    entering = Deed(position=1, kind=node.kind, occurred_at=_SOMETIME.at, properties=told)
    where = [one for one in node.where if one.property in _NAMED]
    return fitting(entering, node.kind, where, vocabulary, _SOMETIME) is not MISSED


def _instead(way: Way, *, entered: bool = False) -> str:
    earlier: Sequence[Stage] = way.funnel.path[: way.funnel.rank(way.stage.key)]
    if not earlier:
        return "Ask for what leads are and do."
    if entered:
        return f"Name an earlier one, as in: entered a stage with stage “{earlier[-1].key}”."
    if way.and_on:
        return "Ask for what leads are and do."
    return f"Ask for an earlier stage, like {earlier[-1].name}, or for what leads are and do."
