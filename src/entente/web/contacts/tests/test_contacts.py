"""Deeds on a person: move, refuse, agree, erase, delete, add."""

import re

import pytest

from entente.agreements.testing import agree
from entente.funnel.operations import Move, enter_stages
from entente.funnel.queries import standings
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.ledger import queries as ledger
from entente.people.operations.contacts import change_contact
from entente.people.queries.contacts import contact
from entente.people.queries.contacts import contacts as listed
from entente.people.testing import found_company, meet
from entente.qualification.accord import BUSINESS
from entente.web.testing import signed_in, told
from entente.workspace.operations import grant_reach
from entente.workspace.rules import SYSTEM, Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def undo(client, page):
    return client.post(re.search(r'action="(/undo/[^"]+)"', page.text)[1], follow=True)


@pytest.fixture
def sara(cast):
    return meet(name="Sara Lind", email="sara@ostgard.example", owner=cast.ada.member_id)


def test_a_move_by_hand_needs_a_reason_and_is_taken_back(cast, sara):
    client = signed_in(cast.ada)
    assert client.post(f"/contacts/{sara}/stage/", {"stage": "mql"}).status_code == 422
    assert client.post(f"/contacts/{sara}/stage/", {"stage": "x", "reason": "y"}).status_code == 422

    moved = client.post(
        f"/contacts/{sara}/stage/", {"stage": "mql", "reason": "Asked at the fair"}, follow=True
    )

    assert "Moved Sara Lind to MQL" in moved.text
    assert "Asked at the fair" in moved.text
    assert standings(contacts=[sara])[sara].stage == "mql"
    assert "Took the move back" in undo(client, moved).text
    assert undo(client, moved).status_code == 409  # once is enough


def test_handing_over_says_so_and_cannot_be_called_back(cast, sara):
    moved = signed_in(cast.ada).post(
        f"/contacts/{sara}/stage/", {"stage": "sql", "reason": "Wants a price"}, follow=True
    )

    assert "Handed Sara Lind over to sales" in moved.text
    assert "/undo/" not in moved.text
    assert "Not handed over" not in moved.text
    lead = Handover.objects.get(contact_id=sara)
    reactions.hand_over([ledger.entry(position=lead.cause)], MORNING)  # as the consumer will
    assert Handover.objects.filter(contact_id=sara).count() == 1
    assert lead.offers.count() == 1


def test_who_comes_to_hand_over_is_asked_that_and_told_what_sales_will_miss(cast, sara):
    agree(kind="lead_definition", content=BUSINESS, by=cast.noor, at=MORNING)
    client = signed_in(cast.milan)
    address = re.search(
        r'href="([^"]+)">Hand over to sales', client.get(f"/contacts/{sara}/", follow=True).text
    )[1]

    asked = client.get(address)
    moving = client.get(f"/contacts/{sara}/stage/")

    assert told(asked) == (
        "Hand Sara Lind over to sales This offers the lead to a person of sales and starts their "
        "clock. Not known yet of what a hand-over brings along: job title and company. "
        "Why Both teams read it on the timeline. Hand over to sales Leave it as it is"
    )
    assert "Move Sara Lind to a stage" in told(moving)
    assert "brings along: job title and company." in told(moving)

    firm = found_company(name="Ostgard")
    change_contact(
        contact_id=sara, values={"job_title": "Head", "company": firm}, by=SYSTEM, at=MORNING
    )
    assert "Not known yet" not in told(client.get(address))
    handed = client.post(address, {"reason": "Wants a price"}, follow=True)
    assert "Handed Sara Lind over to sales" in handed.text
    assert Handover.objects.get(contact_id=sara).lacks == []


def test_who_hands_over_a_customer_is_told_that_they_are_further_than_that(cast, sara):
    enter_stages(
        moves=[Move(contact=sara, stage="customer", occurred_at=MORNING, via="import")], at=MORNING
    )

    asked = signed_in(cast.milan).get(f"/contacts/{sara}/stage/?stage=sql")

    assert "Further than a hand-over already: Customer." in told(asked)


def test_an_opt_out_holds_until_a_new_consent_with_its_proof(cast, sara):
    client = signed_in(cast.milan)
    assert client.post(f"/contacts/{sara}/opt-out/", {"means": "mail"}).status_code == 422

    said = client.post(
        f"/contacts/{sara}/opt-out/", {"means": "mail", "source": "a letter"}, follow=True
    )
    assert "Noted: no e-mail to Sara Lind" in said.text
    again = client.post(f"/contacts/{sara}/consent/mail/", {"proof": " "})
    assert again.status_code == 422
    assert client.get(f"/contacts/{sara}/consent/pigeons/").status_code == 404
    client.post(f"/contacts/{sara}/consent/mail/", {"proof": "Form of 24 November, ticked"})

    assert contact(viewer=SYSTEM, contact_id=sara).refusals == ()


def test_erasing_is_for_whom_the_teams_trust_with_it(cast, sara):
    client = signed_in(cast.ada)

    refused = client.post(f"/contacts/{sara}/erasure/", {"request": "by letter"})

    assert (refused.status_code, "it is for heads, the sponsor and" in refused.text) == (403, True)
    assert "/erasure/" not in client.get(f"/contacts/{sara}/", follow=True).text
    assert "/erasure/" in signed_in(cast.noor).get(f"/contacts/{sara}/", follow=True).text
    assert contact(viewer=SYSTEM, contact_id=sara).erased_at is None


