"""Weights per touch and model: the rules of `rules/models.py` as questions on kept touches."""

from datetime import timedelta

import ibis
from ibis.expr.types import IntegerColumn, IntegerValue, Table

from entente.attribution.bulk import numbers
from entente.attribution.rules.models import MARKOV_ORDERS, Model

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
BY_CHANNEL = frozenset({Model.SHAPLEY, *MARKOV_ORDERS})


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
    decayed = measured.mutate(decay=numbers.steps(weight=ibis.literal(2.0) ** -age))
    whole = numbers.total(of=decayed.decay).over(ibis.window(group_by=decayed.deal_id))
    return decayed.mutate(decay_whole=whole).select(*WON.names)


def aspects(*, won: Table) -> tuple[str, ...]:
    """What else the table of credited touches tells of each, beside what the models look at."""
    return tuple(name for name in won.columns if name not in WON.names)


def weighed(*, won: Table, model: Model, effects: Table | None = None) -> Table:
    """Weigh the parts of each journey: its touch, weight (above zero) and the sum of all, whole.

    For time decay and the models that share among channels; shapes are settled without, see
    `bulk.shapes`. Where channels share, a part is a channel and its touch the channel's first.
    `effects` (code of the channel, step) are the removal effects of the Markov models.
    """
    if model is Model.TIME_DECAY:
        return _parts(won, numbers.billionths(step=won.decay, whole=won.decay_whole))
    if model is Model.SHAPLEY:
        return _parts(won.filter(won.place == 0), ibis.literal(1, "int64"))
    if effects is None:
        raise ValueError(f"The model {model} needs the removal effects of the channels")
    return _by_effects(won, effects)


def _by_effects(won: Table, effects: Table) -> Table:
    channels = won.filter(won.place == 0).join(effects, "code")
    whole = numbers.total(of=channels.step).over(ibis.window(group_by=channels.deal_id))
    return _parts(channels, numbers.billionths(step=channels.step, whole=whole))


def _parts(touches: Table, weight: IntegerValue) -> Table:
    weighted = touches.mutate(weight=weight)
    whole = numbers.total(of=weighted.weight).over(ibis.window(group_by=weighted.deal_id))
    found = weighted.mutate(whole=whole)
    return found.filter(found.weight > 0)


def _turn_at(touches: Table, moment: IntegerColumn) -> IntegerColumn:
    """The turn of the latest touch at or before a moment, −1 for none or an unknown moment."""
    return numbers.total(of=(touches["at"] <= moment).cast("int64").coalesce(0)) - 1
