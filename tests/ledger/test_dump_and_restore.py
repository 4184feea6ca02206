"""A dump that is restored goes on where it was: no entry lost, none doubled, gate and all."""

import os
import subprocess

import pytest
from django.db import connection

from entente.kit import clock
from entente.ledger import consumers, gate, operations
from entente.ledger.events import BATCH_VOIDED, Consumer, NewEntry
from entente.project.postgres import binaries

pytestmark = pytest.mark.django_db(transaction=True)


def write(first: int, last: int) -> None:
    operations.record_bulk(
        entries=[
            NewEntry(
                kind=BATCH_VOIDED.name,
                occurred_at=clock.now(),
                source="writer",
                message_id=str(number),
                personal={"number": number},
            )
            for number in range(first, last + 1)
        ],
        at=clock.now(),
    )


def run(program: str, *arguments: str) -> None:
    url = os.environ["ENTENTE_DATABASE_URL"]
    command = [binaries.find().program(program), f"--dbname={url}", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_restored_dump_goes_on_where_it_was(tmp_path):
    seen: list[str] = []
    consumer = Consumer(
        name="reader",
        sort="projection",
        handle=lambda entries, at: seen.extend(entry.message_id for entry in entries),
    )
    consumers.register(consumer=consumer, at=clock.now())
    write(1, 4_000)
    consumers.advance(consumer=consumer, at=clock.now(), limit=2_600)
    write(4_001, 9_000)
    before = gate.horizon()

    run("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}")
    connection.close()
    run("psql", "--command=drop schema public cascade; create schema public")
    run("pg_restore", "--no-owner", str(tmp_path / "dump"))
    after = gate.horizon()
    write(8_990, 10_000)
    consumers.catch_up(consumer=consumer, at=clock.now())

    assert after == before
    assert seen == [str(number) for number in range(1, 10_001)]
