"""The funnel whose stages a plan counts: whether it still rules, and what is said where not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from entente.agreements import referring
from entente.agreements.rules.life import State
from entente.funnel import queries as funnels
from entente.funnel.queries import Canon
from entente.plan.rules.document import FunnelPinned, GoalPlan, read

_GONE: Final = {
    State.DECLINED: "was declined",
    State.WITHDRAWN: "was taken back",
    State.SUPERSEDED: "is superseded",
    State.NEVER: "never came into force",
}


def funnel_of(canon: Canon) -> str:
    """The funnel by which a plan is judged, so that nobody looks for its stages in another."""
    if canon.number is None:
        return "the standard funnel, which counts until one is signed"
    proposed = ", which is proposed" if canon.proposed else ""
    return f"the funnel, version {canon.number}{proposed}"


def outdated(content: Mapping[str, Any], at: datetime) -> str:
    """Why a plan cannot be signed any more: its funnel will not rule; "" while it may.

    A plan of the standard funnel holds as long as the one that will rule has the same stages.
    """
    pinned = read(dict(content)).funnel
    if pinned is None:
        return ""
    if pinned.number is None:
        canon = funnels.canon_to_be(at=at)
        if _same_stages(pinned, canon):
            return ""
        is_it = "is proposed" if canon.proposed else "is signed"
        why = f"the standard funnel, and version {canon.number} of the funnel {is_it}"
    else:
        state = referring.state_of(kind="funnel", number=pinned.number, at=at)
        if state not in _GONE:
            return ""
        why = f"the funnel, version {pinned.number}, which {_GONE[state]}"
    return f"This plan counts the stages of {why}: draft it again."


def beside_in_force(*, plan: GoalPlan, at: datetime) -> str:
    """That the plan counts other stages than the funnel in force, in a sentence; "" where not."""
    pinned = plan.funnel
    canon = funnels.canon(at=at)
    if pinned is None or _same_stages(pinned, canon):
        return ""
    counts = f"The plan counts the stages of {_named(pinned)}"
    if canon.number is not None:
        of = " of the funnel" if pinned.number is None else ""
        return f"{counts}; version {canon.number}{of} is in force."
    return f"{counts}, which is not in force; until one is, the standard funnel counts."


def _named(pinned: FunnelPinned) -> str:
    if pinned.number is None:
        return "the standard funnel"
    return f"the funnel, version {pinned.number}"


def _same_stages(pinned: FunnelPinned, canon: Canon) -> bool:
    """Whether the funnel still leads through the stages of the plan, one after the other, to the
    same won stage."""
    won = canon.document.entered_by_deed("deal.won")
    if won is None or won.key != pinned.won_key:
        return False
    path = [stage.key for stage in canon.document.path[: canon.document.rank(won.key)]]
    return path[-len(pinned.stages) :] == [stage.key for stage in pinned.stages]
