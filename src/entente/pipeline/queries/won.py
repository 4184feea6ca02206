"""Which entries tell of a deal's win now."""

from django.db import connection


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
