"""Credit for a set of journeys under several models: the whole of the rules in one call."""

from collections.abc import Iterator, Mapping, Sequence

from entente.attribution.rules.markov import Path, chain, removal_effects
from entente.attribution.rules.models import MARKOV_ORDERS, Model, parts
from entente.attribution.rules.shares import Credit, Refund, credited, reversals
from entente.attribution.rules.touches import Journey, TouchRules, counted


def credit(
    *,
    journeys: Sequence[Journey],
    rules: TouchRules,
    models: Sequence[Model],
    refunds: Mapping[int, Sequence[Refund]] | None = None,
) -> list[Credit]:
    """Credit every converted journey under every model, with its refunds (by deal) taken back.

    Journeys that came to nothing, or that are not asked about, earn no credit; the Markov models
    learn from them.
    """
    kept = [counted(journey=journey, rules=rules) for journey in journeys]
    effects = effects_by_model(journeys=kept, models=models)
    won = [journey for journey in kept if journey.converted and journey.asked]
    return [
        line
        for model in models
        for journey in won
        for line in _lines(
            journey,
            model,
            rules,
            effects.get((model, journey.lesson)),
            (refunds or {}).get(journey.deal, ()),
        )
    ]


def effects_by_model(
    *, journeys: Sequence[Journey], models: Sequence[Model]
) -> dict[tuple[Model, int], Mapping[str, float]]:
    """Solve the removal effects that the Markov models among these need, on counted journeys.

    By model and lesson: each knows the journeys of its own lesson and of all earlier ones.
    """
    return {
        (model, lesson): _learnt(journeys, lesson, MARKOV_ORDERS[model])
        for model in models
        if model in MARKOV_ORDERS
        for lesson in {journey.lesson for journey in journeys if journey.converted}
    }


def _learnt(journeys: Sequence[Journey], lesson: int, order: int) -> Mapping[str, float]:
    paths = [
        Path(
            channels=tuple(touch.channel for touch in journey.touches),
            conversions=int(journey.converted),
            nulls=int(not journey.converted),
        )
        for journey in journeys
        if journey.lesson <= lesson
    ]
    return removal_effects(chain=chain(paths=paths, order=order)).by_channel


def _lines(
    journey: Journey,
    model: Model,
    rules: TouchRules,
    effects: Mapping[str, float] | None,
    refunds: Sequence[Refund],
) -> Iterator[Credit]:
    divided = parts(journey=journey, model=model, half_life=rules.half_life, effects=effects)
    credits = credited(journey=journey, model=model, parts=divided)
    yield from credits
    yield from reversals(credits=credits, parts=divided, refunds=refunds)
