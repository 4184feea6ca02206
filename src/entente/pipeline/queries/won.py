"""Which entries tell of a deal's opening and close now."""

from collections.abc import Collection, Sequence

from django.db import connection

from entente.ledger.events import Entry
from entente.ledger.queries import FACT_COLUMNS, entry_of

CLOSES = ("deal.won", "deal.lost")


def last_won_position(*, deal_id: int, close: bool = False) -> int | None:
    """The entry that counts as the deal's win, or with `close` as the closing touch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select position from ledger_fact where deal_id = %s and kind = %s "
            "order by position desc limit 1",
            [deal_id, "close.made" if close else "deal.won"],
        )
        row = cursor.fetchone()
    return row[0] if row else None


# What followed from a close (that its people entered a stage) names one of its tellings as cause.
_OF_CLOSES = """
where deal_id = any(%(deals)s)
  and (kind = any(%(kinds)s)
       or (kind not like 'deal.%%' and cause in (
           select position from ledger_entry c
           where c.deal_id = any(%(deals)s) and c.kind = any(%(closes)s) and c.voided is null)))
order by position
"""


def tellings_of(*, deals: Collection[int]) -> dict[int, list[Entry]]:
    """By deal, what stands of its opening, its closes and what followed from them. One query."""
    kinds = ["deal.opened", "close.made", *CLOSES]
    asked = {"deals": sorted(deals), "kinds": kinds, "closes": list(CLOSES)}
    found: dict[int, list[Entry]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"select {FACT_COLUMNS} from ledger_fact {_OF_CLOSES}", asked)  # noqa: S608  constants
        for row in cursor.fetchall():
            entry = entry_of(row)
            found.setdefault(entry.deal or 0, []).append(entry)
    return found


def of_close(*, told: Sequence[Entry], outcome: str) -> list[Entry]:
    """Of these entries about one deal the ones that tell of its close, the close itself first.

    Of several losses (it was reopened between) the last.
    """
    lost = [one for one in told if one.kind == "deal.lost"]
    if outcome == "won":
        closes = [one for one in told if one.kind in ("deal.won", "close.made")]
    else:
        closes = lost[-1:]
    follows = [one for one in told if one.kind not in ("deal.opened", "close.made", *CLOSES)]
    return [*closes, *follows]
