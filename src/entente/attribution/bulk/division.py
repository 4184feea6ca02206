"""Dividing money: largest remainder in whole cents, as `kit.money.allocate` does it."""

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.numbers import divided, quotient, signed, total


def among_parts(*, parts: Table, sums: Table) -> Table:
    """Divide each sum of a deal among the deal's parts by their weights: share and cents.

    A deal may have several sums, each divided anew; an unknown one stays unknown. Every part
    gets its whole cents, then those with the largest remainders one more, ties to the earliest
    turn. The product of cents and weight would not fit 64 bits; splitting the cents by the sum
    of the weights keeps every figure below its square, and that sum below 3·10⁹.
    """
    joined = parts.join(sums, "deal_id")
    parted = joined.mutate(fold=divided(number=joined.cents.abs(), by=joined.whole))
    over = (parted.cents.abs() - parted.fold * parted.whole) * parted.weight
    sliced = parted.mutate(over=over, rest=over % parted.whole)
    sure = sliced.mutate(
        sure=sliced.fold * sliced.weight + quotient(number=sliced.over, by=sliced.whole)
    )
    booking = ibis.window(group_by=[sure.model, sure.deal_id, sure.booking])
    ranked = sure.mutate(
        left=sure.cents.abs() - total(of=sure.sure).over(booking),
        rank=ibis.row_number().over(booking.order_by([sure.rest.desc(), sure.turn])),
    )
    extra = (ranked.rank < ranked.left).cast("int64")
    return ranked.mutate(
        share=ranked.weight / ranked.whole.cast("float64"),
        cents=signed(size=ranked.sure + extra, like=ranked.cents),
    )


def among_peers(*, channels: Table, touches: Table) -> Table:
    """Divide what each channel of a deal got equally among its touches, the earliest first."""
    joined = touches.join(channels, ["deal_id", "code"])
    size = joined.cents.abs()
    extra = (joined.place < size % joined.peers).cast("int64")
    return joined.mutate(
        share=joined.share / joined.peers.cast("float64"),
        cents=signed(size=divided(number=size, by=joined.peers) + extra, like=joined.cents),
    )
