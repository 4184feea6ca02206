"""Writers and readers as processes of their own, to be killed at any moment.

`python -m tests.ledger.actors write NAME FIRST LAST` or `… read NAME`.
"""

import os
import random
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.project.settings")

TALLY = """
create table if not exists tally (
    consumer text collate "C", position bigint, times int not null default 1,
    primary key (consumer, position))
"""
COUNT = """
insert into tally (consumer, position) select %s, unnest(%s::bigint[])
on conflict (consumer, position) do update set times = tally.times + 1
"""


def write(name: str, first: int, last: int) -> None:
    """Record the entries numbered first..last; each number counts once however often we start."""
    from django.db import connection, transaction  # noqa: PLC0415  after set-up

    from entente.kit import clock  # noqa: PLC0415  the same
    from entente.ledger import operations  # noqa: PLC0415  the same
    from entente.ledger.events import BATCH_VOIDED, NewEntry  # noqa: PLC0415  the same

    chance = random.Random(f"{name}{os.getpid()}")
    number = first
    while number <= last:
        some = range(number, min(number + chance.randint(1, 40), last + 1))
        with transaction.atomic(), connection.cursor() as cursor:
            # A transaction id of our own long before the first entry is what readers trip over.
            cursor.execute("insert into elsewhere values (%s)", [name])
            time.sleep(chance.random() * 0.01)
            for part in (some[: len(some) // 2], some[len(some) // 2 :]):
                operations.record(
                    entries=[
                        NewEntry(
                            kind=BATCH_VOIDED.name,
                            occurred_at=clock.now(),
                            source=name,
                            message_id=str(each),
                        )
                        for each in part
                    ],
                    at=clock.now(),
                )
                time.sleep(chance.random() * 0.005)
            if chance.random() < 0.1:
                transaction.set_rollback(True)
                continue
        number = some[-1] + 1


def read(name: str) -> None:
    """Count every entry that this consumer applies, for ever."""
    from django.db import connection  # noqa: PLC0415  after set-up

    from entente.kit import clock  # noqa: PLC0415  the same
    from entente.ledger import consumers  # noqa: PLC0415  the same
    from entente.ledger.events import Consumer  # noqa: PLC0415  the same

    def tally(entries, at):
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [name, [entry.position for entry in entries]])

    consumer = Consumer(name=name, sort="projection", handle=tally)
    consumers.register(consumer=consumer, at=clock.now())
    while True:
        step = consumers.advance(consumer=consumer, at=clock.now(), limit=300)
        if not step.more:
            time.sleep(0.003)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "write":
        write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        read(sys.argv[2])