def test_erasing_asks_first_says_what_it_does_and_is_final(cast, sara):
    client = signed_in(cast.noor)
    asked = client.get(f"/contacts/{sara}/erasure/").text
    assert "Erase Sara Lind for good?" in asked
    assert "This cannot be undone." in asked
    assert contact(viewer=SYSTEM, contact_id=sara).erased_at is None

    done = client.post(f"/contacts/{sara}/erasure/", {"request": "by letter"}, follow=True)

    assert "Erased the person; the bare facts stay" in done.text
    assert "Sara" not in done.text
    assert "/undo/" not in done.text
    assert client.get(f"/contacts/{sara}/fields/email/").status_code in (200, 404)
    assert client.post(f"/contacts/{sara}/stage/", {"stage": "mql"}).status_code == 404


def test_a_deleted_contact_leaves_the_list_and_comes_back(cast, sara):
    client = signed_in(cast.ada)

    gone = client.post(f"/contacts/{sara}/deletion/", follow=True)
    assert "Deleted Sara Lind" in gone.text
    assert listed(viewer=SYSTEM).lines == ()
    assert "Bring it back" in client.get(f"/contacts/{sara}/").text
    undo(client, gone)
    assert len(listed(viewer=SYSTEM).lines) == 1

    client.post(f"/contacts/{sara}/deletion/")
    meet(name="New Sara", email="sara@ostgard.example")
    refused = client.post(f"/contacts/{sara}/restoration/")
    assert refused.status_code == 409
    assert "New Sara has this address already" in refused.text


def test_adding_somebody_whose_address_is_known_names_who_has_it(cast, sara):
    client = signed_in(cast.ada)
    typed = {"first_name": "Sarah", "email": "SARA@ostgard.example", "job_title": "CEO"}

    refused = client.post("/contacts/new/", typed)

    assert refused.status_code == 422
    assert refused.text.count("Sara Lind has this address already; open that contact.") == 2
    assert f'href="/contacts/{sara}-sara-lind/"' in refused.text
    assert 'value="Sarah"' in refused.text
    assert 'value="CEO"' in refused.text
    assert "<title>Error:" in refused.text


def test_adding_a_person_with_their_company_and_undoing_it(cast):
    firm = found_company(name="Nordwind")
    client = signed_in(cast.ada)

    added = client.post(
        "/contacts/new/",
        {"first_name": "Ida", "last_name": "Berg", "company": "nordwind",
         "owner": cast.ada.member_id},
        follow=True,
    )  # fmt: skip

    (line,) = listed(viewer=SYSTEM).lines
    assert (line.called, line.company_id, line.owner_id) == ("Ida Berg", firm, cast.ada.member_id)
    assert "Added Ida Berg" in added.text
    undo(client, added)
    assert listed(viewer=SYSTEM).lines == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Enter something that is known of this person"),
        ({"email": "nope"}, "Enter an e-mail address"),
        ({"company": "Nobody knows"}, "Nothing here is called"),
        ({"first_name": "x" * 201}, "Shorten this to 200"),
        ({"owner": "99999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_person_is_answered_beside_its_field(cast, typed, words):
    answer = signed_in(cast.ada).post("/contacts/new/", typed)

    assert answer.status_code == 422
    assert answer.text.count(words) == 2  # on top, and beside the field
    assert listed(viewer=SYSTEM).lines == ()


def test_a_company_of_the_same_domain_is_named_before_another_is_added(cast):
    firm = found_company(name="Nordwind", domain="nordwind.example")
    client = signed_in(cast.ada)
    typed = {"name": "Nordwind GmbH", "domain": "https://www.nordwind.example/"}

    asked = client.post("/companies/new/", typed)
    assert asked.status_code == 422
    assert f'href="/companies/{firm}-nordwind/"' in asked.text
    added = client.post("/companies/new/", {**typed, "anyway": "yes"}, follow=True)

    assert "Added Nordwind GmbH" in added.text


def test_a_deleted_contact_moves_nowhere_is_not_deleted_twice_and_can_still_be_erased(cast, sara):
    client = signed_in(cast.noor)
    client.post(f"/contacts/{sara}/deletion/")
    page = client.get(f"/contacts/{sara}/", follow=True).text

    move = {"stage": "sql", "reason": "Wants a price"}
    assert client.post(f"/contacts/{sara}/stage/", move).status_code == 404
    assert client.post(f"/contacts/{sara}/deletion/").status_code == 404
    assert standings(contacts=[sara]) == {}
    assert f'href="/contacts/{sara}/erasure/"' in page
    client.post(f"/contacts/{sara}/erasure/", {"request": "by letter"})
    assert contact(viewer=SYSTEM, contact_id=sara).called == f"Erased person {sara}"


def test_whose_address_it_is_is_told_to_who_may_see_them(cast, sara):
    for action in ("see", "change"):
        grant_reach(
            team=Team.MARKETING, role=Role.MEMBER, record="contact", action=action,
            reach=Reach.OWN, by=cast.root,
        )  # fmt: skip
    typed = {"first_name": "S", "email": "Sara@ostgard.example"}

    seen = signed_in(cast.ada).post("/contacts/new/", typed)
    unseen = signed_in(cast.milan).post("/contacts/new/", typed)

    assert "Sara Lind has this address already; open that contact." in seen.text
    assert (unseen.status_code, "Sara Lind" in unseen.text) == (422, False)
    assert "A contact that you do not see has this address already" in unseen.text
