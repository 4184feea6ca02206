"""How a reader knows that nobody is still writing behind it.

Positions are handed out before commit, so a reader could pass an entry that is still being written.
A writer therefore draws a position, locks it (shared, until its transaction ends), and only then
draws the positions of its rows. A reader takes the sequence's value first, then the lowest position
locked, and reads below it. Filtering on the writing transaction's id does not do: ids are assigned
at the first write of any kind, stall on foreign transactions, and do not survive dump and restore.
"""

from django.db import connection

TAG = 0x4C << 55  # our corner of the advisory lock space; positions stay below 2^55
SEQUENCE = "ledger_entry_position_seq"

_LOWEST = """
select min(((classid::bigint << 32) | objid::bigint) & %s)
from pg_locks
where locktype = 'advisory' and objsubid = 1
  and database = (select oid from pg_database where datname = current_database())
  and (((classid::bigint << 32) | objid::bigint) >> 55) = %s
  and pid <> pg_backend_pid()
"""


def enter() -> None:
    """Announce, once per transaction, that rows are about to be written from here on."""
    with connection.cursor() as cursor:
        # The setting lives as long as the lock: until the transaction (or savepoint) ends.
        cursor.execute("select coalesce(current_setting('entente.gate', true), '')")
        if cursor.fetchone()[0]:
            return
        cursor.execute("select nextval(%s)", [SEQUENCE])
        position = cursor.fetchone()[0]
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [TAG | position])
        cursor.execute("select set_config('entente.gate', %s, true)", [str(position)])


def horizon() -> int:
    """The position up to which everything is committed, will never be, or is our own.

    What this transaction wrote itself commits or falls with whatever is done about it here.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"select last_value, is_called from {SEQUENCE}")  # noqa: S608  a constant
        last, called = cursor.fetchone()
        cursor.execute(_LOWEST, [(1 << 55) - 1, TAG >> 55])
        lowest = cursor.fetchone()[0]
    reached = last if called else last - 1
    return min(reached, lowest - 1) if lowest is not None else reached
