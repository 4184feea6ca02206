"""To accept a lead does not stop the clock of its first contact, and the queue goes on showing it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from entente.activities.operations.logging import log_call, log_email
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, noting
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.sla.operations import watch_clocks
from entente.sla.rules.document import STANDARD
from entente.web.navigation import Waiting
from entente.web.queue import urls
from entente.web.testing import signed_in, words
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, eleven o'clock in Paris


@pytest.fixture(autouse=True)
def at():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def cast():
    found = assemble(at=NOW - timedelta(days=30))
    early = NOW - timedelta(days=20)
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=early)
    return found


def waiting(name: str, minutes: int = 30) -> Handover:
    at = NOW - timedelta(minutes=minutes)
    return handed_over(contact=meet(name=name, at=at), at=at)


def accepted(cast, name: str, minutes: int = 30) -> Handover:
    row = waiting(name, minutes)
    deciding.accept(handover_id=row.id, by=cast.ada, at=NOW)
    return row


def called(about, by):
    log_call(about=about, outcome="voicemail", by=by, at=NOW)


def written(about, by):
    log_email(about=about, text="Sent the offer", by=by, at=NOW)


@pytest.mark.parametrize("tried", [called, written])
def test_who_is_accepted_and_not_contacted_stays_in_sight_until_somebody_tried(cast, tried):
    row = accepted(cast, "Sara Lind")
    ada = signed_in(cast.ada)

    waiting = words(ada.get("/queue/"))
    page = words(ada.get(f"/queue/{row.id}/"))
    room = words(ada.get("/room/"))
    tried(About(contact_id=row.contact_id), cast.ada)
    noting.note_attempts(entries=facts.timeline(contact=row.contact_id).entries[:1], at=NOW)
    after = words(ada.get("/queue/"))

    assert "Accepted, not contacted yet Sara Lind 3h 30m left" in waiting
    assert "3h 30m left to make first contact" in page
    assert "Sara Lind waits for a first contact" in room
    assert "not contacted yet" not in after
    assert "Accepted Sara Lind" in after


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(minutes=42), "irst contact after 1h 12m, in time"),
        (timedelta(hours=4), "irst contact after 4h 30m, late by 30 min"),
        (timedelta(minutes=-29, seconds=-30), "irst contact in under a minute, in time"),
    ],
)
def test_once_somebody_tried_lead_and_contact_say_how_long_it_took(cast, later, said):
    row = accepted(cast, "Sara Lind")
    at = NOW + later
    log_call(about=About(contact_id=row.contact_id), outcome="voicemail", by=cast.ada, at=at)
    entries = facts.timeline(contact=row.contact_id).entries
    noting.note_attempts(entries=[one for one in entries if one.kind == "call.logged"], at=at)

    with clock.frozen(max(at, NOW)):
        lead = words(signed_in(cast.ada).get(f"/queue/{row.id}/"))
        person = words(signed_in(cast.ada).get(f"/contacts/{row.contact_id}/"))

    assert f"; f{said}." in lead
    assert f"F{said}" in person


def test_to_accept_a_late_lead_leaves_it_first_and_red_until_somebody_tries(cast):
    late, running = waiting("Ann A", 60 * 24), waiting("Bea B")
    watch_clocks(at=NOW)
    client = signed_in(cast.ada)

    landed = client.post(f"/queue/{late.id}/accept/")["Location"]
    page = words(client.get("/queue/"))
    counted = urls.waiting(cast.ada, NOW)
    told = {"kind": "call", "who": "Ann A", "outcome": "voicemail"}
    client.post("/log/", {**told, "chosen": f"contact:{late.contact_id}"})

    assert landed == f"/queue/{running.id}/"
    assert page.index("Ann A Late by 4h") < page.index("Bea B 3h 30m left")
    assert "Accepted, not contacted yet" in page[: page.index("Bea B")]
    assert counted == Waiting(number=2, words="leads wait, 1 late", late=True)
    assert urls.waiting(cast.ada, NOW) == Waiting(number=1, words="lead waits")


def test_a_verdict_is_not_green_where_the_first_contact_is_late(cast):
    accepted(cast, "Ann A", 60 * 24)
    accepted(cast, "Bea B")

    done = signed_in(cast.ada).get("/queue/").text.partition("Done today")[2]

    assert re.findall(r'<span class="([^"]*)">(?:<span>)?(verdict in [^<]*)<', done) == [
        ("clock clock--met", "verdict in 30 min"), ("muted queue__took", "verdict in 8h"),
    ]  # fmt: skip
