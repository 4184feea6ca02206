"""A call that was logged counts on the very next page, and once, whoever reads the ledger first."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from entente.agreements import testing as agreements
from entente.handoff.models import AttemptNoted, Handover
from entente.handoff.operations import deciding, noting
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.ledger import queries as ledger
from entente.people.testing import meet
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in, words
from entente.workspace.testing import assemble

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris
CALL = {"kind": "call", "who": "Sara Lind", "outcome": "voicemail"}


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast(db):
    found = assemble(at=NOW - timedelta(days=30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=NOW - timedelta(days=20))
    return found


@pytest.fixture
def lead(cast) -> Handover:
    """Accepted and not called yet; the clock of the first contact ran out three working hours ago."""
    at = NOW - timedelta(hours=23)
    row = handed_over(contact=meet(name="Sara Lind", at=at), at=at)
    deciding.accept(handover_id=row.id, by=cast.ada, at=NOW - timedelta(minutes=5))
    return row


def log(client, lead: Handover):
    told = {**CALL, "chosen": f"contact:{lead.contact_id}", "next": f"/queue/{lead.id}/"}
    return client.post("/log/", told, follow=True)


def undo(client, page):
    where = re.search(r'action="(/undo/[^"]+)"', page.text)[1]
    seen_on = f"http://testserver{page.request['PATH_INFO']}"
    return client.post(where, headers={"referer": seen_on}, follow=True)


def work_off(lead: Handover) -> int:
    """What the worker does with all that it has not read yet."""
    told = ledger.timeline(contact=lead.contact_id).entries
    return noting.note_attempts(entries=told, at=NOW)


def counted(lead: Handover) -> tuple[int, int, int]:
    """As the lead sums it up, as it was noted, as the ledger tells it."""
    lead.refresh_from_db()
    told = ledger.timeline(contact=lead.contact_id, kinds=["attempt.made"]).entries
    told = [one for one in told if ledger.stands(position=one.position)]
    return lead.attempts, AttemptNoted.objects.filter(handover=lead).count(), len(told)


def test_the_page_that_tells_of_a_call_knows_of_it_and_so_does_the_one_that_undoes_it(cast, lead):
    client = signed_in(cast.ada)

    before = words(client.get(f"/queue/{lead.id}/"))
    logged = log(client, lead)
    undone = undo(client, logged)

    late = "Late by 3h to make first contact"
    assert (late in before, late in words(logged), late in words(undone)) == (True, False, True)
    assert "Logged a call with Sara Lind" in words(logged)
    assert "irst contact after 7h, late by 3h" in words(logged)
    assert "not contacted yet" not in words(logged)


def test_a_call_counts_once_whether_the_page_or_the_worker_comes_first(cast, lead, monkeypatch):
    client = signed_in(cast.ada)
    log(client, lead)
    page_first = counted(lead), work_off(lead), counted(lead)

    undo(client, log(client, lead))
    taken_back = counted(lead), work_off(lead), counted(lead)

    with monkeypatch.context() as slow:
        slow.setattr("entente.web.activities.logging.count_at_once", lambda **_: None)
        logged = log(client, lead)
    new = work_off(lead)
    (position,) = [
        one.position
        for one in ledger.timeline(contact=lead.contact_id, kinds=["call.logged"], limit=1).entries
    ]
    again = noting.note_attempts(entries=[ledger.entry(position=position)], at=NOW)

    assert "Logged a call" in words(logged)
    assert page_first == ((1, 1, 1), 0, (1, 1, 1))
    assert taken_back == ((1, 1, 1), 0, (1, 1, 1))
    assert (new, again, counted(lead)) == (1, 0, (2, 2, 2))


@pytest.mark.django_db(transaction=True)
def test_a_call_counts_once_when_page_and_worker_read_it_at_the_same_time(cast, lead, monkeypatch):
    with monkeypatch.context() as slow:
        slow.setattr("entente.web.activities.logging.count_at_once", lambda **_: None)
        log(signed_in(cast.ada), lead)
    entries = ledger.timeline(contact=lead.contact_id, kinds=["call.logged"]).entries
    start, found = threading.Barrier(2), []

    def read() -> None:
        start.wait(5)
        found.append(noting.note_attempts(entries=entries, at=NOW))
        connections.close_all()

    both = [threading.Thread(target=read) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(found) == [0, 1]
    assert counted(lead) == (1, 1, 1)
