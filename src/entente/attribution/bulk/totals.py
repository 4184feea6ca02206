"""The door for reports: credit added up under headings, inside the engine."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import pyarrow as pa

from entente.attribution.bulk.prepared import prepared
from entente.attribution.rules.models import Model
from entente.attribution.rules.touches import TouchRules

Heading = Literal["channel", "campaign", "asset", "person_id", "team", "contact_id"]


def totals(
    *,
    touches: pa.Table,
    deals: pa.Table,
    rules: TouchRules,
    models: Sequence[str],
    by: Sequence[Heading],
    refunds: pa.Table | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> pa.Table:
    """Add up credit under these headings: model, the headings, currency, share, cents.

    The tables are those of `bulk.credit.credit`. `share` counts wins, `cents` whole smallest
    units, refunds taken off; amounts nobody knows are left out. `since` and `until` keep what
    was booked in [since, until): wins by their close, refunds by their own date, so that closed
    periods stay as they were. Headings are null where a deal has no touch.
    """
    with prepared(
        touches=touches,
        deals=deals,
        refunds=refunds,
        rules=rules,
        models=[Model(model) for model in models],
        aspects=by,
        bounds=(since, until),
    ) as journeys:
        found = journeys.totals()
    return found.select(["model", *by, "currency", "share", "cents"])
