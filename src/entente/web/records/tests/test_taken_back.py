"""A verdict that was taken back is one line of the timeline, behind which all entries stand."""

from datetime import timedelta

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.handoff.operations import deciding
from entente.handoff.testing import handed_over
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.web.records import telling
from entente.web.testing import signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
THEN, LATER = MORNING + timedelta(minutes=5), MORNING + timedelta(minutes=6)


@pytest.fixture
def lead(cast):
    return handed_over(contact=meet(name="Sara Lind"), at=MORNING)


def lines(contact):
    """What the timeline tells since the offer, and what stands behind each line."""
    entries = facts.timeline(contact=contact).entries
    found = telling.tell(entries=entries, at=LATER)
    return [
        (one.words, one.by, tuple(each.kind for each in one.run)) for one in found if one.at >= THEN
    ]


def test_an_acceptance_that_was_taken_back_is_one_line(cast, lead):
    verdict = deciding.accept(handover_id=lead.id, by=cast.ada, at=THEN)
    deciding.undo(verdict_id=verdict.verdict_id, by=cast.ada, at=LATER)

    assert lines(lead.contact_id) == [
        (
            "Accepted by sales, taken back",
            "Ada Sells",
            (
                "contact.owner_changed",
                "verdict.undone",
                "entry.retracted",
                "contact.owner_changed",
                "lead.accepted",
            ),
        )
    ]
    page = told(signed_in(cast.ada).get(f"/contacts/{lead.contact_id}/", follow=True))
    assert "Accepted by sales, taken back Ada Sells" in page


def test_whoever_else_took_it_back_is_named(cast, lead):
    verdict = deciding.reject(handover_id=lead.id, reason="wrong_person", by=cast.ada, at=THEN)
    deciding.undo(verdict_id=verdict.verdict_id, by=cast.noor, at=LATER)
    deciding.accept(handover_id=lead.id, by=cast.noor, at=LATER)

    assert lines(lead.contact_id) == [
        ("Became Accepted", "Noor Leads", ()),
        ("Noor Leads owns the contact", "", ()),
        ("Accepted by sales", "Noor Leads", ()),
        (
            "Rejected by sales and sent back to marketing: Wrong person, taken back by Noor Leads",
            "Ada Sells",
            ("verdict.undone", "lead.rejected"),
        ),
    ]


def test_what_happened_before_it_was_taken_back_keeps_its_place(cast, lead):
    verdict = deciding.reject(handover_id=lead.id, reason="wrong_person", by=cast.ada, at=THEN)
    log_call(about=About(contact_id=lead.contact_id), outcome="voicemail", by=cast.ada, at=THEN)
    deciding.undo(verdict_id=verdict.verdict_id, by=cast.ada, at=LATER)

    assert lines(lead.contact_id) == [
        ("The verdict was undone", "Ada Sells", ()),
        ("Call, outbound: voicemail", "Ada Sells", ()),
        ("Rejected by sales and sent back to marketing: Wrong person", "Ada Sells", ()),
    ]
