"""No deed of the queue is done about somebody who was erased or deleted, and each says why."""

from datetime import timedelta

import pytest

from entente.agreements.testing import agree
from entente.handoff import queries
from entente.handoff.models import Handover
from entente.handoff.operations import deciding
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.operations.erasing import erase_contact
from entente.people.operations.merging import merge_contacts
from entente.people.testing import meet
from entente.sla.operations import watch_clocks
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOW = MORNING + 3 * HOUR
ERASED = "This person was erased; nothing about them is kept any more."
DELETED = "This contact was deleted; restore it before you do anything about the lead."
ENDED = "This lead waits no more: the person was erased."


@pytest.fixture
def cast():
    return assemble(at=MORNING - timedelta(days=1))


def deeds(row: Handover) -> dict[str, dict[str, str]]:
    """Every deed on a lead that waits: its address, and what it asks."""
    asked = {
        "accept": {},
        "reject": {"reason": "wrong_person"},
        "ask": {"text": "Which line stops?"},
        "later": {"until": (NOW + timedelta(days=9)).date().isoformat()},
        "take-up": {},
        "owner": {"to": str(row.owner_id)},
    }
    return {f"/queue/{row.id}/{name}/": typed for name, typed in asked.items()}


def refusals(client, row: Handover) -> dict[str, tuple[int, str]]:
    """What each deed answers: its status, and which of the sentences above it says."""
    found = {}
    for url, typed in deeds(row).items():
        answer = client.post(url, typed, follow=True)
        told = next((said for said in (ERASED, DELETED, ENDED) if said in words(answer)), "")
        found[url.split("/")[-2]] = (answer.status_code, told)
    return found


def test_a_verdict_on_a_person_who_was_erased_since_stands(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    no = deciding.reject(handover_id=row.id, reason="wrong_person", by=cast.ada, at=MORNING + HOUR)
    undo = f"/queue/verdicts/{no.verdict_id}/undo/"
    with clock.frozen(NOW):
        client = signed_in(cast.ada)
        before = [undo in client.get(url).text for url in ("/queue/", f"/queue/{row.id}/")]

        erase_contact(contact_id=sara, request="by mail", by=cast.noor, at=MORNING + 2 * HOUR)
        after = [undo in client.get(url).text for url in ("/queue/", f"/queue/{row.id}/")]
        answer = client.post(undo)

    row.refresh_from_db()
    assert (before, after) == ([True, True], [False, False])
    assert (answer.status_code, ERASED in words(answer)) == (422, True)
    assert (row.status, list(queries.waiting(viewer=cast.noor))) == ("rejected", [])
    assert queries.verdict_of(handover_id=row.id).decision == "rejected"


def test_a_lead_whose_person_was_erased_waits_no_more_whatever_is_asked_of_it(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    erase_contact(contact_id=sara, request="by mail", by=cast.noor, at=MORNING + HOUR)

    with clock.frozen(NOW):
        told = refusals(signed_in(cast.noor), row)

    row.refresh_from_db()
    assert told == {
        "accept": (200, ENDED), "reject": (200, ENDED), "ask": (422, ENDED),
        "later": (422, ENDED), "take-up": (422, ENDED), "owner": (422, ENDED),
    }  # fmt: skip
    assert (row.status, row.ended_why) == ("ended", "erased")


def test_a_lead_that_was_left_open_for_an_erased_person_is_out_of_sight_and_of_reach(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    erase_contact(contact_id=sara, request="by mail", by=cast.noor, at=MORNING + HOUR)
    Handover.objects.filter(id=row.id).update(status="new", ended_at=None, ended_why="")

    with clock.frozen(NOW):
        client = signed_in(cast.noor)
        listed = f"/queue/{row.id}/" in client.get("/queue/?owner=all").text
        told = refusals(client, row)

    assert not listed
    assert told == dict.fromkeys(told, (422, ERASED))
    assert set(told) == {"accept", "reject", "ask", "later", "take-up", "owner"}


def test_a_lead_whose_contact_was_deleted_rests_until_it_is_restored(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    delete_contact(contact_id=sara, by=cast.noor, at=MORNING + HOUR)

    with clock.frozen(NOW):
        client = signed_in(cast.noor)
        told = refusals(client, row)
        restore_contact(contact_id=sara, by=cast.noor, at=NOW)
        accepted = client.post(f"/queue/{row.id}/accept/")

    row.refresh_from_db()
    assert told == dict.fromkeys(told, (422, DELETED))
    assert (accepted.status_code, row.status) == (303, "accepted")


def test_a_verdict_on_a_contact_that_was_deleted_is_undone_and_rests_with_it(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    yes = deciding.accept(handover_id=row.id, by=cast.ada, at=MORNING + HOUR)
    delete_contact(contact_id=sara, by=cast.noor, at=MORNING + 2 * HOUR)

    with clock.frozen(NOW):
        client = signed_in(cast.ada)
        answer = client.post(f"/queue/verdicts/{yes.verdict_id}/undo/")
        hidden = list(queries.waiting(viewer=cast.noor))
        restore_contact(contact_id=sara, by=cast.noor, at=NOW)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/queue/{row.id}/")
    assert (hidden, list(queries.waiting(viewer=cast.noor))) == ([], [row])


def test_the_lead_of_a_record_that_was_merged_is_decided_for_the_one_that_remains(cast):
    sara, double = (meet(name=name, at=MORNING) for name in ("Sara Lind", "S. Lind"))
    row = handed_over(contact=double, at=MORNING)
    merge_contacts(was=double, into=sara, by=cast.noor, at=MORNING + HOUR)

    with clock.frozen(NOW):
        client = signed_in(cast.ada)
        accepted = client.post(f"/queue/{row.id}/accept/")
        row.refresh_from_db()
        (verdict,) = row.verdicts.all()
        state = (row.contact_id, row.status)
        undone = client.post(f"/queue/verdicts/{verdict.id}/undo/")

    row.refresh_from_db()
    assert (accepted.status_code, state) == (303, (sara, "accepted"))
    assert (undone.status_code, row.status) == (303, "new")


def test_nobody_is_reminded_to_call_a_person_who_was_erased(cast):
    agree(kind="sla", content=STANDARD, by=cast.noor, at=MORNING - timedelta(days=1))
    sara = meet(name="Sara Lind", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    deciding.accept(handover_id=row.id, by=cast.ada, at=MORNING)
    owed = list(queries.owing_contact(viewer=cast.ada, at=NOW))

    erase_contact(contact_id=sara, request="by mail", by=cast.noor, at=MORNING + HOUR)

    with clock.frozen(NOW):
        page = signed_in(cast.ada).get(f"/queue/{row.id}/").text
    assert (owed, list(queries.owing_contact(viewer=cast.ada, at=NOW))) == ([row], [])
    assert watch_clocks(at=MORNING + timedelta(days=1)) == 0
    assert f"?contact={sara}" not in page
