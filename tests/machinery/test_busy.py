"""Rows that somebody else holds, and a connection that is cut, are answered; nothing is half done."""

import contextlib
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from entente.activities.events import CALL_LOGGED
from entente.kit import clock
from entente.ledger.models import Entry
from entente.people.models import Contact
from entente.people.testing import meet
from entente.project import patience
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db(transaction=True)
BUSY = "We are busy for a moment"
CUT = "select pg_terminate_backend(pid) from pg_locks where not granted"


@pytest.fixture
def milan() -> Iterator:
    """A person of marketing whose pages wait no longer than they should, only sooner."""
    with clock.frozen(MORNING):
        client = signed_in(assemble().milan)
        client.raise_request_exception = False
        patience.limit(connection=connection, lock="300ms")
        yield client
    connection.close()


@contextlib.contextmanager
def held(table: str, *, cut: bool = False) -> Iterator[None]:
    """Another connection holds a table, and cuts off whoever waits for it where asked to."""
    ours, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute(f"begin; lock table {table} in access exclusive mode")
            ours.set()
            while not done.wait(timeout=0.02):
                if cut:
                    cursor.execute(CUT)
            cursor.execute("rollback")
        connections["default"].close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert ours.wait(timeout=20)
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("cut", [False, True], ids=["held", "cut off"])
def test_a_page_says_that_it_is_busy_and_comes_a_moment_later(milan, cut):
    meet(name="Sara Lind", at=MORNING)

    with held(Contact._meta.db_table, cut=cut):
        began = time.monotonic()
        busy = milan.get("/contacts/")
    connection.close()

    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert BUSY in told(busy)
    assert time.monotonic() - began < 20  # it gave up by itself; nobody let the table go
    after = milan.get("/contacts/")
    assert (after.status_code, "Sara Lind" in told(after)) == (200, True)


def test_a_form_sent_meanwhile_is_not_half_saved_and_can_be_sent_again(milan):
    meet(name="Sara Lind", at=MORNING)
    form = {"kind": "call", "who": "sara", "outcome": "voicemail", "text": "Later"}

    with held(Entry._meta.db_table):
        busy = milan.post("/log/", form)
    before = Entry.objects.filter(kind=CALL_LOGGED.name).count()
    sent = milan.post("/log/", form)

    assert (busy.status_code, before) == (503, 0)
    assert sent.status_code == 303
    assert Entry.objects.filter(kind=CALL_LOGGED.name).count() == 1


def test_every_connection_of_the_pages_has_a_limit():
    patience.have()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        limits = cursor.fetchone()
    patience.connection_created.disconnect(patience._on_connecting)
    connection.close()

    assert limits == ("5s", "1min")
