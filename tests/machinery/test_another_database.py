"""A PostgreSQL of one's own, named by ENTENTE_DATABASE_URL: it is used, and ours is not started."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

import psycopg
import pytest

from entente.project import instance
from entente.project.instance import Instance
from entente.project.postgres import server
from entente.project.supervise import port
from tests.machinery.test_up import (
    HOST,
    PATIENCE,
    free_port,
    is_called,
    left_of,
    lines_until,
    number,
    tree_of,
)

LAST = "usersessions_usersession"  # no other table stands on it


@pytest.fixture
def theirs(born) -> Iterator[str]:
    """The address of a database on another server, one step behind this version."""
    with server.serving(folder=born) as address:
        ask(address.url, f"create database theirs template {address.database}")
        url = replace(address, database="theirs").url
        ask(url, f"drop table {LAST}")
        ask(url, "delete from django_migrations where app = 'usersessions'")
        yield url


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None


@pytest.mark.slow
def test_a_database_that_its_url_names_is_brought_up_to_date_and_served_from(
    theirs, run_apart, tmp_path
):
    data = tmp_path / "data"
    process = run_apart(
        *("-m", "entente.project", "up", "--data", str(data), "--port", free_port()),
        ENTENTE_DATABASE_URL=theirs,
    )
    here = number(lines_until(process, "Ctrl-C"))
    answered = port.status(host=HOST, port=here, path="/setup/")
    made = ask(theirs, f"select count(*) from {LAST}")
    everything = tree_of(process.pid)
    servers = [pid for pid in everything if is_called(pid, "postgres")]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)

    assert (answered, made, servers) == (200, 0, [])
    assert not Instance(data=data).database.exists()
    assert (process.returncode, left_of(everything)) == (0, [])
    assert ask(theirs, "select 1") == 1  # it is not ours to end


def test_commands_use_the_database_that_the_url_names(tmp_path):
    ours = Instance(data=tmp_path / "data")
    url = "postgresql://ada@db.example.com/company"

    with (
        mock.patch.dict(os.environ, ENTENTE_DATABASE_URL=url),
        instance.at_hand(instance=ours),
    ):
        told = os.environ["ENTENTE_DATABASE_URL"]

    assert told == url
    assert not ours.database.exists()
