"""Models of milestones in bulk. Where every touch stands is known, so no remainders are sorted.

A journey has a few stones (touches that stand for milestones) and between them touches that are
all alike. So the largest remainder is settled once per deal, among the stones and one touch
between, and a touch only counts how many stand before it in the queue for the cents left over.
"""

from collections.abc import Iterable

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table

from entente.attribution.bulk.numbers import divided, quotient, signed
from entente.attribution.rules.models import Shape
from entente.attribution.rules.touches import Milestone


def shaped(*, won: Table, sums: Table, shape: Shape) -> Table:
    """Divide sums of deals by a shape: the touch and the sum with share and cents."""
    stones = range(len(shape.stones))
    deals = won.filter(won.turn == 0).select("deal_id", "length", "lead_turn", "opened_turn")
    slices = _slices(_weighed(_placed(deals.join(sums, "deal_id"), shape), shape), stones)
    touches = won.drop("length", "lead_turn", "opened_turn").join(slices, "deal_id")
    found = touches.mutate(
        **{f"own_{name}": _own(touches, stones, name) for name in ("weight", "sure", "rest")}
    )
    paid = found.filter(found.own_weight > 0)
    extra = (_before(paid, stones) < paid.left).cast("int64")
    return paid.mutate(
        share=paid.own_weight / paid.whole.cast("float64"),
        cents=signed(size=paid.own_sure + extra, like=paid.cents),
    )


def _placed(deals: Table, shape: Shape) -> Table:
    """Say of each stone its turn and how many milestones it is; 0 where another names it."""
    turns = {
        Milestone.FIRST: ibis.literal(0, "int64"),
        Milestone.LEAD: deals.lead_turn,
        Milestone.OPENED: deals.opened_turn,
        Milestone.CLOSED: deals.length - 1,
    }
    wanted = [turns[stone] for stone in Milestone if stone in shape.stones]
    counts = [
        _all([turn >= 0, *(turn != other for other in wanted[:place])]).ifelse(
            _sum((turn == other).cast("int64") for other in wanted), 0
        )
        for place, turn in enumerate(wanted)
    ]
    return deals.mutate(
        between=deals.length - _sum((count > 0).cast("int64") for count in counts),
        **{f"turn_{place}": turn for place, turn in enumerate(wanted)},
        **{f"count_{place}": count for place, count in enumerate(counts)},
    )


def _weighed(deals: Table, shape: Shape) -> Table:
    each = shape.each * ibis.greatest(deals.between, 1)
    weights = {
        f"weight_{place}": deals[f"count_{place}"] * each for place in range(len(shape.stones))
    }
    return deals.mutate(
        weight_between=ibis.literal(shape.between, "int64"),
        whole=_sum(weights.values()) + deals.between * shape.between,
        **weights,
    )


def _slices(deals: Table, stones: range) -> Table:
    """Give each stone, and one touch between, its whole cents and remainder; say what is left."""
    parted = deals.mutate(size=deals.cents.abs())
    parted = parted.mutate(
        fold=divided(number=parted.size, by=parted.whole), over=parted.size % parted.whole
    )
    found = {}
    for name in (*stones, "between"):
        weight = parted[f"weight_{name}"]
        found[f"rest_{name}"] = (parted.over * weight) % parted.whole
        found[f"sure_{name}"] = parted.fold * weight + quotient(
            number=parted.over * weight, by=parted.whole
        )
    sliced = parted.mutate(**found)
    sure = _sum(sliced[f"sure_{place}"] for place in stones)
    return sliced.mutate(left=sliced.size - sure - sliced.between * sliced.sure_between)


def _own(touches: Table, stones: range, name: str) -> IntegerValue:
    """A touch's own figure: that of the stone it is, or of a touch between."""
    return ibis.cases(
        *((_is(touches, place), touches[f"{name}_{place}"]) for place in stones),
        (ibis.literal(value=True), touches[f"{name}_between"]),
    )


def _before(touches: Table, stones: range) -> IntegerValue:
    """How many touches have a larger remainder, or the same and an earlier turn."""
    mine, earlier = touches.own_rest, ibis.literal(0, "int64")
    queue = ibis.literal(0, "int64")
    for place in stones:
        rest, stands = touches[f"rest_{place}"], touches[f"count_{place}"] > 0
        sooner = touches[f"turn_{place}"] < touches.turn
        queue += (stands & ((rest > mine) | ((rest == mine) & sooner))).cast("int64")
        earlier += (stands & sooner).cast("int64")
    alike = (touches.rest_between == mine).ifelse(touches.turn - earlier, 0)
    return queue + (touches.rest_between > mine).ifelse(touches.between, alike)


def _is(touches: Table, place: int) -> BooleanValue:
    return (touches.turn == touches[f"turn_{place}"]) & (touches[f"count_{place}"] > 0)


def _all(tests: list[BooleanValue]) -> BooleanValue:
    found = tests[0]
    for test in tests[1:]:
        found &= test
    return found


def _sum(figures: Iterable[IntegerValue]) -> IntegerValue:
    return sum(figures, ibis.literal(0, "int64"))
