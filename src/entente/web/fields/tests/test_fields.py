"""Administrators define fields; what is wrong is said beside the field."""

import pytest

from entente.people.queries.known import custom_fields
from entente.web.testing import signed_in

pytestmark = pytest.mark.django_db
NEW = {"label": "Uses today", "record": "contact", "type": "choice",
       "options": "Paper\nSpreadsheets", "personal": "on"}  # fmt: skip


def test_a_field_is_defined_renamed_given_other_answers_and_retired(cast):
    root = signed_in(cast.root)

    assert "Added the field Uses today" in root.post("/settings/fields/new/", NEW, follow=True).text
    (name,) = custom_fields(record="contact")
    root.post(f"/settings/fields/{name}/", {"label": "Used today", "options": "Paper\nNothing"})
    field = custom_fields(record="contact")[name]
    assert (field.label, [(one.label, one.former) for one in field.options]) == (
        "Used today",
        [("Paper", False), ("Nothing", False), ("Spreadsheets", True)],
    )
    asked = root.get(f"/settings/fields/{name}/retirement/").text
    assert "Offer Used today no more?" in asked
    gone = root.post(f"/settings/fields/{name}/retirement/", follow=True).text
    assert "Offered no more: Used today" in gone
    assert custom_fields(record="contact") == {}


def test_a_retired_field_is_offered_again_unless_another_has_its_name(cast):
    root = signed_in(cast.root)
    root.post("/settings/fields/new/", NEW)
    (name,) = custom_fields(record="contact")
    root.post(f"/settings/fields/{name}/retirement/")
    root.post("/settings/fields/new/", NEW)
    (other,) = custom_fields(record="contact")

    refused = root.post(f"/settings/fields/{name}/offer/")
    root.post(f"/settings/fields/{other}/", {"label": "Another", "options": "Paper"})
    done = root.post(f"/settings/fields/{name}/offer/", follow=True)

    assert refused.status_code == 409
    assert "There is a field Uses today already. Rename that one first." in refused.text
    assert "Uses today is offered again, with what it held" in done.text
    assert list(custom_fields(record="contact")) == [name, other]
    assert signed_in(cast.noor).post(f"/settings/fields/{name}/offer/").status_code == 403
    assert root.post("/settings/fields/cf_999/offer/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"label": ""}, "Give the field a name"),
        ({"label": "x" * 81}, "at most 80 characters"),
        ({"options": ""}, "Give a choice its options, and only a choice."),
        ({"type": "number"}, "Give a choice its options, and only a choice."),
        ({"type": "poem"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_field_is_answered_and_kept(cast, typed, words):
    answer = signed_in(cast.root).post("/settings/fields/new/", {**NEW, **typed})

    assert answer.status_code == 422
    assert words in answer.text
    assert custom_fields(record="contact") == {}


def test_one_name_is_given_once_and_only_by_administrators(cast):
    signed_in(cast.root).post("/settings/fields/new/", NEW)

    again = signed_in(cast.root).post("/settings/fields/new/", {**NEW, "label": "USES TODAY"})

    assert "There is a field USES TODAY already." in again.text
    for path in ("/settings/fields/", "/settings/fields/new/", "/settings/fields/cf_1/"):
        assert signed_in(cast.noor).get(path).status_code == 403
    assert signed_in(cast.root).get("/settings/fields/cf_999/").status_code == 404
