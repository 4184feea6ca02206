"""Who sees only their own: what becomes of records that go out of their reach."""

import re

import pytest

from entente.people.models import Company, Contact
from entente.people.operations.deleting import delete_company, delete_contact
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal
from entente.pipeline.operations.deleting import delete_deal
from entente.pipeline.testing import sell
from entente.web.testing import signed_in, told
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def only_their_own(cast, record):
    for action in ("see", "change"):
        grant_reach(team=Team.SALES, role=Role.MEMBER, record=record, action=action,
                    reach=Reach.OWN, by=cast.root)  # fmt: skip


@pytest.mark.parametrize(
    ("record", "path", "model", "typed"),
    [
        ("contact", "/contacts/new/", Contact, {"first_name": "Ida"}),
        ("company", "/companies/new/", Company, {"name": "Nordwind"}),
        ("deal", "/deals/new/", Deal, {"name": "Mill"}),
    ],
)
def test_a_record_of_nobodys_is_added_and_said_not_to_be_open(cast, record, path, model, typed):
    only_their_own(cast, record)

    answer = signed_in(cast.ada).post(path, {**typed, "owner": ""}, follow=True)

    assert answer.status_code == 200
    assert f"Added the {record}; it has no owner, so it is not open to you" in answer.text
    assert list(model.objects.values_list("owner_id", flat=True)) == [None]


def test_giving_a_contact_away_leads_to_what_is_left(cast):
    only_their_own(cast, "contact")
    ida = meet(name="Ida Berg", owner=cast.ada.member_id)
    client, url = signed_in(cast.ada), f"/contacts/{ida}/fields/owner/"

    answer = client.post(url, {"value": cast.noor.member_id}, follow=True)

    assert answer.redirect_chain == [("/contacts/", 303)]
    assert "Changed owner of Ida Berg; it is not open to you any more" in answer.text
    assert Contact.objects.get().owner_id == cast.noor.member_id


def test_what_went_out_of_reach_is_not_taken_back_and_says_so(cast):
    ida = meet(name="Ida Berg", city="Oslo")
    client = signed_in(cast.ada)
    done = client.post(f"/contacts/{ida}/fields/city/", {"value": "Bergen"}, follow=True)
    only_their_own(cast, "contact")

    answer = client.post(re.search(r'action="(/undo/[^"]+)"', done.text)[1])

    assert answer.status_code == 409
    assert "What it was about is not open to you any more. It stays as it is." in told(answer)
    assert Contact.objects.get().city == "Bergen"


@pytest.mark.parametrize(
    ("record", "path", "make", "delete"),
    [
        ("contact", "contacts", meet, delete_contact),
        ("company", "companies", found_company, delete_company),
        ("deal", "deals", sell, delete_deal),
    ],
)
def test_what_was_deleted_out_of_sight_answers_like_what_never_was(
    cast, record, path, make, delete
):
    hidden = make(name="Theirs", owner=cast.milan.member_id)
    delete(**{f"{record}_id": hidden}, by=cast.noor, at=MORNING)
    client = signed_in(cast.ada)
    only_their_own(cast, record)

    def answer(record_id):
        found = client.post(f"/{path}/{record_id}/restoration/")
        return found.status_code, told(found).replace(str(record_id), "n")

    assert answer(hidden) == answer(999999)
    assert answer(hidden)[0] == 409
