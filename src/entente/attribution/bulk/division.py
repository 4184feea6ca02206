"""Dividing money: largest remainder in whole cents, as `kit.money.allocate` does it."""

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.numbers import divided, quotient, signed, total
from entente.attribution.bulk.shapes import shaped
from entente.attribution.bulk.weights import BY_CHANNEL, aspects, weighed
from entente.attribution.rules.models import SHAPES, Model

WHEN = ("deal_id", "booking", "refund", "booked_at", "booked", "currency")


def divided_among(*, won: Table, sums: Table, model: Model, effects: Table | None = None) -> Table:
    """Divide each sum of a deal among the deal's touches under a model.

    `sums` holds WHEN and cents (unknown: null); a deal may have several, each divided anew.
    Gives row, the touch's aspects, WHEN, share and cents. The cents of one booking add up to
    its sum; ties go to the earliest touch.
    """
    if model in SHAPES:
        found = shaped(won=won, sums=sums, shape=SHAPES[model])
    else:
        found = _by_weight(weighed(won=won, model=model, effects=effects), sums)
    if model in BY_CHANNEL:
        found = _among_peers(found, won)
    return found.select("row", *aspects(won=won), *WHEN, "share", "cents")


def _by_weight(parts: Table, sums: Table) -> Table:
    """Give every part its whole cents, then one more to those with the largest remainders.

    The product of cents and weight would not fit 64 bits; splitting the cents by the sum of the
    weights keeps every figure below its square, and that sum below 3·10⁹.
    """
    joined = parts.join(sums, "deal_id")
    parted = joined.mutate(fold=divided(number=joined.cents.abs(), by=joined.whole))
    over = (parted.cents.abs() - parted.fold * parted.whole) * parted.weight
    sliced = parted.mutate(over=over, rest=over % parted.whole)
    sure = sliced.mutate(
        sure=sliced.fold * sliced.weight + quotient(number=sliced.over, by=sliced.whole)
    )
    booking = ibis.window(group_by=[sure.deal_id, sure.booking])
    ranked = sure.mutate(
        left=sure.cents.abs() - total(of=sure.sure).over(booking),
        rank=ibis.row_number().over(booking.order_by([sure.rest.desc(), sure.turn])),
    )
    extra = (ranked.rank < ranked.left).cast("int64")
    return ranked.mutate(
        share=ranked.weight / ranked.whole.cast("float64"),
        cents=signed(size=ranked.sure + extra, like=ranked.cents),
    )


def _among_peers(found: Table, won: Table) -> Table:
    """Divide each channel's cents equally among its touches, the earliest first."""
    shares = found.select("code", *WHEN, "share", "cents")
    peers = won.select("row", "deal_id", "code", "place", "peers", *aspects(won=won))
    joined = peers.join(shares, ["deal_id", "code"])
    size = joined.cents.abs()
    extra = (joined.place < size % joined.peers).cast("int64")
    return joined.mutate(
        share=joined.share / joined.peers.cast("float64"),
        cents=signed(size=divided(number=size, by=joined.peers) + extra, like=joined.cents),
    )
