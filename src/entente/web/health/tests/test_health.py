"""Whoever runs the house sees which reader of the ledger is late, and why."""

from datetime import timedelta

import pytest
from django.test import Client

from entente.kit import clock
from entente.ledger import consumers
from entente.ledger.events import Consumer
from entente.people.testing import meet
from entente.project import reactions
from entente.web.health import pages
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
READER = Consumer(name="tally", sort="projection", handle=lambda entries, at: None)


def test_a_probe_is_told_of_a_reader_that_falls_behind_and_catches_up(cast):
    consumers.register(consumer=READER, at=MORNING)
    meet(name="Sara Lind")
    later = MORNING + timedelta(minutes=3)

    with clock.frozen(later):
        late = Client().get("/health")
        consumers.catch_up(consumer=READER, at=later)
        fine = Client().get("/health")

    assert (late.status_code, late.json()) == (
        503,
        {
            "status": "behind",
            "consumers": {"tally": {"status": "behind", "entries": 1, "seconds": 180.0}},
        },
    )
    assert (fine.status_code, fine.json()) == (
        200,
        {"status": "ok", "consumers": {"tally": {"status": "ok", "entries": 0, "seconds": 0.0}}},
    )


def test_the_page_says_since_when_a_reader_stands_still_and_why(cast):
    consumers.register(consumer=READER, at=MORNING)
    consumers.note_failure(consumer=READER, error=ZeroDivisionError("secret"), at=MORNING)

    page = words(signed_in(cast.root).get("/settings/health/"))

    assert "“tally” stands still" in page
    assert "ZeroDivisionError since" in page
    assert "secret" not in page
    assert signed_in(cast.ada).get("/settings/health/").status_code == 403


def test_every_reader_of_the_ledger_has_a_name_for_people_beside_its_own(cast):
    for reader in reactions.consumers():
        consumers.register(consumer=reader, at=MORNING)

    page = words(signed_in(cast.root).get("/settings/health/"))

    assert set(pages.READERS) == {reader.name for reader in reactions.consumers()}
    for name, called in pages.READERS.items():
        assert f"{called} {name}" in page


def test_a_probe_before_set_up_is_answered(db):
    assert Client().get("/health").json() == {"status": "ok", "consumers": {}}
