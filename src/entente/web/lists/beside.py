"""What a list shows beside its rows from rooms above them: one query for a whole page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from entente.handoff.rules.standing import WORDS, Status
from entente.insights import beside
from entente.qualification import scoring
from entente.workspace.rules import Viewer

TONES = {Status.REJECTED: "bad", Status.ACCEPTED: "good", Status.CONVERTED: "good"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How a hand-over stands, in a word with its tone."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Fit and interest, rounded for the eye; of how many each."""

    fit: int
    interest: int


def stages(ids: Sequence[int], at: datetime, viewer: Viewer) -> Mapping[int, str]:
    """The furthest stage by contact, with the side exit taken since."""
    return beside.stages(ids, at)


def statuses(ids: Sequence[int], at: datetime, viewer: Viewer) -> Mapping[int, Stood]:
    """How the latest hand-over of each contact stands, as far as this person sees it."""
    return {
        contact: Stood(words=WORDS[status], tone=TONES.get(status, ""))
        for contact, status in beside.statuses(ids, viewer).items()
    }


def scores(ids: Sequence[int], at: datetime, viewer: Viewer) -> Mapping[int, Points]:
    """Points by contact; none while no definition of a lead is signed."""
    found = scoring.scores(contacts=ids, at=at)
    return {
        contact: Points(fit=round(one.fit), interest=round(one.interest))
        for contact, one in found.items()
    }
