"""Eight writers, two consumers, `kill -9` on all of them: no entry lost, none doubled."""

import psycopg
import pytest
from django.db import connection

from entente.ledger import gate
from tests.ledger import crew

EACH = 1_250  # entries of every writer: ten thousand together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tables():
    with crew.tables():
        yield


def reached() -> dict[str, str]:
    """How to reach the test's database on a connection of one's own."""
    return crew.address(database=connection.settings_dict["NAME"]).parameters


def test_ten_thousand_entries_under_kill_nine_are_each_applied_once(tables):
    kills = crew.killed_until_done(each=EACH, kills=14)

    assert kills > 5
    assert crew.books() == crew.all_applied_once(each=EACH)


def test_a_foreign_transaction_that_stays_open_holds_nobody_up(tables):
    with psycopg.connect(**reached()) as foreign:
        foreign.execute("select pg_current_xact_id()")
        kills = crew.killed_until_done(each=EACH, kills=14)
        while_open = crew.books()

    assert kills > 5
    assert while_open == crew.all_applied_once(each=EACH)


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
