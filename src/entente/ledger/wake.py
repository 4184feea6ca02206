"""Telling the readers that something was written, without a NOTIFY inside the writing transaction.

A NOTIFY in every transaction takes one global lock at commit and cut throughput to a third when
measured. So it is sent after the commit, at most every 50 ms a process; the readers' slow poll is
the net for the ones left out.
"""

import time

from django.db import connection, transaction

CHANNEL = "entente_ledger"
APART = 0.05  # seconds

_last = 0.0


def after_commit() -> None:
    """Wake the readers once the current transaction is through."""
    transaction.on_commit(_notify, robust=True)


def _notify() -> None:
    global _last  # noqa: PLW0603  one clock per process is what debouncing means
    now = time.monotonic()
    if now - _last < APART:
        return
    _last = now
    with connection.cursor() as cursor:
        cursor.execute(f"notify {CHANNEL}")
