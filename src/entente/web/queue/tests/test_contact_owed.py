"""To accept a lead does not stop the clock of its first contact, and the queue goes on showing it."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.activities.operations.logging import log_call, log_email
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, noting
from entente.kit import clock
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.sla.rules.document import STANDARD
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


def accepted(cast, name: str) -> Handover:
    at = NOW - timedelta(minutes=30)
    position = funnel.enter_stage(
        move=Move(contact=meet(name=name, at=at), stage="sql", occurred_at=at, via="hand"), at=at
    )
    reactions.hand_over([facts.entry(position=position)], at)
    row = Handover.objects.get(cause=position)
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
