"""The steps of a plan from its first stage to the deal, as assumed or as believed."""

from __future__ import annotations

from collections.abc import Mapping

from entente.plan.rules.backward import NoPlan, Step, Stream, by_stream, pieces_needed, together
from entente.plan.rules.document import GoalPlan

VISITS = "Visits"
WON = "Won deals"
APPOINTMENTS = "Offline appointments"
PIECES = "Pieces of content"


def streams(*, plan: GoalPlan, rates: Mapping[str, float]) -> tuple[Stream, ...]:
    """The ways in: visits through every stage, appointments from the stage that they enter."""
    if plan.funnel is None:
        raise NoPlan("The plan is not closed yet: it names no funnel")
    steps = [Step(stage.name, rates[stage.key]) for stage in plan.funnel.stages]
    keys = [stage.key for stage in plan.funnel.stages]
    share = float(plan.offline.share)
    found = [
        Stream(VISITS, (Step(VISITS, float(plan.digital.rate)), *steps), share=1 - share),
    ]
    if share:
        enters = keys.index(plan.offline.enters)
        way = (Step(APPOINTMENTS, float(plan.offline.rate)), *steps[enters:])
        found.append(Stream(APPOINTMENTS, way, share=share))
    return tuple(found)


def pieces(*, plan: GoalPlan, visits: float) -> int:
    """How many pieces of content bring their part of so many visits."""
    return pieces_needed(
        visits=visits,
        from_content=float(plan.digital.content_share),
        visits_a_piece=float(plan.digital.visits_a_piece),
    )


def as_signed(*, plan: GoalPlan) -> dict[str, float]:
    """What every stage owes at the rates and the deal size that were signed, by its name."""
    rates = {one.stage: float(one.rate) for one in plan.assumed}
    ways = streams(plan=plan, rates=rates)
    return together(needs=by_stream(goal=plan.goal, deal=plan.deal_size, streams=ways, won=WON))
