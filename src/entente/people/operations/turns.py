"""Taking away and writing many take turns: neither acts on what the other is about to change.

A chunk of an import finds its records first and writes them later. A person who is erased in
between would be written to again, and what an undone import takes back would be told anew.
Either is asked for first in its transaction, before a row is held: it cannot lock up then.
"""

from typing import Final

from django.db import connection

TURN: Final = 0x54 << 55  # our corner of the advisory lock space, beside the ledger's gate


def write_many() -> None:
    """Wait while a person is erased or an import undone; nobody is until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [TURN])


def take_away() -> None:
    """Wait for the chunks of imports in hand; the next ones wait until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TURN])
