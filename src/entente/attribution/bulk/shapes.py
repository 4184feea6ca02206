"""Models of milestones in bulk. Where every touch stands is known, so no remainders are sorted.

A journey has a few stones (touches that stand for milestones) and between them touches that are
all alike. So the largest remainder is settled once per deal, among the stones and the touches
between, and a touch only looks up what its place gets.
"""

from collections.abc import Iterable

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table

from entente.attribution.bulk.numbers import divided, quotient, signed
from entente.attribution.bulk.sums import WHEN
from entente.attribution.bulk.weights import aspects
from entente.attribution.rules.touches import Milestone

NOWHERE = -1
STONES = tuple(Milestone)
SHAPES = ibis.schema(
    {"model": "int32", **{str(s): "boolean" for s in STONES}, "each": "int64", "spread": "int64"}
)


def shaped(*, won: Table, sums: Table, shapes: Table) -> Table:
    """Divide sums of deals by every shape: the touch, the sum and the model, share and cents.

    `shapes` says for each model which milestones it pays, each one's weight, and the weight
    that all touches between them spread (see `rules.models.Shape`).
    """
    measures = ("length", "lead_turn", "opened_turn")
    deals = won.filter(won.turn == 0).select("deal_id", *measures).join(sums, "deal_id")
    settled = _settled(_sliced(_weighed(_placed(deals.cross_join(shapes)))))
    touches = won.select("row", "deal_id", "turn", *aspects(won=won))
    columns = (*touches.columns, "model", *WHEN[1:], "cents", "whole", "weight", "size")
    stones, between = _on_stones(touches, settled), _between(touches, settled)
    paid = ibis.union(stones.select(*columns), between.select(*columns), distinct=False)
    return paid.mutate(
        share=paid.weight / paid.whole.cast("float64"),
        cents=signed(size=paid["size"], like=paid.cents),
    )


def _on_stones(touches: Table, settled: Table) -> Table:
    stones = (
        settled.filter(_stands(settled, stone)).select(
            "model", "whole", "cents", *WHEN,
            turn=f"turn_{stone}", weight=f"weight_{stone}", size=f"paid_{stone}",
        )
        for stone in STONES
    )  # fmt: skip
    return touches.join(ibis.union(*stones, distinct=False), ["deal_id", "turn"])


def _between(touches: Table, settled: Table) -> Table:
    found = touches.join(settled.filter(settled.spread > 0), "deal_id")
    sooner = _count(
        _stands(found, stone) & (found[f"turn_{stone}"] < found.turn) for stone in STONES
    )
    is_stone = _count(found[f"turn_{stone}"] == found.turn for stone in STONES) > 0
    extra = (found.turn - sooner < found.extra_between).cast("int64")
    return found.mutate(weight=found.spread, size=found.sure_between + extra).filter(~is_stone)


def _placed(deals: Table) -> Table:
    """Say of each stone its turn and how many milestones it is; nowhere if another stone is it."""
    turns = {
        Milestone.FIRST: ibis.literal(0, "int64"),
        Milestone.LEAD: deals.lead_turn,
        Milestone.OPENED: deals.opened_turn,
        Milestone.CLOSED: deals.length - 1,
    }
    wanted = {stone: deals[stone].ifelse(turn, NOWHERE) for stone, turn in turns.items()}
    named = deals.mutate(**{f"named_{stone}": turn for stone, turn in wanted.items()})
    alike = {
        stone: _count(named[f"named_{stone}"] == named[f"named_{other}"] for other in STONES)
        for stone in STONES
    }
    placed = named.mutate(
        **{f"count_{stone}": alike[stone] for stone in STONES},
        **{f"turn_{stone}": _first_named(named, place) for place, stone in enumerate(STONES)},
    )
    return placed.mutate(between=placed.length - _count(_stands(placed, s) for s in STONES))


def _first_named(deals: Table, place: int) -> IntegerValue:
    turn = deals[f"named_{STONES[place]}"]
    taken = ibis.literal(value=False)
    for earlier in STONES[:place]:
        taken |= deals[f"named_{earlier}"] == turn
    return taken.ifelse(NOWHERE, turn)


def _weighed(deals: Table) -> Table:
    each = deals.each * ibis.greatest(deals.between, 1)
    weighed = deals.mutate(
        weight_between=deals.spread,
        **{
            f"weight_{stone}": _stands(deals, stone).ifelse(deals[f"count_{stone}"] * each, 0)
            for stone in STONES
        },
    )
    stones = _sum(weighed[f"weight_{stone}"] for stone in STONES)
    return weighed.mutate(whole=stones + weighed.between * weighed.spread, size=weighed.cents.abs())


def _sliced(deals: Table) -> Table:
    """Give each stone, and one touch between, its whole cents and remainder; say what is left."""
    folded = deals.mutate(fold=divided(number=deals["size"], by=deals.whole))
    parted = folded.mutate(over=folded["size"] - folded.fold * folded.whole)
    found = {}
    for name in (*STONES, "between"):
        weight = parted[f"weight_{name}"]
        found[f"rest_{name}"] = (parted.over * weight) % parted.whole
        found[f"sure_{name}"] = parted.fold * weight + quotient(
            number=parted.over * weight, by=parted.whole
        )
    sliced = parted.mutate(**found)
    sure = _sum(sliced[f"sure_{stone}"] for stone in STONES)
    return sliced.mutate(left=sliced["size"] - sure - sliced.between * sliced.sure_between)


def _settled(deals: Table) -> Table:
    """Hand out the cents left: to each stone whose turn it is, the others to touches between."""
    queued = deals.mutate(
        **{f"lucky_{stone}": _before(deals, stone) < deals.left for stone in STONES}
    )
    lucky = {stone: queued[f"lucky_{stone}"] & _stands(queued, stone) for stone in STONES}
    settled = queued.mutate(
        extra_between=queued.left - _count(lucky.values()),
        **{
            f"paid_{stone}": queued[f"sure_{stone}"] + lucky[stone].cast("int64")
            for stone in STONES
        },
    )
    at_stones = (f"{name}_{stone}" for name in ("turn", "weight", "paid") for stone in STONES)
    between = ("spread", "sure_between", "extra_between")
    return settled.select("model", *WHEN, "cents", "whole", *at_stones, *between)


def _before(deals: Table, stone: str) -> IntegerValue:
    """How many touches have a larger remainder than a stone, or the same and an earlier turn."""
    rest, turn = deals[f"rest_{stone}"], deals[f"turn_{stone}"]
    ahead, sooner = [], []
    for other in STONES:
        earlier = _stands(deals, other) & (deals[f"turn_{other}"] < turn)
        larger = _stands(deals, other) & (deals[f"rest_{other}"] > rest)
        ahead.append(larger | (earlier & (deals[f"rest_{other}"] == rest)))
        sooner.append(earlier)
    alike = (deals.rest_between == rest).ifelse(turn - _count(sooner), 0)
    return _count(ahead) + (deals.rest_between > rest).ifelse(deals.between, alike)


def _stands(deals: Table, stone: str) -> BooleanValue:
    return deals[f"turn_{stone}"] > NOWHERE


def _count(tests: Iterable[BooleanValue]) -> IntegerValue:
    return _sum(test.cast("int64") for test in tests)


def _sum(figures: Iterable[IntegerValue]) -> IntegerValue:
    return sum(figures, ibis.literal(0, "int64"))
