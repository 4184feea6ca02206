"""The questions by name, over tables by name: compiled once, asked as often as needed.

To compile takes longer than to answer when there are few touches, and a page asks under every
model. What changes from one asking to the next is in the tables, not in the question.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk import chains, journeys, numbers, shapes, weights
from entente.attribution.bulk.lines import Asked, credit_lines, refunded, wins
from entente.attribution.rules.touches import TouchRules

ASPECTS = {
    "position": "int64",
    "contact_id": "int64",
    "team": "string",
    "channel": "string",
    "campaign": "string",
    "asset": "string",
    "person_id": "int64",
}

TOUCHES = ibis.table(
    {
        "row": "int64",
        "deal_id": "int64",
        "at": "int64",
        "kind": "int32",
        "automatic": "boolean",
        "colleague": "boolean",
        **ASPECTS,
        "channel": "int32",
        "channel_name": "string",
    },
    name="touches",
)
DEALS = ibis.table(
    {
        "deal_id": "int64",
        "closed_at": "int64",
        "converted": "boolean",
        "lead_at": "int64",
        "opened_at": "int64",
        "currency": "string",
        "cents": "int64",
        "booked": "boolean",
    },
    name="deals",
)
REFUNDS = ibis.table(
    {
        "deal_id": "int64",
        "position": "int64",
        "at": "int64",
        "cents": "int64",
        "booked": "boolean",
    },
    name="refunds",
)
SUMS = ibis.table(
    {
        "deal_id": "int64",
        "booking": "int64",
        "refund": "int64",
        "booked_at": "int64",
        "booked": "boolean",
        "currency": "string",
        "cents": "int64",
    },
    name="sums",
)
ASKED = Asked(
    models=ibis.table({"model": "string"}, name="models"),
    shapes=ibis.table(shapes.SHAPES, name="shapes"),
    decays=ibis.table({"model": "string"}, name="decays"),
    effects=ibis.table({"model": "string", "code": "int32", "step": "int64"}, name="effects"),
)


def kept(*, rules: TouchRules, codes: journeys.Codes, memory: int) -> str:
    """The touches that count; a memory of none leaves out the deals that were lost."""
    deals = DEALS if memory else DEALS.filter(DEALS.converted)
    return _sql(
        journeys.kept(touches=TOUCHES, deals=deals, rules=rules, codes=codes, memory=max(memory, 1))
    )


def steps(*, channels: int, order: int) -> str:
    """The steps between the states of a chain."""
    walked = ibis.table(journeys.kept_schema(memory=order), name="kept")
    return _sql(chains.steps(kept=walked, channels=channels, order=order))


def won(*, half_life: timedelta, aspects: Sequence[str]) -> str:
    """What the models look at, for each touch of a converted deal, and what else is known of it.

    The aspects are named by their place, so that one question serves many headings.
    """
    walked = ibis.table(journeys.kept_schema(memory=1), name="kept")
    measured = weights.won(kept=walked, deals=DEALS, half_life=half_life)
    found = {
        f"aspect_{place}": TOUCHES["channel_name" if name == "channel" else name]
        for place, name in enumerate(aspects)
    }
    return _sql(measured.join(TOUCHES.select("row", **found), "row"))


def sums(*, refunds: bool) -> str:
    """What was won, deal by deal, and what went back so far."""
    won = wins(deals=DEALS)
    return _sql(won.union(refunded(refunds=REFUNDS, deals=DEALS)) if refunds else won)


@cache
def lines(*, refunds: bool, kinds: tuple[str, ...]) -> str:
    """Credit line by line, each with the aspects of its touch, which are of these types."""
    return _sql(_lines(kinds, refunds=refunds))


@cache
def totals(*, refunds: bool, kinds: tuple[str, ...]) -> str:
    """Credit added up under model and aspects; null cents only where none are known."""
    found = _lines(kinds, refunds=refunds)
    summed = {"share": found.share.sum(), "cents": numbers.total(of=found.cents)}
    by = (f"aspect_{place}" for place in range(len(kinds)))
    return _sql(found.group_by("model", *by, "currency").agg(**summed))


def _lines(kinds: tuple[str, ...], *, refunds: bool) -> Table:
    aspects = {f"aspect_{place}": kind for place, kind in enumerate(kinds)}
    won = ibis.table({**dict(weights.WON), **aspects}, name="won")
    return credit_lines(won=won, sums=SUMS, asked=ASKED, refunds=refunds)


def _sql(question: Table) -> str:
    return str(ibis.to_sql(question, dialect="duckdb", pretty=False))
