"""Made-up criteria: every operator on every type by turns, then any mixture of them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from entente.kit.criteria.operators import PERIODS, TAKES, Operand, Operator, Type, operand
from entente.kit.criteria.testing.world import HOURS, NUMBERS, OPTIONS, SPANS, TEXTS, World
from entente.kit.criteria.tree import (
    ME,
    NEVER,
    ONCE,
    All,
    Amount,
    AnyOf,
    Behaviour,
    ClauseRef,
    Compare,
    Count,
    Criterion,
    Everyone,
    Having,
    Measure,
    Not,
    Occurrence,
    Related,
    Single,
    Turn,
    Value,
    When,
)

OPERATIONS = tuple((type_, operator) for type_ in Type for operator in TAKES[type_])
COLUMNS = {"@channel": Type.TEXT, "@actor": Type.MEMBER, "@value": Type.MONEY}
COUNTS = (ONCE, NEVER, *(Count(measure, number) for measure in Measure for number in (0, 1, 2, 3)))


def single(random: Random, world: World, type_: Type) -> Single:  # noqa: PLR0911  one return for each sort
    """A value to compare with."""
    match type_:
        case Type.TEXT:
            return random.choice((*TEXTS[1:], "head", "sales", "ss", "%", "FF"))
        case Type.NUMBER:
            return random.choice(NUMBERS)
        case Type.MONEY:
            return Amount(random.choice(NUMBERS), random.choice(("EUR", "EUR", "BRL")))
        case Type.DATE | Type.MOMENT:
            return random.choice(world.days)
        case Type.YESNO:
            return random.choice((True, False))
        case Type.MEMBER:
            return random.choice(("1", "2", "3", ME))
        case _:
            return random.choice(OPTIONS[type_]).key


def value(random: Random, world: World, type_: Type, operator: Operator) -> Value:
    """What may stand to the right of an operator."""
    match operand(operator):
        case Operand.NOTHING:
            return None
        case Operand.SPAN:
            return random.choice(SPANS if type_ is Type.DATE else SPANS + HOURS)
        case Operand.SEVERAL:
            return tuple(single(random, world, type_) for _ in range(random.randrange(1, 4)))
        case Operand.PAIR:
            return _pair(random, world, type_)
        case _:
            return single(random, world, type_)


def _pair(random: Random, world: World, type_: Type) -> tuple[Single, Single]:
    """Mostly in order and of one currency."""
    first, last = single(random, world, type_), single(random, world, type_)
    if isinstance(first, Amount) and isinstance(last, Amount) and random.random() < 0.8:
        last = Amount(last.amount, first.currency)
    if random.random() < 0.3:
        return first, last
    if isinstance(first, Amount) and isinstance(last, Amount):
        least, most = sorted((first.amount, last.amount))
        return Amount(least, first.currency), Amount(most, last.currency)
    return (last, first) if last < first else (first, last)  # type: ignore[operator]  # one type


def compares(random: Random, world: World) -> Iterator[Compare]:
    """Each operator on a field of each type, once."""
    for type_, operator in OPERATIONS:
        yield Compare(f"f_{type_}", operator, value(random, world, type_, operator))


def havings(random: Random, world: World) -> Iterator[Having]:
    """Each operator on a property of each type, once; then the columns."""
    for type_, operator in OPERATIONS:
        yield Having(f"p_{type_}", operator, value(random, world, type_, operator))
    for key, type_ in COLUMNS.items():
        for operator in TAKES[type_]:
            yield Having(key, operator, value(random, world, type_, operator))
    yield Having("@team", Operator.IS, "sales")


def when(random: Random, world: World) -> When | None:
    """A period, or none."""
    operator = random.choice(PERIODS)
    if random.random() < 0.3:
        return None
    return When(operator, value(random, world, Type.MOMENT, operator))


def behaviours(random: Random, world: World) -> Iterator[Behaviour | Occurrence]:
    """Each operator on a property, in a count and in a first or last, by turns."""
    kinds = ("asset.downloaded", "any")
    for having in havings(random, world):
        yield Behaviour("any", (having,), ONCE)
        where = (having,) if random.random() < 0.85 else ()
        yield Behaviour(random.choice(kinds), where, random.choice(COUNTS), when(random, world))
        turn, kind = random.choice(tuple(Turn)), random.choice(kinds)
        if random.random() < 0.5:
            yield Occurrence(turn, kind, where, (), _some_period(random, world))
        else:
            others = [one for one in havings(random, world) if one.property != having.property]
            yield Occurrence(turn, kind, (random.choice(others),), (having,), when(random, world))


def _some_period(random: Random, world: World) -> When:
    return when(random, world) or _some_period(random, world)


def leaves(random: Random, world: World) -> Iterator[Criterion]:
    """Every kind of leaf, each comparison with several values."""
    for _ in range(3):
        yield from compares(random, world)
    yield from behaviours(random, world)
    yield Everyone()
    for count in COUNTS:
        yield Related("deal", Everyone(), count)


def mixture(
    random: Random, world: World, pool: list[Criterion], depth: int, *, related: bool = True
) -> Criterion:
    """Any criterion over these leaves, up to a depth."""
    draw = random.random()
    if depth <= 1 or draw < 0.2:
        fitting = [one for one in pool if related or not _about_contacts(one)]
        return random.choice(fitting)
    if draw < 0.7:
        several = tuple(
            mixture(random, world, pool, depth - 1, related=related)
            for _ in range(random.randrange(2, 4))
        )
        return All(several) if draw < 0.45 else AnyOf(several)
    if draw < 0.85 or not related:
        return Not(mixture(random, world, pool, depth - 1, related=related))
    where = mixture(random, world, pool, depth - 1, related=False)
    return Related("deal", where, random.choice(COUNTS))


def _about_contacts(tree: Criterion) -> bool:
    asks_more = isinstance(tree, Behaviour | Occurrence) and tree.kind != "asset.downloaded"
    return isinstance(tree, Related | ClauseRef) or asks_more


def criteria(random: Random, world: World, *, mixtures: int) -> list[Criterion]:
    """Every leaf, the same about deals, and mixtures of them."""
    pool = list(leaves(random, world))
    about_deals = [
        Related("deal", one, random.choice(COUNTS)) for one in pool if not _about_contacts(one)
    ]
    mixed = [mixture(random, world, pool, random.randrange(2, 5)) for _ in range(mixtures)]
    return pool + about_deals + mixed
