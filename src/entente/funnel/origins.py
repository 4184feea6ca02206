"""What first brought each contact: channel and campaign of the first touch, and when it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from entente.ledger import offers as ledger
from entente.pipeline.events import CLOSE_MADE

_FIRST = """
select distinct on (contact_id) contact_id, {column}
from ledger_fact
where contact_id is not null and kind = any(%s) {known}
order by contact_id, occurred_at, position
"""


def channels() -> dict[int, str | None]:
    """The channel of each contact's first touch."""
    return _firsts("channel", "", [])


def campaigns(*, contacts: Sequence[int] | None = None) -> dict[int, str | None]:
    """The campaign of each contact's first touch that had one; of these contacts, or of all."""
    if contacts is None:
        return _firsts("campaign", "and campaign <> ''", [])
    return _firsts("campaign", "and campaign <> '' and contact_id = any(%s)", [list(contacts)])


def _firsts(column: str, known: str, params: list[object]) -> dict[int, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST.format(column=column, known=known), [_kinds(), *params])
        return dict(cursor.fetchall())


def _kinds() -> list[str]:
    # Nobody comes to us through the close of a deal: one dated too early hides no first touch.
    return sorted(ledger.touch_kinds() - {CLOSE_MADE.name})


# A campaign ran while the middle nine tenths of its first touches came: a straggler is not it.
_ARRIVALS = """
with first as (
    select distinct on (contact_id) contact_id, campaign, occurred_at
    from ledger_fact
    where contact_id is not null and kind = any(%s)
    order by contact_id, occurred_at, position
),
ran as (
    select percentile_disc(0.05) within group (order by occurred_at) as low,
           percentile_disc(0.95) within group (order by occurred_at) as high,
           count(*) as leads
    from first
    where campaign = %s and occurred_at >= %s::timestamptz and occurred_at < %s::timestamptz
)
select ran.leads, ran.low, ran.high, count(*) filter (where first.campaign = %s), count(*)
from ran join first on first.occurred_at between ran.low and ran.high
group by ran.leads, ran.low, ran.high
"""


def arrivals(
    *, campaign: str, start: datetime | None = None, until: datetime | None = None
) -> tuple[int, datetime, datetime, int, int] | None:
    """How many people a campaign brought in [start, until), when it ran then [from, to], and, of
    all who came meanwhile, how many came by it and how many there were; None where nobody did."""
    within = [start or "-infinity", until or "infinity"]
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVALS, [_kinds(), campaign, *within, campaign])
        return cursor.fetchone()
