"""Sums to divide: what each deal was won for, and what of it went back."""

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.numbers import total

WHEN = ("deal_id", "booking", "refund", "booked_at", "booked", "currency")
SUMS = ibis.schema(
    {
        "deal_id": "int64",
        "booking": "int64",
        "refund": "int64",
        "booked_at": "int64",
        "booked": "boolean",
        "currency": "string",
        "cents": "int64",
    }
)


def wins(*, deals: Table) -> Table:
    """The sum to divide for each converted deal that is asked about; booking 0."""
    converted = deals.filter(deals.converted & deals.asked)
    first = converted.mutate(
        booking=ibis.literal(0, "int64"), refund=ibis.null("int64"), booked_at=converted.closed_at
    )
    return first.select(*SUMS.names)


def refunded(*, refunds: Table, deals: Table) -> Table:
    """All money refunded up to and including each refund; bookings from 1 in order of time."""
    won = deals.filter(deals.converted & deals.asked)
    found = refunds.join(won.select("deal_id", "currency"), "deal_id")
    order = [found["at"], found.position]
    so_far = ibis.rows_window(group_by=found.deal_id, order_by=order, following=0)
    numbered = ibis.row_number().over(ibis.window(group_by=found.deal_id, order_by=order))
    cumulated = found.mutate(
        cents=total(of=found.cents).over(so_far),
        booking=numbered + 1,
        refund=found.position,
        booked_at=found["at"],
    )
    return cumulated.select(*SUMS.names)
