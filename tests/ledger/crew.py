"""Eight writers and two readers, killed again and again and begun anew, and what came of it."""

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from django.db import connection

from entente.kit import clock
from entente.ledger import consumers
from entente.ledger.events import Consumer
from entente.project import testprocesses
from entente.project.postgres.home import Address
from tests.ledger import actors

WRITERS = tuple(f"writer {number}" for number in range(8))
READERS = ("left", "right")
PAUSE = 0.1  # seconds between two kills; a writer works for two seconds and more

BOOKS = """
select c.name, count(t.position), coalesce(max(t.times), 0),
    count(*) filter (where e.position is null)
from (values ('left'), ('right')) c(name)
left join tally t on t.consumer = c.name
left join ledger_entry e on e.position = t.position
group by 1
"""


class Crew:
    """Everybody at work on one database; each writer's entries are numbered from 1 to `each`."""

    def __init__(self, *, each: int) -> None:
        database = connection.settings_dict["NAME"]
        self._chance = random.Random(7)
        self._begin: dict[str, Callable[[], BaseProcess]] = {
            **{name: begin(actors.write, database, name, 1, each) for name in WRITERS},
            **{name: begin(actors.read, database, name) for name in READERS},
        }
        self._at_work = {name: start() for name, start in self._begin.items()}
        self.kills = 0

    @property
    def is_done(self) -> bool:
        """Whether all writers are through."""
        return all(self._at_work[name].exitcode == 0 for name in WRITERS)

    def kill_one(self) -> None:
        """End somebody at work by `kill -9`."""
        name = self._chance.choice([*WRITERS, *READERS])
        if self._at_work[name].exitcode is None:
            self._at_work[name].kill()
            self._at_work[name].join()
            self.kills += 1

    def begin_anew(self) -> None:
        """Start whoever was killed; who ended in any other way but being done is a fault."""
        for name, process in self._at_work.items():
            assert process.exitcode in (None, 0, -signal.SIGKILL), name
            if process.exitcode:
                self._at_work[name] = self._begin[name]()

    def kill_all(self) -> None:
        """End everybody by `kill -9`."""
        for process in self._at_work.values():
            process.kill()
        for process in self._at_work.values():
            process.join()

    def work(self, *, kills: int, until: Callable[[], bool] = lambda: False) -> None:
        """Kill so many, one after another, until the writers are done or what is waited for is."""
        turn = 0
        while not self.is_done and not (self.kills == kills and until()):
            time.sleep(PAUSE)
            turn += 1
            if turn == 5:
                tell_planner()
            if self.kills < kills:
                self.kill_one()
            self.begin_anew()


def begin(work: Callable[..., None], *arguments: object) -> Callable[[], BaseProcess]:
    """How to start this work."""
    return lambda: testprocesses.start(work=work, arguments=arguments)


def killed_until_done(*, each: int, kills: int) -> int:
    """Let a crew work to its end, read what it left, and give how many were killed."""
    crew = Crew(each=each)
    crew.work(kills=kills)
    crew.kill_all()
    finish_reading()
    return crew.kills


def have_read(count: int) -> bool:
    """Whether each reader has counted so many entries."""
    told = books()
    return all(told[name][0] >= count for name in READERS)


def tell_planner() -> None:
    """What PostgreSQL does by itself within a minute; until then it plans for an empty ledger."""
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_entry")


def finish_reading() -> None:
    """What the killed readers left, read here to the end."""
    for name in READERS:
        consumer = Consumer(name=name, sort="projection", handle=actors.counting(name))
        consumers.catch_up(consumer=consumer, at=clock.now())


def books() -> dict[str, tuple[int, ...]]:
    """Entries and how many are different; of each reader: counted, how often at most, of none."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), count(distinct (source, message_id)) from ledger_entry")
        written = cursor.fetchone()
        cursor.execute(BOOKS)
        return {"written": written, **{row[0]: row[1:] for row in cursor.fetchall()}}


def all_applied_once(*, each: int) -> dict[str, tuple[int, ...]]:
    """The books when nothing was lost and nothing doubled."""
    total = len(WRITERS) * each
    return {"written": (total, total), "left": (total, 1, 0), "right": (total, 1, 0)}


@contextmanager
def tables() -> Iterator[None]:
    """The tables that the crew needs beside our own."""
    with connection.cursor() as cursor:
        cursor.execute(actors.TALLY)
        cursor.execute("create table elsewhere (who text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop table tally, elsewhere")


def address(*, database: str) -> Address:
    """Where a database of the tests' server is."""
    told = connection.get_connection_params()
    return Address(
        socket=Path(told["host"]),
        passwords=Path(told["passfile"]),
        database=database,
        user=told["user"],
    )


@contextmanager
def fresh_database(name: str) -> Iterator[Address]:
    """An empty database; within, it is where this process works, and crews that begin then."""
    usual = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"create database {name}")
    point_at(name)
    try:
        yield address(database=name)
    finally:
        point_at(usual)
        with connection.cursor() as cursor:
            cursor.execute(f"drop database {name} with (force)")


def point_at(database: str) -> None:
    """Work on this database from here on."""
    connection.close()
    connection.settings_dict["NAME"] = database
