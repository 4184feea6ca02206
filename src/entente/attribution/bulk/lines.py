"""Lines of credit: each touch's share of each deal, booked when it was won or refunded."""

from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk.division import among_parts, among_peers
from entente.attribution.bulk.shapes import shaped
from entente.attribution.bulk.sums import WHEN
from entente.attribution.bulk.weights import aspects, by_channel, decayed


@dataclass(frozen=True, slots=True)
class Asked:
    """The models asked for, as tables: each is in `models`, and in the table of its kind."""

    models: Table
    shapes: Table
    decays: Table
    effects: Table


def credit_lines(*, won: Table, sums: Table, asked: Asked, refunds: bool) -> Table:
    """Credit: model, row, the touch's aspects, deal_id, when, currency, share, cents.

    `sums` are the wins and, if there are any `refunds`, what was refunded so far. Only what is
    booked in the period asked about is given. A deal without touches has one line without a
    row. Reversals carry no share; for their cents see `rules.shares.reversals`.
    """
    columns = ("model", "row", *aspects(won=won), *WHEN, "share", "cents")
    kinds = (
        shaped(won=won, sums=sums, shapes=asked.shapes),
        among_parts(parts=decayed(won=won, decays=asked.decays), sums=sums),
        _by_channel(won, sums, asked.effects),
        _of_nobody(won, sums, asked.models),
    )
    found = ibis.union(*(kind.select(*columns) for kind in kinds), distinct=False)
    lines = _reversed(found) if refunds else found
    return lines.filter(lines.booked).drop("booking", "booked")


def _by_channel(won: Table, sums: Table, effects: Table) -> Table:
    channels = among_parts(parts=by_channel(won=won, effects=effects), sums=sums)
    touches = won.select("row", "deal_id", "code", "place", "peers", *aspects(won=won))
    paid = channels.select("model", "code", *WHEN, "share", "cents")
    return among_peers(channels=paid, touches=touches)


def _of_nobody(won: Table, sums: Table, models: Table) -> Table:
    known = won.filter(won.turn == 0).select("deal_id")
    unknown = {name: ibis.null(won.schema()[name]) for name in ("row", *aspects(won=won))}
    alone = sums.anti_join(known, "deal_id").cross_join(models)
    return alone.mutate(**unknown, share=ibis.literal(1.0))


def _reversed(lines: Table) -> Table:
    """Turn the division of all refunds so far into what the latest of them takes back."""
    touch = ibis.window(group_by=[lines.model, lines.deal_id, lines.row], order_by=lines.booking)
    before = (lines.booking == 1).ifelse(0, lines.cents.lag().over(touch))
    refund = lines.booking > 0
    return lines.mutate(
        cents=refund.ifelse(before - lines.cents, lines.cents),
        share=refund.ifelse(0.0, lines.share),
    )
