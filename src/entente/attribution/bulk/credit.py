"""The door: credit for many deals at once, line by line."""

from collections.abc import Sequence

import pyarrow as pa

from entente.attribution.bulk import questions
from entente.attribution.bulk.prepared import prepared
from entente.attribution.rules.models import Model
from entente.attribution.rules.touches import TouchRules

SCHEMA = pa.schema(
    [
        ("deal_id", pa.int64()),
        ("model", pa.string()),
        ("team", pa.string()),
        ("channel", pa.string()),
        ("campaign", pa.string()),
        ("asset", pa.string()),
        ("person_id", pa.int64()),
        ("contact_id", pa.int64()),
        ("position", pa.int64()),
        ("share", pa.float64()),
        ("cents", pa.int64()),
        ("currency", pa.string()),
        ("booked_at", pa.timestamp("us", "UTC")),
        ("refund", pa.int64()),
    ]
)


def credit(
    *,
    touches: pa.Table,
    deals: pa.Table,
    rules: TouchRules,
    models: Sequence[str],
    refunds: pa.Table | None = None,
) -> pa.Table:
    """Credit every converted deal under every model: one row per touch that gets something.

    touches: deal_id, contact_id, position, at, team, channel, kind, campaign, person_id; may
    also have asset, automatic, colleague. A touch stands once for each deal that it may belong
    to. deals: deal_id, value (decimal, null when unknown), currency, closed_at, converted; may
    also have until, lead_at, opened_at, lesson, asked (see `rules.touches.Journey`). refunds:
    deal_id, position, at, amount. Moments carry a zone.

    `cents` are whole smallest units of the currency and add up to each deal's value; `share` is
    the part of the win. A deal without touches has one row without a position. Reversals have
    the position of their refund, its moment, and no share. The plain form is
    `rules.credit.credit`; both agree to the cent.
    """
    with prepared(
        touches=touches,
        deals=deals,
        refunds=refunds,
        rules=rules,
        models=[Model(model) for model in models],
        aspects=tuple(questions.ASPECTS),
        bounds=(None, None),
    ) as journeys:
        found = journeys.lines()
    return found.select(SCHEMA.names).cast(SCHEMA)
