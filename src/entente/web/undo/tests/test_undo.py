"""What was just done can be taken back: from the message, and for a day from its own page."""

import re
from datetime import timedelta
from types import SimpleNamespace
from unittest import mock

import pytest
from django.contrib.sessions.models import Session

from entente.funnel.operations import Move, enter_stage
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.ledger import queries as ledger
from entente.people.queries.contacts import contact
from entente.people.testing import meet
from entente.web import toasts
from entente.web.testing import signed_in
from entente.web.undo import deeds
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sara(cast):
    return meet(name="Sara Lind", job_title="Manager", owner=cast.ada.member_id)


def change_title(client, sara: int, title: str, **headers):
    path = f"/contacts/{sara}/fields/job_title/"
    return client.post(path, {"value": title}, headers=headers, follow=True)


def title_of(sara: int, cast) -> str:
    return contact(viewer=cast.ada, contact_id=sara).values["job_title"]


def kept(client) -> list[tuple[str, str]]:
    """What the page offers to undo, with where it posts to."""
    page = client.get("/recently-done/").text
    rows = re.findall(r'rowheader">(.*?)</th>.*?action="([^"]+)"', page, re.S)
    return [(words, path) for words, path in rows]


def test_a_missed_message_costs_nothing(cast, sara):
    ada = signed_in(cast.ada)
    assert "Nothing to undo" in ada.get("/recently-done/").text
    change_title(ada, sara, "Director")
    ada.get("/contacts/")  # the message was shown and is gone

    [(words, path)] = kept(ada)
    page = ada.get("/recently-done/").text
    assert words == "Changed job title of Sara Lind"
    assert "1 deed can be undone" in page

    undone = ada.post(path, headers={"Referer": "http://testserver/recently-done/"}, follow=True)

    assert undone.redirect_chain == [("/recently-done/", 303)]
    assert "Job title of Sara Lind is Manager again" in undone.text
    assert "Nothing to undo" in undone.text
    assert title_of(sara, cast) == "Manager"


def test_what_was_changed_in_place_is_kept_too_and_the_newest_comes_first(cast, sara):
    ada = signed_in(cast.ada)

    change_title(ada, sara, "Director", **HTMX)
    other = meet(name="Per Ek", owner=cast.ada.member_id)
    change_title(ada, other, "Plant director", **HTMX)

    assert [words for words, _ in kept(ada)] == [
        "Changed job title of Per Ek",
        "Changed job title of Sara Lind",
    ]
    assert kept(signed_in(cast.noor)) == []


def test_a_verdict_is_kept_there_as_well(cast, sara):
    position = enter_stage(
        move=Move(contact=sara, stage="sql", occurred_at=MORNING, via="hand"), at=MORNING
    )
    reactions.hand_over([ledger.entry(position=position)], MORNING)
    lead = Handover.objects.get()
    ada = signed_in(cast.ada)
    ada.post(f"/queue/{lead.id}/accept/")

    [(words, path)] = kept(ada)
    assert (words, Handover.objects.get().status) == ("Accepted Sara Lind", "accepted")
    ada.post(path)

    assert (kept(ada), Handover.objects.get().status) == ([], "new")


def test_after_a_day_it_is_kept_no_more_and_stays_as_it_is(cast, sara):
    ada = signed_in(cast.ada)
    change_title(ada, sara, "Director")
    [(_, path)] = kept(ada)

    def at(hours: int) -> SimpleNamespace:
        moment = MORNING + timedelta(hours=hours)
        return SimpleNamespace(session=ada.session, at=moment, path="/")

    assert [done.text for done in toasts.recently(at(23))] == ["Changed job title of Sara Lind"]
    assert toasts.recently(at(24)) == []
    token = path.split("/")[2]
    with (
        mock.patch("django.core.signing.time.time", return_value=2**33),
        pytest.raises(deeds.NotUndone, match="Undo works for a day; this was longer ago."),
    ):
        deeds.take_back(token=token, by=cast.ada, at=MORNING)
    assert title_of(sara, cast) == "Director"


def test_who_is_erased_is_forgotten_under_what_was_done_by_everybody_who_did_it(cast, sara):
    ada, noor, per = signed_in(cast.ada), signed_in(cast.noor), meet(name="Per Ek")
    for client in (ada, noor):
        change_title(client, sara, f"Director {client is ada}")
        change_title(client, per, f"Director {client is ada}")
    ada.post("/log/", {"kind": "call", "who": "Sara Lind", "outcome": "connected"})

    noor.post(f"/contacts/{sara}/erasure/", {"request": "By letter"})

    for client in (ada, noor):
        assert [words for words, _ in kept(client)] == ["Changed job title of Per Ek"]
        assert "Sara" not in str(Session.objects.get(pk=client.session.session_key).get_decoded())


def test_only_who_did_it_undoes_it_and_a_made_up_token_does_nothing(cast, sara):
    ada = signed_in(cast.ada)
    change_title(ada, sara, "Director")
    [(_, path)] = kept(ada)

    for client, where in ((signed_in(cast.noor), path), (ada, "/undo/made-up/")):
        answer = client.post(where)
        assert answer.status_code == 409
        assert "That was not done" in answer.text
    assert ada.get(path).status_code == 405
    assert title_of(sara, cast) == "Director"
