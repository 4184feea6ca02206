"""Weights: what the models of `rules/models.py` look at, and those that are real numbers."""

from datetime import timedelta

import ibis
from ibis.expr.types import IntegerColumn, Table

from entente.attribution.bulk import numbers

MICROSECOND = timedelta(microseconds=1)
WON = ibis.schema(
    {
        "row": "int64",
        "deal_id": "int64",
        "code": "int32",
        "turn": "int64",
        "length": "int64",
        "lead_turn": "int64",
        "opened_turn": "int64",
        "place": "int64",
        "peers": "int64",
        "decay": "int64",
        "decay_whole": "int64",
    }
)


def won(*, kept: Table, deals: Table, half_life: timedelta) -> Table:
    """Measure what the models look at, for the touches of converted journeys only.

    Adds length, the turns of the lead's and the deal's milestones (−1 where there is none), the
    decay (in steps) and its sum, and in its channel the touch's place and the number of touches.
    """
    found = kept.filter(kept.converted).join(
        deals.select("deal_id", "lead_at", "opened_at"), "deal_id"
    )
    journey = ibis.window(group_by=found.deal_id)
    channel = ibis.window(group_by=[found.deal_id, found.channel])
    measured = found.mutate(
        code=found.channel,
        length=found.count().over(journey),
        newest=found["at"].max().over(journey),
        lead_turn=_turn_at(found, found.lead_at).over(journey),
        opened_turn=_turn_at(found, found.opened_at).over(journey),
        place=ibis.row_number().over(channel.order_by(found.turn)),
        peers=found.count().over(channel),
    )
    age = (measured.newest - measured["at"]).cast("float64") / (half_life // MICROSECOND)
    aged = measured.mutate(decay=numbers.steps(weight=ibis.literal(2.0) ** -age))
    whole = numbers.total(of=aged.decay).over(ibis.window(group_by=aged.deal_id))
    return aged.mutate(decay_whole=whole).select(*WON.names)


def aspects(*, won: Table) -> tuple[str, ...]:
    """What else the table of credited touches tells of each, beside what the models look at."""
    return tuple(name for name in won.columns if name not in WON.names)


def decayed(*, won: Table, decays: Table) -> Table:
    """Weigh every touch by its age, for the models of `decays`: model, weight and whole added."""
    found = won.cross_join(decays)
    weight = numbers.billionths(step=found.decay, whole=found.decay_whole)
    return _whole(found.mutate(weight=weight))


def by_channel(*, won: Table, effects: Table) -> Table:
    """Weigh the channels of each journey: its first touch there, model, weight and whole.

    `effects` has a row per model and channel with the channel's part in steps: its removal
    effect for the Markov models, one like any other for Shapley's.
    """
    found = won.filter(won.place == 0).join(effects, "code")
    journey = ibis.window(group_by=[found.model, found.deal_id])
    summed = found.mutate(steps=numbers.total(of=found.step).over(journey))
    weight = numbers.billionths(step=summed.step, whole=summed.steps)
    return _whole(summed.mutate(weight=weight))


def _whole(parts: Table) -> Table:
    journey = ibis.window(group_by=[parts.model, parts.deal_id])
    found = parts.mutate(whole=numbers.total(of=parts.weight).over(journey))
    return found.filter(found.weight > 0)


def _turn_at(touches: Table, moment: IntegerColumn) -> IntegerColumn:
    """The turn of the latest touch at or before a moment, −1 for none or an unknown moment."""
    return numbers.total(of=(touches["at"] <= moment).cast("int64").coalesce(0)) - 1
