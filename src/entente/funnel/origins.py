"""What first brought each contact: channel and campaign of the first touch, and when it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from entente.kit.periods import Period
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


# A campaign ran on the days of the middle nine tenths of its first touches: a straggler is not it.
_ARRIVALS = """
with first as (
    select distinct on (contact_id) contact_id, campaign,
           (occurred_at at time zone %s)::date as day, occurred_at
    from ledger_fact
    where contact_id is not null and kind = any(%s)
    order by contact_id, occurred_at, position
),
ran as (
    select percentile_disc(0.05) within group (order by day) as low,
           percentile_disc(0.95) within group (order by day) as high,
           count(*) as leads
    from first
    where campaign = %s and occurred_at >= %s::timestamptz and occurred_at < %s::timestamptz
)
select ran.leads, ran.low, ran.high + 1,
       count(*) filter (where first.day >= ran.low and first.campaign = %s),
       count(*) filter (where first.day >= ran.low),
       count(*) filter (where first.day < ran.low)
from ran join first on first.day between ran.low - (ran.high - ran.low + 1) and ran.high
group by ran.leads, ran.low, ran.high
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """How many people a campaign brought, the days on which it ran, and who came on them.

    `own` came by it on those days, `everybody` by whatever; `before` came in as many days before.
    """

    leads: int
    ran: Period
    own: int
    everybody: int
    before: int


def arrivals(
    *, campaign: str, zone: ZoneInfo, start: datetime | None = None, until: datetime | None = None
) -> Arrivals | None:
    """Whom a campaign brought in [start, until), by the days of a zone; None where nobody came."""
    within = [start or "-infinity", until or "infinity"]
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVALS, [str(zone), _kinds(), campaign, *within, campaign])
        found = cursor.fetchone()
    if found is None:
        return None
    leads, first, after, own, everybody, before = found
    return Arrivals(
        leads=leads, ran=Period(first, after), own=own, everybody=everybody, before=before
    )
