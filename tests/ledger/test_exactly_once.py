"""Eight writers, two consumers, `kill -9` on all of them: no entry lost, none doubled."""

import random
import signal
import time
from multiprocessing.process import BaseProcess

import psycopg
import pytest
from django.db import connection

from entente.kit import clock
from entente.ledger import consumers, gate
from entente.ledger.events import Consumer
from entente.project import testprocesses
from tests.ledger import actors

WRITERS, EACH = 8, 1_250
READERS = ("left", "right")
PAUSE = 0.1  # seconds between two kills; a writer works for two seconds and more

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tables():
    with connection.cursor() as cursor:
        cursor.execute(actors.TALLY)
        cursor.execute("create table elsewhere (who text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop table tally, elsewhere")


def reached() -> dict[str, str]:
    """How to reach the test's database on a connection of one's own."""
    parameters = connection.get_connection_params()
    return {key: parameters[key] for key in ("dbname", "user", "host", "passfile")}


def write(name: str) -> BaseProcess:
    return testprocesses.start(work=actors.write, arguments=(name, 1, EACH))


def read(name: str) -> BaseProcess:
    return testprocesses.start(work=actors.read, arguments=(name,))


def killed_until_done(kills: int) -> int:
    """Start everybody, kill somebody again and again, restart; gives the number of kills."""
    chance = random.Random(7)
    writing = {name: write(name) for name in (f"writer {n}" for n in range(WRITERS))}
    reading = {name: read(name) for name in READERS}
    done = turns = 0
    while any(process.exitcode != 0 for process in writing.values()):
        time.sleep(PAUSE)
        turns += 1
        if turns == 5:
            tell_planner()
        if done < kills:
            name = chance.choice([*writing, *READERS])
            group = reading if name in reading else writing
            if group[name].exitcode is None:
                group[name].kill()
                group[name].join()
                done += 1
        for group, begin in ((writing, write), (reading, read)):
            for name, process in group.items():
                assert process.exitcode in (None, 0, -signal.SIGKILL), name
                if process.exitcode:
                    group[name] = begin(name)
    for process in reading.values():
        process.kill()
        process.join()
    return done


def tell_planner() -> None:
    """What PostgreSQL does by itself within a minute; until then it plans for an empty ledger."""
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_entry")


def finish_reading() -> None:
    """What the killed readers left, read here to the end."""
    for name in READERS:

        def tally(entries, at, name=name):
            with connection.cursor() as cursor:
                cursor.execute(actors.COUNT, [name, [entry.position for entry in entries]])

        consumers.catch_up(
            consumer=Consumer(name=name, sort="projection", handle=tally), at=clock.now()
        )


def books() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("select count(*), count(distinct (source, message_id)) from ledger_entry")
        written = cursor.fetchone()
        cursor.execute(
            "select c.name, count(t.position), coalesce(max(t.times), 0), "
            "count(*) filter (where e.position is null) "
            "from (values ('left'), ('right')) c(name) "
            "left join tally t on t.consumer = c.name "
            "left join ledger_entry e on e.position = t.position group by 1"
        )
        return {"written": written, **{row[0]: row[1:] for row in cursor.fetchall()}}


def test_ten_thousand_entries_under_kill_nine_are_each_applied_once(tables):
    kills = killed_until_done(kills=14)
    finish_reading()

    total = WRITERS * EACH
    assert kills > 5
    assert books() == {
        "written": (total, total),
        "left": (total, 1, 0),
        "right": (total, 1, 0),
    }


def test_a_foreign_transaction_that_stays_open_holds_nobody_up(tables):
    with psycopg.connect(**reached()) as foreign:
        foreign.execute("select pg_current_xact_id()")
        kills = killed_until_done(kills=14)
        finish_reading()
        while_open = books()

    total = WRITERS * EACH
    assert kills > 5
    assert while_open == {
        "written": (total, total),
        "left": (total, 1, 0),
        "right": (total, 1, 0),
    }


def test_a_writer_that_is_not_through_yet_is_waited_for(tables):
    before = gate.horizon()
    with psycopg.connect(**reached()) as slow:
        position = slow.execute("select nextval('ledger_entry_position_seq')").fetchone()[0]
        slow.execute("select pg_advisory_xact_lock_shared(%s)", [gate.TAG | position])
        with connection.cursor() as cursor:
            cursor.execute("select nextval('ledger_entry_position_seq')")

        held = gate.horizon()
        slow.rollback()

    assert held == position - 1 >= before
    assert gate.horizon() == position + 1
