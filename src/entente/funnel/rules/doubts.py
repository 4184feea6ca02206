"""What looks wrong in the data of a funnel: said beside the figures, never dropped from them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from entente.funnel.rules.cases import Cases
from entente.funnel.rules.passages import Passages, instant


class About(StrEnum):
    """What is doubtful."""

    LATER_STAGE_FIRST = "later_stage_first"
    """A later stage was reached before this one: closed before the first contact."""
    UNKNOWN_STAGE = "unknown_stage"
    """People who entered a stage that this funnel does not have: it is in none of its figures."""
    CLOSED_BEFORE_OPENED = "closed_before_opened"
    """Deals that closed before they were opened."""
    DELETED = "deleted"
    """Contacts who were deleted or erased since: their history stays, no list has them."""


@dataclass(frozen=True)
class Doubt:
    """One kind of doubt, about one stage where it has one: how many cases, and which."""

    about: About
    stage: str
    count: int
    contacts: tuple[int, ...]
    deals: tuple[int, ...] = ()


def doubts(
    *,
    passages: Passages,
    cases: Sequence[Cases],
    start: datetime,
    until: datetime,
    closed_before_opened: Sequence[int] = (),
    deleted: Collection[int] = (),
) -> list[Doubt]:
    """All doubts about who entered in [start, until), which are the cases: the stages in order,
    what no stage knows, the deals, then who is in no list any more."""
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
    counted = {one for stage in cases for one in stage.contact.tolist()}
    unknown = [
        Doubt(About.UNKNOWN_STAGE, key, len(who), who)
        for key in sorted(passages.unknown)
        if (who := _strangers(passages, key, counted, start, until))
    ]
    deals = tuple(closed_before_opened)
    of_deals = [Doubt(About.CLOSED_BEFORE_OPENED, "", len(deals), (), deals)] if deals else []
    gone = tuple(sorted(counted.intersection(deleted)))
    of_gone = [Doubt(About.DELETED, "", len(gone), gone)] if gone else []
    return [*disordered, *unknown, *of_deals, *of_gone]


def _strangers(
    passages: Passages, key: str, counted: Collection[int], start: datetime, until: datetime
) -> tuple[int, ...]:
    """Who of those counted ever entered a stage that is none of this funnel's, or who did then."""
    who, entered = passages.unknown[key]
    then = (entered >= instant(at=start)) & (entered < instant(at=until))
    found = {*who[then].tolist(), *(one for one in who.tolist() if one in counted)}
    return tuple(sorted(found))
