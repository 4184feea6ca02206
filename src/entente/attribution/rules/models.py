"""The models: how a journey's credit is divided. Every model sees the same counted touches.

A model answers with parts: whole-number weights, each with the touches that share it equally.
Whole numbers, so that the plain and the bulk form agree to the cent; where a weight is a real
number (time decay, removal effects) it is rounded to a billionth of the journey.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from entente.attribution.rules.touches import Journey, Milestone, Touch

BILLION = 1_000_000_000
STEPS = 2.0**40  # real weights are counted in these before they are compared


class Model(StrEnum):
    """The ways to share a deal; the Markov ones differ in how many touches they remember."""

    FIRST_TOUCH = "first_touch"
    LAST_TOUCH = "last_touch"
    LINEAR = "linear"
    TIME_DECAY = "time_decay"
    POSITION_BASED = "position_based"
    U_SHAPED = "u_shaped"
    W_SHAPED = "w_shaped"
    FULL_PATH = "full_path"
    SHAPLEY = "shapley"
    MARKOV = "markov"
    MARKOV_2 = "markov_2"
    MARKOV_3 = "markov_3"


MARKOV_ORDERS = {Model.MARKOV: 1, Model.MARKOV_2: 2, Model.MARKOV_3: 3}


@dataclass(frozen=True, slots=True)
class Shape:
    """A model of milestones: each one's weight, and what all touches between them share."""

    stones: frozenset[Milestone]
    each: int
    between: int


# Position-based as Google Ads and Matomo have it (40+40, 20 between); U, W and full path as
# Marketo Measure has them (50+50; 30 each, 10 between; 22.5 each, 10 between).
SHAPES = {
    Model.FIRST_TOUCH: Shape(frozenset({Milestone.FIRST}), each=1, between=0),
    Model.LAST_TOUCH: Shape(frozenset({Milestone.CLOSED}), each=1, between=0),
    Model.LINEAR: Shape(frozenset(), each=0, between=1),
    Model.POSITION_BASED: Shape(frozenset({Milestone.FIRST, Milestone.CLOSED}), each=2, between=1),
    Model.U_SHAPED: Shape(frozenset({Milestone.FIRST, Milestone.LEAD}), each=1, between=0),
    Model.W_SHAPED: Shape(
        frozenset({Milestone.FIRST, Milestone.LEAD, Milestone.OPENED}), each=3, between=1
    ),
    Model.FULL_PATH: Shape(frozenset(Milestone), each=9, between=4),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A weight, and the touches (by index in the journey) that share it equally."""

    weight: int
    touches: tuple[int, ...]


def parts(
    *,
    journey: Journey,
    model: Model,
    half_life: timedelta,
    effects: Mapping[str, float] | None = None,
) -> tuple[Part, ...]:
    """Divide a counted journey by a model; parts without weight are left out.

    Milestones without a touch, and missing touches between them, leave their share to the
    others in proportion; a touch that is two milestones carries both. `effects` are the
    removal effects by channel and are needed by the Markov models only.
    """
    if not journey.touches:
        return ()
    if model in MARKOV_ORDERS:
        if effects is None:
            raise ValueError(f"The model {model} needs the removal effects of the channels")
        return _by_channel(journey.touches, _effects_of(effects))
    if model is Model.SHAPLEY:
        return _by_channel(journey.touches, _equally)
    if model is Model.TIME_DECAY:
        return _by_touch(_decayed(journey.touches, half_life))
    return _by_touch(_shaped(journey.touches, SHAPES[model]))


def billionths(*, weights: Sequence[float]) -> list[int]:
    """Round real weights to billionths of their sum, a half upwards; nothing known: all equal.

    The order of rounding is that of the bulk form: first whole steps of 2⁻⁴⁰, whose sum does
    not depend on the order of adding, then billionths.
    """
    counted = steps(weights=weights)
    whole = float(sum(counted))
    if not whole:
        return [1] * len(counted)
    return [math.floor(float(step) / whole * BILLION + 0.5) for step in counted]


def steps(*, weights: Sequence[float]) -> list[int]:
    """Count real weights, none above one, in steps of 2⁻⁴⁰, a half upwards."""
    return [math.floor(weight * STEPS + 0.5) for weight in weights]


def _by_touch(weights: Sequence[int]) -> tuple[Part, ...]:
    return tuple(Part(weight, (index,)) for index, weight in enumerate(weights) if weight)


def _by_channel(
    touches: Sequence[Touch], weigh: Callable[[Sequence[str]], Sequence[int]]
) -> tuple[Part, ...]:
    members: dict[str, list[int]] = {}
    for index, touch in enumerate(touches):
        members.setdefault(touch.channel, []).append(index)
    weights = weigh(list(members))
    return tuple(
        Part(weight, tuple(indexes))
        for weight, indexes in zip(weights, members.values(), strict=True)
        if weight
    )


def _equally(channels: Sequence[str]) -> list[int]:
    """Shapley's value of the game "all touched": every distinct channel the same."""
    return [1] * len(channels)


def _effects_of(effects: Mapping[str, float]) -> Callable[[Sequence[str]], list[int]]:
    return lambda channels: billionths(weights=[effects.get(channel, 0.0) for channel in channels])


def _decayed(touches: Sequence[Touch], half_life: timedelta) -> list[int]:
    """Weigh by 2^(−age/half-life), age against the newest touch so that nothing underflows."""
    newest = touches[-1].at
    second = timedelta(microseconds=1)
    return billionths(
        weights=[
            2.0 ** -(((newest - touch.at) // second) / (half_life // second)) for touch in touches
        ]
    )


def _shaped(touches: Sequence[Touch], shape: Shape) -> list[int]:
    carried = [len(touch.milestones & shape.stones) for touch in touches]
    between = max(1, carried.count(0))
    return [count * shape.each * between if count else shape.between for count in carried]
