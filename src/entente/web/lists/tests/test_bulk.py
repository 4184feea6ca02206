"""Deeds on many rows at once: owners and lists, what is refused, and what is taken back."""

from urllib.parse import urlencode

import pytest

from entente.audiences import queries as audiences
from entente.people.operations.erasing import erase_contact
from entente.people.queries.contacts import contact
from entente.people.testing import meet
from entente.pipeline.queries.deals import deal
from entente.pipeline.testing import sell
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def test_many_get_another_owner_and_get_the_former_one_back(cast):
    mine = [meet(name=f"M{n}", owner=cast.ada.member_id) for n in range(2)]
    loose = meet(name="Loose")
    client = signed_in(cast.ada)

    done = client.post(
        "/contacts/owner/", {"id": [*mine, loose], "owner": cast.milan.member_id}, follow=True
    )

    def owners():
        return [contact(viewer=cast.root, contact_id=one).owner for one in [*mine, loose]]

    assert "Gave 3 contacts to Milan Markets" in done.text
    assert owners() == ["Milan Markets"] * 3
    client.post("/contacts/owner/", {"id": [mine[1]], "owner": cast.noor.member_id})
    undone = client.post(done.text.split('action="/undo/')[1].split('"')[0].join(["/undo/", ""]),
                         follow=True)  # fmt: skip
    assert "Gave 2 contacts back" in undone.text
    assert owners() == ["Ada Sells", "Noor Leads", ""]


def test_all_that_a_list_finds_can_be_given_away_at_once(cast):
    deals = [sell(name=f"D{n}", owner=cast.ada.member_id) for n in range(3)]
    kept = sell(name="Kept", owner=cast.noor.member_id)
    query = urlencode({"view": "table", "where": "deal owner is me"})

    done = signed_in(cast.ada).post(
        "/deals/owner/", {"everything": "yes", "query": query, "owner": "nobody"}, follow=True
    )

    assert "Left 3 deals without an owner" in done.text
    assert [deal(viewer=cast.root, deal_id=one).owner for one in deals] == ["", "", ""]
    assert deal(viewer=cast.root, deal_id=kept).owner == "Noor Leads"


@pytest.mark.parametrize("owner", ["9" * 5_000, "9" * 30, "99999", "", "me"])
def test_an_owner_who_is_nobody_of_ours_is_refused_in_words(cast, owner):
    mine = meet(name="Mine", owner=cast.ada.member_id)

    refused = signed_in(cast.ada).post("/contacts/owner/", {"id": [mine], "owner": owner})

    assert refused.status_code == 422
    assert contact(viewer=cast.root, contact_id=mine).owner == "Ada Sells"


def test_nobody_changes_what_they_may_not_change(cast):
    theirs = sell(name="Theirs", owner=cast.milan.member_id)
    client = signed_in(cast.ada)

    refused = client.post("/deals/owner/", {"id": [theirs], "owner": cast.ada.member_id})

    assert refused.status_code == 422
    assert "Tick deals that you may change" in refused.text
    assert deal(viewer=cast.root, deal_id=theirs).owner == "Milan Markets"
    eve = signed_in(cast.eve).post("/deals/owner/", {"id": [theirs], "owner": 1})
    assert eve.status_code == 403


def test_contacts_are_put_on_a_new_list_and_taken_off_again(cast):
    ids = [meet(name=f"P{n}") for n in range(3)]
    client = signed_in(cast.ada)

    done = client.post("/contacts/listed/", {"id": ids, "new": "Fair in March"}, follow=True)

    (made,) = audiences.lists()
    assert "Put 3 contacts on the list" in done.text
    assert audiences.members_of(list_id=made.id, viewer=cast.ada) == ids
    token = done.text.split('action="/undo/')[1].split('"')[0]
    client.post(f"/undo/{token}")
    assert audiences.members_of(list_id=made.id, viewer=cast.ada) == []
    nothing = client.post("/contacts/listed/", {"id": ids})
    assert nothing.status_code == 422
    assert "Choose a list or name a new one" in nothing.text


def test_a_refused_deed_keeps_the_ticks_and_what_was_typed(cast):
    ids = [meet(name=f"P{n}") for n in range(3)]
    client = signed_in(cast.ada)
    client.post("/contacts/listed/", {"id": ids[:1], "new": "Fair"})

    again = client.post("/contacts/listed/", {"id": ids[1:], "new": "Fair", "query": "sort=name"})

    assert again.status_code == 422
    page = again.text
    assert '<a href="#many-new">There is a list called Fair already; choose it instead.' in page
    assert page.count("data-pick checked") == 2
    assert 'maxlength="80" value="Fair"' in page
    assert "<title>Error: Contacts" in page


def test_contacts_are_taken_off_a_list_and_put_back(cast):
    ids = [meet(name=f"P{n}") for n in range(3)]
    client = signed_in(cast.ada)
    client.post("/contacts/listed/", {"id": ids, "new": "Fair"}, follow=True)
    (fair,) = audiences.lists()

    done = client.post("/contacts/unlisted/", {"id": ids[:2], "list": fair.id}, follow=True)

    assert "Took 2 contacts off the list" in done.text
    assert audiences.members_of(list_id=fair.id, viewer=cast.ada) == ids[2:]
    assert "1 contact<" in client.get("/contacts/", {"where": 'list includes "Fair"'}).text
    undone = client.post(done.text.split('action="/undo/')[1].split('"')[0].join(["/undo/", ""]),
                         follow=True)  # fmt: skip
    assert "Put 2 contacts on the list" in undone.text
    assert audiences.members_of(list_id=fair.id, viewer=cast.ada) == ids
    timeline = client.get(f"/contacts/{ids[0]}/", follow=True).text
    assert "Taken off the list “Fair”" in timeline


def test_two_lists_whose_names_a_filter_reads_as_one_are_not_made(cast):
    ids = [meet(name=f"P{n}") for n in range(2)]
    client = signed_in(cast.ada)
    client.post("/contacts/listed/", {"id": ids[:1], "new": "VIP"})

    again = client.post("/contacts/listed/", {"id": ids[1:], "new": "vip"})

    assert again.status_code == 422
    assert "There is a list called VIP already; choose it instead." in again.text
    assert [one.name for one in audiences.lists()] == ["VIP"]


def test_an_erased_person_is_put_on_no_list_and_given_to_nobody(cast):
    ids = [meet(name=f"P{n}") for n in range(2)]
    erase_contact(contact_id=ids[0], request="by letter", by=cast.noor, at=MORNING)
    client = signed_in(cast.ada)

    done = client.post("/contacts/listed/", {"everything": "1", "new": "Fair"}, follow=True)

    assert "Put 1 contact on the list" in done.text
    (fair,) = audiences.lists()
    assert audiences.members_of(list_id=fair.id, viewer=cast.ada) == ids[1:]
    refused = client.post("/contacts/owner/", {"id": ids[:1], "owner": cast.ada.member_id})
    assert refused.status_code == 422
