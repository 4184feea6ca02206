"""Lines of credit: each touch's share of each deal, booked when it was won or refunded."""

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.division import WHEN, divided_among
from entente.attribution.bulk.numbers import total
from entente.attribution.bulk.weights import aspects
from entente.attribution.rules.models import Model


def wins(*, deals: Table) -> Table:
    """The sum to divide for each converted deal; booking 0."""
    converted = deals.filter(deals.converted)
    first = converted.mutate(
        booking=ibis.literal(0, "int64"), refund=ibis.null("int64"), booked_at=converted.closed_at
    )
    return first.select(*WHEN, "cents")


def refunded(*, refunds: Table, sums: Table) -> Table:
    """All money refunded up to and including each refund; bookings from 1 in order of time."""
    found = refunds.join(sums.select("deal_id", "currency"), "deal_id")
    order = [found["at"], found.position]
    so_far = ibis.rows_window(group_by=found.deal_id, order_by=order, preceding=None, following=0)
    numbered = ibis.row_number().over(ibis.window(group_by=found.deal_id, order_by=order))
    cumulated = found.mutate(
        cents=total(of=found.cents).over(so_far),
        booking=numbered + 1,
        refund=found.position,
        booked_at=found["at"],
    )
    return cumulated.select(*WHEN, "cents")


def credit_lines(
    *, won: Table, model: Model, sums: Table, back: Table | None, effects: Table | None
) -> Table:
    """Credit under one model: row, the touch's aspects, deal_id, when, currency, share, cents.

    `sums` are the wins, `back` the refunds of the same deals; only what is booked in the period
    asked about is given. A deal without touches has one line without a row. Reversals carry no
    share; for their cents see `rules.shares.reversals`.
    """
    found = [divided_among(won=won, sums=sums, model=model, effects=effects)]
    found.append(_of_nobody(sums, won))
    if back is not None:
        again = divided_among(won=won, sums=back, model=model, effects=effects)
        found += [_reversed(again), _reversed(_of_nobody(back, won))]
    lines = ibis.union(*found, distinct=False)
    return lines.filter(lines.booked).drop("booking", "booked")


def _of_nobody(sums: Table, won: Table) -> Table:
    known = won.filter(won.turn == 0).select("deal_id")
    unknown = {name: ibis.null(won.schema()[name]) for name in ("row", *aspects(won=won))}
    alone = sums.anti_join(known, "deal_id").mutate(**unknown, share=ibis.literal(1.0))
    return alone.select(*unknown, *WHEN, "share", "cents")


def _reversed(cumulated: Table) -> Table:
    """Turn the division of all refunds so far into what the latest of them takes back."""
    order = ibis.window(group_by=[cumulated.deal_id, cumulated.row], order_by=cumulated.booking)
    before = cumulated.cents.lag().over(order).coalesce(0)
    return cumulated.mutate(cents=before - cumulated.cents, share=ibis.literal(0.0))
