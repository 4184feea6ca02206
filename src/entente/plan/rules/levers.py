"""Which lever moves the goal: the same change at every stage, compared by what it does in time.

One percent more at any stage does the same on paper, so that says nothing. One percentage point
does not, and what comes too late in the period does not either.
"""

from dataclasses import dataclass

from entente.plan.rules.forecast import Effect, Outlook, effect, revenues, with_lift

POINT = 0.01


@dataclass(frozen=True)
class Lever:
    """A change at one stage and what it does by the end of the period."""

    stage: str
    effect: Effect


def rate_levers(*, outlook: Outlook) -> list[Lever]:
    """What one percentage point more does at each stage."""
    before = revenues(outlook=outlook, days=[outlook.days])[:, 0]
    found = []
    for place, stage in enumerate(outlook.stages):
        lifted = with_lift(outlook=outlook, stage=place, lift=POINT)
        after = revenues(outlook=lifted, days=[outlook.days])[:, 0]
        found.append(Lever(stage.name, effect(goal=outlook.goal, before=before, after=after)))
    return found
