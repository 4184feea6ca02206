"""The questions by name, over tables by name: compiled once, asked as often as needed.

To compile takes longer than to answer when there are few touches, and a page asks under every
model. What changes from one asking to the next is in the tables, not in the question.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import ibis
from ibis.expr.types import Table

from entente.attribution.bulk import chains, journeys, weights
from entente.attribution.bulk.lines import credit_lines, refunded, wins
from entente.attribution.rules.models import MARKOV_ORDERS, Model
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
WON = ibis.table(weights.WON, name="won")


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


def won(*, half_life: timedelta) -> str:
    """What the models look at, for each touch of a converted deal."""
    walked = ibis.table(journeys.kept_schema(memory=1), name="kept")
    return _sql(weights.won(kept=walked, deals=DEALS, half_life=half_life))


def named(*, aspects: Sequence[str]) -> str:
    """What else is known of the touches that may be credited."""
    found = TOUCHES.semi_join(WON, "row")
    columns = {name: "channel_name" if name == "channel" else name for name in aspects}
    return _sql(found.select("row", **columns))


@cache
def lines(*, model: Model, refunds: bool, aspects: tuple[str, ...]) -> str:
    """Credit under one model, line by line, each with what is known of its touch."""
    return _sql(_described(model, aspects, refunds=refunds))


@cache
def totals(*, model: Model, refunds: bool, by: tuple[str, ...]) -> str:
    """Credit under one model added up under headings; null cents only where none are known."""
    found = _described(model, by, refunds=refunds)
    return _sql(
        found.group_by(*by, "currency").agg(
            share=found.share.sum(), cents=found.cents.sum().cast("int64")
        )
    )


def _described(model: Model, aspects: tuple[str, ...], *, refunds: bool) -> Table:
    effects = ibis.table({"channel": "int32", "step": "int64"}, name=f"effects_{model}")
    found = credit_lines(
        won=WON,
        model=model,
        sums=wins(deals=DEALS),
        back=refunded(refunds=REFUNDS, deals=DEALS) if refunds else None,
        effects=effects if model in MARKOV_ORDERS else None,
    )
    touch = ibis.table({"row": "int64", **{name: ASPECTS[name] for name in aspects}}, name="named")
    return found.left_join(touch, "row").drop("row", "row_right")


def _sql(question: Table) -> str:
    return str(ibis.to_sql(question, dialect="duckdb", pretty=False))
