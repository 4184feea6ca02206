"""Our own PostgreSQL: closed to others, one holder per folder, whole again after a sudden end."""

import contextlib
import os
import shutil
import signal
import stat
import time

import psycopg
import pytest

from entente.project import lock
from entente.project.postgres import dump, remains, server
from entente.project.postgres.home import Home

SAFETY = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums", "listen_addresses")


def mode(path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def ask(address, question: str):
    with psycopg.connect(**address.parameters, autocommit=True) as connection:
        answer = connection.execute(question)
        return answer.fetchall() if answer.description else None


def test_a_new_cluster_is_durable_and_listens_on_a_closed_socket_only(folder):
    with server.serving(folder=folder) as address:
        told = {name: ask(address, f"show {name}")[0][0] for name in SAFETY}
        role = ask(address, "select rolsuper, rolcreatedb from pg_roles where rolname = user")
        doors = [mode(path) for path in (folder, folder / "passwords", address.socket)]

    assert told == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
    }
    assert role == [(False, True)]
    assert doors == ["0o700", "0o600", "0o700"]


def test_without_the_password_nobody_comes_in(born):
    with server.serving(folder=born) as address:
        keyless = {**address.parameters, "passfile": "/dev/null"}

        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(**keyless)


def test_what_was_committed_survives_kill_9_of_everything(born, run_apart):
    holder = run_apart("-m", "tests.machinery.holder", str(born))
    confirmed = [int(holder.stdout.readline()) for _ in range(50)]

    holder.send_signal(signal.SIGKILL)
    for orphan in remains.orphans(home=Home(folder=born)):
        with contextlib.suppress(ProcessLookupError):  # one that ended with its parent
            os.kill(orphan, signal.SIGKILL)
    with server.serving(folder=born) as address:
        kept = [number for (number,) in ask(address, "select number from note order by 1")]

    assert kept[:50] == confirmed


def test_the_server_ends_with_whoever_started_it(born, run_apart):
    holder = run_apart("-m", "tests.machinery.holder", str(born))
    holder.stdout.readline()

    holder.send_signal(signal.SIGKILL)
    remains.wait_until_gone(home=Home(folder=born), seconds=10)

    assert remains.orphans(home=Home(folder=born)) == []


def test_a_lock_file_with_somebody_elses_process_number_is_no_obstacle(born):
    with server.serving(folder=born):
        pass
    (born / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n")

    with server.serving(folder=born) as address:
        answer = ask(address, "select 1")

    assert answer == [(1,)]


def test_a_second_start_on_the_same_folder_is_refused_and_a_guest_joins(born):
    first = server.start(folder=born)
    try:
        with pytest.raises(lock.Taken) as refusal:
            server.start(folder=born)
        with server.serving(folder=born) as joined:
            answer = ask(joined, "select 1")
        still, at = first.is_alive(), first.address
    finally:
        first.stop()

    assert refusal.value.note == {"process": str(os.getpid())}
    assert (joined, answer, still) == (at, [(1,)], True)


def test_a_dead_server_is_revived_at_the_same_address(born):
    running = server.start(folder=born)
    try:
        before = running.address
        running.process.kill()
        running.process.wait()
        running.revive()
        answer = ask(running.address, "select 1")
    finally:
        running.stop()

    assert (running.process.returncode, answer) == (0, [(1,)])
    assert before.url.startswith("postgresql://entente@/entente?host=")


def test_a_deep_folder_with_spaces_and_signs_is_as_good_as_any(folder):
    deep = folder.parent / ("deep" * 30) / "our data, 100 % ours"

    with server.serving(folder=deep) as address:
        answer = ask(address, "select 1")
        length = len(os.fsencode(address.socket / ".s.PGSQL.5432"))

    assert answer == [(1,)]
    assert length <= 107


def test_a_cut_off_beginning_is_begun_again(folder):
    (folder / "cluster.draft").mkdir(parents=True)
    (folder / "cluster.draft" / "PG_VERSION").write_text("18")

    with server.serving(folder=folder) as address:
        answer = ask(address, "select 1")

    assert answer == [(1,)]


def test_a_dump_restored_elsewhere_holds_the_same(folder, tmp_path):
    with server.serving(folder=folder):
        pass
    elsewhere = folder.with_name("elsewhere")
    shutil.copytree(folder, elsewhere)
    with server.serving(folder=folder) as address:
        ask(address, "create table note as select 7 as number")
        dump.dump(address=address, to=tmp_path / "all.dump")

    with server.serving(folder=elsewhere) as address:
        dump.restore(address=address, origin=tmp_path / "all.dump")
        kept = ask(address, "select number from note")

    assert kept == [(7,)]


def test_starting_again_takes_less_than_a_second(born):
    with server.serving(folder=born):
        pass

    began = time.monotonic()
    with server.serving(folder=born):
        took = time.monotonic() - began

    assert took < 1
