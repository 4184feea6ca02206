"""What looks wrong in the data of a funnel: said beside the figures, never dropped from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from entente.funnel.rules.cases import Cases
from entente.funnel.rules.passages import Passages


class About(StrEnum):
    """What is doubtful."""

    LATER_STAGE_FIRST = "later_stage_first"
    """A later stage was reached before this one: closed before the first contact."""
    UNKNOWN_STAGE = "unknown_stage"
    """Passages into a stage that this funnel does not have: they are in none of its figures."""
    CLOSED_BEFORE_OPENED = "closed_before_opened"
    """Deals that closed before they were opened."""


@dataclass(frozen=True)
class Doubt:
    """One kind of doubt, about one stage where it has one: how many cases, and which."""

    about: About
    stage: str
    count: int
    contacts: tuple[int, ...]
    deals: tuple[int, ...] = ()


def doubts(
    *, passages: Passages, cases: Sequence[Cases], closed_before_opened: Sequence[int] = ()
) -> list[Doubt]:
    """All doubts about these passages: the stages in order, what no stage knows, then the deals."""
    disordered = [
        Doubt(
            About.LATER_STAGE_FIRST,
            passages.shape.stages[stage.place].key,
            int(stage.disordered.sum()),
            tuple(stage.contact[stage.disordered].tolist()),
        )
        for stage in cases
        if stage.disordered.any()
    ]
    unknown = [
        Doubt(About.UNKNOWN_STAGE, key, count, ())
        for key, count in sorted(passages.unknown.items())
    ]
    deals = tuple(closed_before_opened)
    of_deals = [Doubt(About.CLOSED_BEFORE_OPENED, "", len(deals), (), deals)] if deals else []
    return [*disordered, *unknown, *of_deals]
