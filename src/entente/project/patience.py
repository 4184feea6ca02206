"""How long a page waits for the database before it says that it is busy.

A page waits in a thread, and there are few: whoever holds rows for long would stop every page.
The worker waits as long as it takes.
"""

from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

LOCK: Final = "5s"  # for rows that somebody else holds
STATEMENT: Final = "60s"  # for one question, however large


def have() -> None:
    """From now on every connection of this process waits no longer."""
    connection_created.connect(_on_connecting)


def limit(*, connection: BaseDatabaseWrapper, lock: str = LOCK) -> None:
    """Let this connection wait for no lock longer than that, and for no answer for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('lock_timeout', %s, false), "
            "set_config('statement_timeout', %s, false)",
            [lock, STATEMENT],
        )


def _on_connecting(sender: object, connection: BaseDatabaseWrapper, **_: Any) -> None:
    limit(connection=connection)
