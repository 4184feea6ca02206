"""How far behind the ledger its readers are, and whether the database keeps what it confirms."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

CAP = 10_000  # entries counted at most for one reader

SAFE = {"fsync": {"on"}, "synchronous_commit": {"on", "remote_write", "remote_apply"}}

# Not below the horizon alone: an entry that waits for a slow writer before it is late as well.
_LAGS = """
select c.name, c.failing_since, c.failure, unread.entries, unread.since
from ledger_cursor c cross join lateral (
    select count(*) as entries, min(recorded_at) as since from (
        select recorded_at from ledger_entry e where e.position > c.position
        order by e.position limit %s) next_) unread
order by c.name
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """One reader: entries recorded that it has not looked at (at most CAP), and since when."""

    name: str
    entries: int
    seconds: float
    failing_since: datetime | None
    failure: str


def lags(*, at: datetime) -> tuple[Lag, ...]:
    """Every reader of the ledger, by name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LAGS, [CAP])
        return tuple(
            Lag(
                name=name,
                entries=entries,
                seconds=max(0.0, (at - since).total_seconds()) if since else 0.0,
                failing_since=failing_since,
                failure=failure,
            )
            for name, failing_since, failure, entries, since in cursor.fetchall()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """One setting of the database server and whether it keeps what was committed."""

    name: str
    value: str
    safe: bool


def safety() -> tuple[Safety, ...]:
    """What the server says of fsync, of waiting for the disk, and of checksums. One query."""
    names = (*SAFE, "data_checksums")
    with connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name = any(%s)", [list(names)])
        found = dict(cursor.fetchall())
    return tuple(
        Safety(name=name, value=found[name], safe=found[name] in SAFE.get(name, {"on"}))
        for name in names
    )
