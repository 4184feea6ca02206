"""A dump that is restored goes on where it was: no entry lost, none doubled, gate and all."""

import pytest
from django.db import connection

from entente.ledger import gate
from entente.ledger.models import Cursor
from entente.project.postgres import dump
from tests.ledger import crew

EACH = 300  # entries of every writer: some before the dump, the rest after it

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tables():
    with crew.tables():
        yield


def test_a_dump_taken_from_under_everybody_goes_on_elsewhere(tables, tmp_path):
    everybody = crew.Crew(each=EACH)
    everybody.work(kills=2, until=lambda: crew.have_read(400))
    dump.dump(
        address=crew.address(database=connection.settings_dict["NAME"]), to=tmp_path / "all.dump"
    )
    everybody.kill_all()

    with crew.fresh_database("restored") as restored:
        dump.restore(address=restored, origin=tmp_path / "all.dump")
        (written, _), reached = crew.books()["written"], gate.horizon()
        read = set(Cursor.objects.filter(name__in=crew.READERS).values_list("position", flat=True))
        kills = crew.killed_until_done(each=EACH, kills=8)
        books = crew.books()

    assert (everybody.kills, kills > 1) == (2, True)
    assert 0 < written < 8 * EACH
    assert 0 < min(read) <= max(read) <= reached
    assert books == crew.all_applied_once(each=EACH)
