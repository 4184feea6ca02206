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
        "lesson": "int32",
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


def won(*, kept: Table, deals: Table, half_life: timedelta, close: int) -> Table:
    """Measure what the models look at, for the touches of converted journeys asked about only.

    Adds the lesson, the length, the turns of the lead's and the deal's milestones (−1 where there
    is none), the decay (in steps) and its sum, and in its channel the touch's place and the number
    of touches.
    `close` is the number of the kind that is the close.
    """
    asked = deals.filter(deals.asked).select("deal_id", "lead_at", "opened_at", "lesson")
    found = kept.filter(kept.converted).join(asked, "deal_id")
    of_deal = found.group_by("deal_id").agg(
        length=found.count(),
        newest=found["at"].max(),
        lead_turn=_turn_at(found, found.lead_at, close),
        opened_turn=_turn_at(found, found.opened_at, close),
    )
    channel = ibis.window(group_by=[found.deal_id, found.channel])
    placed = found.mutate(
        code=found.channel,
        place=ibis.row_number().over(channel.order_by(found.turn)),
        peers=found.count().over(channel),
    )
    measured = placed.join(of_deal, "deal_id")
    age = (measured.newest - measured["at"]).cast("float64") / (half_life // MICROSECOND)
    aged = measured.mutate(decay=numbers.steps(weight=ibis.literal(2.0) ** -age))
    decays = aged.group_by("deal_id").agg(decay_whole=numbers.total(of=aged.decay))
    return aged.join(decays, "deal_id").select(*WON.names)


def aspects(*, won: Table) -> tuple[str, ...]:
    """What else the table of credited touches tells of each, beside what the models look at."""
    return tuple(name for name in won.columns if name not in WON.names)


def decayed(*, won: Table, decays: Table) -> Table:
    """Weigh every touch by its age, for the models of `decays`: model, weight and whole added."""
    weight = numbers.billionths(step=won.decay, whole=won.decay_whole)
    return _with_whole(won.mutate(weight=weight), "deal_id").cross_join(decays)


def by_channel(*, won: Table, effects: Table) -> Table:
    """Weigh the channels of each journey: its first touch there, model, weight and whole.

    `effects` has a row per model, lesson and channel with the channel's part in steps: its removal
    effect for the Markov models, one like any other for Shapley's.
    """
    found = won.filter(won.place == 0).join(effects, ["lesson", "code"])
    sums = found.group_by("model", "deal_id").agg(steps=numbers.total(of=found.step))
    summed = found.join(sums, ["model", "deal_id"])
    weight = numbers.billionths(step=summed.step, whole=summed.steps)
    return _with_whole(summed.mutate(weight=weight), "model", "deal_id")


def _with_whole(parts: Table, *journey: str) -> Table:
    """Add the sum of each journey's weights; a join, for a window would sort to add."""
    sums = parts.group_by(*journey).agg(whole=numbers.total(of=parts.weight))
    found = parts.join(sums, journey)
    return found.filter(found.weight > 0)


def _turn_at(touches: Table, moment: IntegerColumn, close: int) -> IntegerColumn:
    """The turn of the latest touch at or before a moment, −1 for none or an unknown moment.

    The close brought neither the lead nor the deal that it closed.
    """
    came = (touches["at"] <= moment) & (touches.kind != close)
    return touches.turn.max(where=came).coalesce(-1)
