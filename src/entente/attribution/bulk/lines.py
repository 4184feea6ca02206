"""Lines of credit: each touch's share of each deal, booked when it was won or refunded."""

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.division import divided_among
from entente.attribution.rules.models import Model

WHEN = ("deal_id", "booking", "refund", "booked_at", "booked", "currency")


def wins(*, deals: Table) -> Table:
    """The sum to divide for each converted deal; booking 0."""
    converted = deals.filter(deals.converted)
    return converted.select(
        "deal_id", "currency", "cents", "booked",
        booking=ibis.literal(0, "int64"),
        refund=ibis.null("int64"),
        booked_at=converted.closed_at,
    )  # fmt: skip


def refunded(*, refunds: Table, deals: Table) -> Table:
    """All money refunded up to and including each refund; bookings from 1 in order of time."""
    found = refunds.join(deals.filter(deals.converted).select("deal_id", "currency"), "deal_id")
    order = [found["at"], found.position]
    so_far = ibis.rows_window(group_by=found.deal_id, order_by=order, preceding=None, following=0)
    numbered = ibis.row_number().over(ibis.window(group_by=found.deal_id, order_by=order))
    return found.select(
        "deal_id", "currency", "booked",
        cents=found.cents.sum().over(so_far),
        booking=numbered + 1,
        refund=found.position,
        booked_at=found["at"],
    )  # fmt: skip


def credit_lines(
    *, won: Table, model: Model, sums: Table, back: Table | None, effects: Table | None
) -> Table:
    """Credit under one model: row, deal_id, refund, booked_at, currency, share, cents.

    `sums` are the wins, `back` the refunds of the same deals; only what is booked in the period
    asked about is given. A deal without touches has one
    line without a row. Reversals carry no share; see `rules.shares.reversals` for their cents.
    """
    found = _dated(divided_among(won=won, sums=sums, model=model, effects=effects), sums)
    all_lines = [found, _of_nobody(sums, won)]
    if back is not None:
        again = _dated(divided_among(won=won, sums=back, model=model, effects=effects), back)
        all_lines += [_reversed(again), _reversed(_of_nobody(back, won))]
    found = ibis.union(*all_lines, distinct=False)
    return found.filter(found.booked).drop("booking", "booked")


def _dated(shared: Table, sums: Table) -> Table:
    joined = shared.join(sums.select(*WHEN), ["deal_id", "booking"])
    return joined.select("row", *WHEN, "share", "cents")


def _of_nobody(sums: Table, won: Table) -> Table:
    known = won.filter(won.turn == 0).select("deal_id")
    return sums.anti_join(known, "deal_id").select(
        *WHEN, "cents", row=ibis.null("int64"), share=ibis.literal(1.0)
    ).select("row", *WHEN, "share", "cents")  # fmt: skip


def _reversed(cumulated: Table) -> Table:
    """Turn the division of all refunds so far into what the latest of them takes back."""
    order = ibis.window(group_by=[cumulated.deal_id, cumulated.row], order_by=cumulated.booking)
    before = cumulated.cents.lag().over(order).coalesce(0)
    back = cumulated.mutate(cents=before - cumulated.cents, share=ibis.literal(0.0))
    return back.select("row", *WHEN, "share", "cents")
