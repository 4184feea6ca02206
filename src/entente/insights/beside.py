"""What stands beside the people of a list from rooms above them: one query for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from entente.funnel import queries as funnels
from entente.handoff import queries as handovers
from entente.handoff.rules.standing import Status
from entente.workspace.rules import Viewer


def stages(ids: Sequence[int], at: datetime) -> Mapping[int, str]:
    """The furthest stage by contact, with the side exit taken since."""
    funnel = funnels.canon(at=at).document
    names = {stage.key: stage.name for stage in funnel.stages}
    return {
        contact: ", ".join(names.get(key, key) for key in (standing.stage, standing.exit) if key)
        for contact, standing in funnels.standings(contacts=ids).items()
    }


def statuses(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Status]:
    """How the latest hand-over of each contact stands, as far as this person sees it."""
    found = handovers.latest(viewer=viewer, contacts=ids)
    return {contact: Status(row.status) for contact, row in found.items()}
