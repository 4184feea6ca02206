"""What writers and readers do, in processes of their own that are killed at any moment."""

import os
import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction

from entente.kit import clock
from entente.ledger import consumers, operations
from entente.ledger.events import BATCH_VOIDED, Consumer, Entry, NewEntry

TALLY = """
create table if not exists tally (
    consumer text collate "C", position bigint, times int not null default 1,
    primary key (consumer, position))
"""
COUNT = """
insert into tally (consumer, position) select %s, unnest(%s::bigint[])
on conflict (consumer, position) do update set times = tally.times + 1
"""


def write(database: str, name: str, first: int, last: int) -> None:
    """Record the entries numbered first..last; each number counts once however often we start."""
    connection.settings_dict["NAME"] = database
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


def read(database: str, name: str) -> None:
    """Count every entry that this consumer applies, for ever."""
    connection.settings_dict["NAME"] = database
    consumer = Consumer(name=name, sort="projection", handle=counting(name))
    consumers.register(consumer=consumer, at=clock.now())
    while True:
        step = consumers.advance(consumer=consumer, at=clock.now(), limit=300)
        if not step.more:
            time.sleep(0.01)


def counting(name: str) -> Callable[[Sequence[Entry], datetime], None]:
    """What a consumer of this name does with entries: it counts each, by its position."""

    def count(entries: Sequence[Entry], at: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [name, [entry.position for entry in entries]])

    return count
