"""What is logged on a deal counts for the person whom it was with."""

import re

import pytest

from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.testing import handed_over
from entente.ledger import queries as ledger
from entente.people.testing import meet
from entente.pipeline.testing import sell
from entente.web.testing import signed_in
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def sara(cast):
    who = meet(name="Sara Lind", owner=cast.ada.member_id)
    handed_over(contact=who, at=MORNING)
    return who


def tried(contact: int) -> tuple[int, str]:
    """The attempts at a lead and how it stands, once the reaction has read what was logged."""
    entries = ledger.timeline(contact=contact).entries
    reactions.note(list(reversed(entries)), MORNING)
    row = Handover.objects.get(contact_id=contact)
    return row.attempts, row.status


def log(client, deal, **typed):
    """Log a voicemail from the page of a deal."""
    call = {"kind": "call", "outcome": "voicemail", "who": "Mill", "chosen": f"deal:{deal}"}
    return client.post("/log/", {**call, **typed}, follow=True)


def undo(client, page):
    return client.post(re.search(r'action="(/undo/[^"]+)"', page.text)[1], follow=True)


def test_a_call_on_a_deal_with_one_person_is_an_attempt_at_them_until_it_is_undone(cast, sara):
    deal = sell(name="Mill", contacts=[sara], owner=cast.ada.member_id)
    client = signed_in(cast.ada)
    assert "With whom of them" not in client.get(f"/log/?deal={deal}").text

    done = log(client, deal)

    (call,) = ledger.timeline(deal=deal, kinds=["call.logged"]).entries
    assert (call.contact, call.deal) == (sara, deal)
    assert tried(sara) == (1, "attempting")
    assert "Took the log back" in undo(client, done).text
    assert tried(sara) == (0, "new")
    assert ledger.timeline(deal=deal, kinds=["call.logged"]).entries == ()


def test_of_several_people_in_a_deal_one_is_chosen_or_nobody_counts(cast, sara):
    ida = meet(name="Ida Berg")
    deal = sell(name="Mill", contacts=[sara, ida], owner=cast.ada.member_id)
    client = signed_in(cast.ada)

    asked = client.get(f"/log/?deal={deal}").text
    log(client, deal)
    of_nobody = tried(sara)
    log(client, deal, person=str(sara))

    select = re.search(r'<select[^>]*name="person".*?</select>', asked, flags=re.S)[0]
    assert re.findall(r'value="(\d*)"[^>]*>([^<]+)<', select) == [
        ("", "Nobody of them"), (str(sara), "Sara Lind"), (str(ida), "Ida Berg"),
    ]  # fmt: skip
    assert "Without a person it counts as an attempt at nobody." in asked
    assert of_nobody == (0, "new")
    assert tried(sara) == (1, "attempting")
    assert [one.contact for one in ledger.timeline(deal=deal, kinds=["call.logged"]).entries] == [
        sara, None,
    ]  # fmt: skip


def test_another_name_written_over_the_deal_leaves_its_people_out(cast, sara):
    ida, eric = meet(name="Ida Berg"), meet(name="Eric Ahl")
    deal = sell(name="Mill", contacts=[sara, ida], owner=cast.ada.member_id)

    log(signed_in(cast.ada), deal, who="Eric Ahl", person=str(sara))
    strange = log(signed_in(cast.ada), deal, person=str(eric))

    (call,) = ledger.timeline(contact=eric, kinds=["call.logged"]).entries
    assert (call.contact, call.deal) == (eric, None)
    assert strange.status_code == 422
    assert tried(sara) == (0, "new")


def test_a_person_whom_one_may_not_see_is_not_named_by_a_log_on_their_deal(cast):
    hers = meet(name="Mia Noor", owner=cast.noor.member_id)
    deal = sell(name="Mill", contacts=[hers], owner=cast.ada.member_id)
    grant_reach(team=Team.SALES, role=Role.MEMBER, record="contact", action="see",
                reach=Reach.OWN, by=cast.root)  # fmt: skip

    log(signed_in(cast.ada), deal)

    (call,) = ledger.timeline(deal=deal, kinds=["call.logged"]).entries
    assert call.contact is None


def test_a_task_about_a_deal_is_about_the_deal_alone(cast, sara):
    deal = sell(name="Mill", contacts=[sara], owner=cast.ada.member_id)

    log(signed_in(cast.ada), deal, next_subject="Send the offer")

    (task,) = ledger.timeline(deal=deal, kinds=["task.set"]).entries
    assert task.contact is None
