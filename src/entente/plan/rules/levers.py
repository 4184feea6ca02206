"""Which lever moves the goal: the same change at every stage, compared by what it does in time.

One percent more at any stage does the same on paper, so that says nothing. One percentage point
does not, and what comes too late in the period does not either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from entente.plan.rules.forecast import Effect, Outlook, effect, revenues, with_entries, with_lift

POINT = 0.01


@dataclass(frozen=True)
class Lever:
    """A change at one stage and what it does by the end of the period.

    `bound` says that a later stage is at its capacity: more would only wait there, so it does
    nothing.
    """

    stage: str
    effect: Effect
    bound: bool = False


def rate_levers(
    *, outlook: Outlook, lifts: Sequence[float] | None = None, full_from: int | None = None
) -> list[Lever]:
    """What one percentage point more (or each of these lifts) does at each stage.

    `full_from` is the stage at which people are at their capacity; levers before it do nothing.
    """
    before = revenues(outlook=outlook, days=[outlook.days])[:, 0]
    found = []
    for place, stage in enumerate(outlook.stages):
        if full_from is not None and place < full_from:
            found.append(Lever(stage.name, Effect(0.0, 0.0, 0.0), bound=True))
            continue
        lift = POINT if lifts is None else lifts[place]
        lifted = with_lift(outlook=outlook, stage=place, lift=lift)
        after = revenues(outlook=lifted, days=[outlook.days])[:, 0]
        found.append(Lever(stage.name, effect(goal=outlook.goal, before=before, after=after)))
    return found


def volume_lever(*, outlook: Outlook, stage: int, times: float) -> Lever:
    """What so many times the entries still to come into one stage do."""
    before = revenues(outlook=outlook, days=[outlook.days])[:, 0]
    more = with_entries(outlook=outlook, stage=stage, times=times)
    after = revenues(outlook=more, days=[outlook.days])[:, 0]
    return Lever(outlook.stages[stage].name, effect(goal=outlook.goal, before=before, after=after))
