"""A pytest plugin: every test session that needs a database has a PostgreSQL of its own.

The first test that asks for a database starts a throw-away server on a copy of a migrated cluster
(`migrated.py`). Each process of `pytest -n` has its own, so sessions never meet. Servers end with
their session, however it ends; the next session sweeps up what a killed one left behind.
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections

from entente.project import bytecode, migrated, testbrowser
from entente.project import lock as locks
from entente.project.postgres import home, server

PREFIX = "entente-test-"
NOWHERE = "postgresql://entente@/entente?host=/nonexistent"


def pytest_addoption() -> None:
    """Point the settings at nothing before anybody reads them: no test reaches a real database."""
    os.environ["ENTENTE_DATABASE_URL"] = NOWHERE
    bytecode.keep()


def pytest_configure(config: pytest.Config) -> None:
    """Take the place of pytest-django's fixture; of two plugins the later registered one counts."""
    config.pluginmanager.register(Database(), "entente-database")
    config.pluginmanager.register(testbrowser, "entente-browser")


class Database:
    """The fixture that pytest-django's marks and fixtures stand on."""

    @pytest.fixture(scope="session")
    @staticmethod
    def django_db_setup(django_test_environment: None) -> Iterator[None]:
        """A migrated database of this process, for as long as the session lasts."""
        sweep()
        with own_folder() as folder:
            migrated.copy(to=folder / "home")
            running = server.start(folder=folder / "home", durable=False)
            point_at(address=running.address)
            empty_quickly(address=running.address)
            yield
            connections.close_all()
            running.stop()


def point_at(*, address: home.Address) -> None:
    """Tell Django and the processes that a test may start where the database is."""
    os.environ["ENTENTE_DATABASE_URL"] = address.url
    told = connections.settings["default"]
    told.update(HOST=str(address.socket), NAME=address.database, USER=address.user)
    told["OPTIONS"]["passfile"] = str(address.passwords)


def empty_quickly(*, address: home.Address) -> None:
    """After a test that commits, delete the rows it left; Django truncates all tables: 0.4 s.

    What its `post_migrate` would only write anew may stay.
    """
    superuser = replace(address, user=home.SUPERUSER)
    with psycopg.connect(superuser.url, autocommit=True) as session:
        session.execute(f"grant set on parameter session_replication_role to {address.user}")

    def emptied(style: object, tables: list[str], **kwargs: object) -> list[str]:
        left = sorted(set(tables) - {"django_content_type", "auth_permission"})
        deletes = "".join(f"delete from {connection.ops.quote_name(name)};" for name in left)  # noqa: S608  our own tables
        # No foreign key is checked and no trigger fires: everything goes.
        return [f"set local session_replication_role = replica; {deletes}"]

    connection.ops.sql_flush = emptied


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A temporary folder marked as ours by a lock, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    owner = locks.take(path=folder / "owner", note={"process": str(os.getpid())})
    try:
        yield folder
    finally:
        owner.release()
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove what killed sessions of this user left behind, as far as nobody else is at it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, locks.Taken):
            if folder.stat().st_uid == os.geteuid():
                _sweep(folder)


def _sweep(folder: Path) -> None:
    """Remove an abandoned folder. It is held meanwhile: other sessions begin at the same moment.

    One without an owner may be being made, and has a minute to say whose it is.
    """
    owner = folder / "owner"
    if not owner.exists() and time.time() - folder.stat().st_mtime <= 60:
        return
    held = locks.take(path=owner, note={"process": str(os.getpid())})
    try:
        server.discard(folder=folder / "home")
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        held.release()
