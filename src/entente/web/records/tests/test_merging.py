"""Two records of one person or firm: merged by choice, parted again, told apart."""

import re

import pytest

from entente.people.queries.companies import company
from entente.people.queries.contacts import contact
from entente.people.testing import found_company, meet
from entente.web.testing import signed_in, words

pytestmark = pytest.mark.django_db


def undo(client, page):
    """Press the Undo that a page offers."""
    return client.post(re.search(r'action="(/undo/[^"]+)"', page.text)[1], follow=True)


def test_two_records_of_one_person_are_merged_by_choice_and_parted_again(cast, sara):
    twin = meet(name="S. Lind", phone="+46 31 2", job_title="Boss", keys=[("crm", "77")])
    client = signed_in(cast.ada)

    asked = client.get(f"/contacts/{sara}/merging/?who=S.+Lind")
    assert "1 outside key" in asked.text
    assert asked.text.count('type="radio"') == 2 * 6  # name, e-mail, phone, title, company, owner
    merged = client.post(
        f"/contacts/{sara}/merging/", {"with": twin, "field-job_title": "was"}, follow=True
    )

    info = contact(viewer=cast.ada, contact_id=sara)
    assert (info.values["name"], info.values["job_title"], info.values["phone"]) == (
        "Sara Lind", "Boss", "+46 31 2",
    )  # fmt: skip
    assert "Merged S. Lind into Sara Lind" in merged.text
    assert "merged into another one" in client.get(f"/contacts/{twin}/").text
    undo(client, merged)
    assert contact(viewer=cast.ada, contact_id=twin).deleted_at is None
    assert contact(viewer=cast.ada, contact_id=sara).values["phone"] == ""


def test_namesakes_stand_over_their_columns_with_title_and_company(cast):
    dairy = found_company(name="Ostgård Dairy")
    buyer = meet(name="Ida Berg", job_title="Buyer", company=dairy, owner=cast.ada.member_id)
    other = meet(name="Ida Berg", email="ida@example.com")

    page = words(signed_in(cast.ada).get(f"/contacts/{buyer}/merging/?with={other}"))

    assert "Merge Ida Berg (ida@example.com) into Ida Berg (Buyer, Ostgård Dairy)" in page
    assert "Ida Berg (stays) Buyer, Ostgård Dairy Ida Berg ida@example.com" in page
    assert "Let Ida Berg (ida@example.com) stay instead" in page


def test_merging_with_itself_or_nobody_is_answered(cast, sara):
    client = signed_in(cast.ada)

    assert "That is this record itself" in client.get(f"/contacts/{sara}/merging/?with={sara}").text
    assert "Nothing here is called" in client.get(f"/contacts/{sara}/merging/?who=Zebra").text


def test_companies_are_merged_with_their_people(cast, sara):
    info = contact(viewer=cast.ada, contact_id=sara)
    twin = found_company(name="Ostgard", industry="Dairy")
    meet(name="Per Ek", company=twin)
    client = signed_in(cast.ada)

    client.post(f"/companies/{info.company_id}/merging/", {"with": twin})

    page = client.get(f"/companies/{info.company_id}/").text
    assert "Per Ek" in page
    assert "2 contacts" in page
    assert company(viewer=cast.ada, company_id=twin).merged_into == info.company_id
