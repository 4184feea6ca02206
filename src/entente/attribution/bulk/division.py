"""Dividing money: largest remainder in whole cents, as `kit.money.allocate` does it."""

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.numbers import divided, quotient, signed
from entente.attribution.bulk.shapes import shaped
from entente.attribution.bulk.weights import BY_CHANNEL, weighed
from entente.attribution.rules.models import SHAPES, Model


def divided_among(*, won: Table, sums: Table, model: Model, effects: Table | None = None) -> Table:
    """Divide each sum of a deal among the deal's touches under a model.

    `sums` holds deal_id, booking and cents (unknown: null); a deal may have several, each
    divided anew. Gives row, deal_id, booking, share, cents. The cents of one booking add up to
    its sum; ties go to the earliest touch.
    """
    if model in SHAPES:
        return shaped(won=won, sums=sums, shape=SHAPES[model])
    found = _by_weight(weighed(won=won, model=model, effects=effects), sums)
    return _among_peers(found, won) if model in BY_CHANNEL else found.drop("channel", "turn")


def _by_weight(parts: Table, sums: Table) -> Table:
    """Give every part its whole cents, then one more to those with the largest remainders.

    The product of cents and weight would not fit 64 bits; splitting the cents by the sum of the
    weights keeps every figure below its square, and that sum below 3·10⁹.
    """
    joined = parts.join(sums.select("deal_id", "booking", "cents"), "deal_id")
    size = joined.cents.abs()
    over = (size % joined.whole) * joined.weight
    sure = joined.mutate(
        sure=divided(number=size, by=joined.whole) * joined.weight
        + quotient(number=over, by=joined.whole),
        rest=over % joined.whole,
    )
    booking = [sure.deal_id, sure.booking]
    ranked = sure.mutate(
        left=sure.cents.abs() - sure.sure.sum().over(ibis.window(group_by=booking)),
        rank=ibis.row_number().over(
            ibis.window(group_by=booking, order_by=[sure.rest.desc(), sure.turn])
        ),
    )
    extra = (ranked.rank < ranked.left).cast("int64")
    return ranked.select(
        "row", "deal_id", "channel", "turn", "booking",
        share=ranked.weight / ranked.whole.cast("float64"),
        cents=signed(size=ranked.sure + extra, like=ranked.cents),
    )  # fmt: skip


def _among_peers(found: Table, won: Table) -> Table:
    """Divide each channel's cents equally among its touches, the earliest first."""
    peers = won.select("deal_id", "channel", "place", "peers", touch="row")
    joined = found.join(peers, ["deal_id", "channel"])
    size = joined.cents.abs()
    extra = (joined.place < size % joined.peers).cast("int64")
    return joined.select(
        "deal_id",
        "booking",
        row=joined.touch,
        share=joined.share / joined.peers.cast("float64"),
        cents=signed(size=divided(number=size, by=joined.peers) + extra, like=joined.cents),
    )
