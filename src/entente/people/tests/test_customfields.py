"""The company's own fields: answers that look like numbers, texts longer than most."""

from datetime import timedelta

import pytest

from entente.people.models import Company, Contact, FieldChange
from entente.people.operations.companies import change_company
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import define_field, offer_options
from entente.people.queries.contacts import contacts
from entente.people.queries.history import values_as_of
from entente.people.rules.changes import UnableToSave
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal, DealChange
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.testing import sell
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
LONG = "Straße " * 200


def field(record="contact", **more):
    return define_field(record=record, by=SYSTEM, at=MORNING, **more)


def test_an_answer_that_is_a_number_means_itself_wherever_it_stands_in_the_list():
    stars = field(label="Stars", type="choice", options=["0", "1", "2"])
    for label in ("0", "1", "2"):
        meet(name=f"Gave {label}", **{stars: label})
    offer_options(name=stars, options=["3", "2", "1"], by=SYSTEM)
    meet(name="Gave 3", **{stars: "3"})

    page = contacts(viewer=SYSTEM, sort="name", descending=False, columns=[stars])

    assert [(line.called, line.values[stars]) for line in page.lines] == [
        ("Gave 0", "0"),
        ("Gave 1", "1"),
        ("Gave 2", "2"),
        ("Gave 3", "3"),
    ]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("x" * 81, "Give each answer a name of at most 80 characters."),
        ("\x00", "Remove the unreadable characters; they cannot be stored."),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_of_the_answers(label, told):
    with pytest.raises(UnableToSave) as why:
        field(label="Size", type="choice", options=["S", label])

    assert why.value.problems == {"options": told}


def test_a_long_text_is_changed_and_is_still_known_as_it_was():
    own, firms, deals = (
        field(record, label="Story", type="text") for record in ("contact", "company", "deal")
    )
    ida = meet(name="Ida", **{own: LONG})
    firm = found_company(name="Nordwind", **{firms: LONG})
    deal = sell(name="Mill", **{deals: LONG})

    change_contact(contact_id=ida, values={own: "short"}, by=SYSTEM, at=LATER)
    change_company(company_id=firm, values={firms: "short"}, by=SYSTEM, at=LATER)
    change_deal(deal_id=deal, values={deals: "short"}, by=SYSTEM, at=LATER)

    held = [Contact.objects.get().custom, Company.objects.get().custom, Deal.objects.get().custom]
    assert held == [{own: "short"}, {firms: "short"}, {deals: "short"}]
    was = values_as_of(record="contact", ids=[ida], fields=[own], at=MORNING)
    assert was == {ida: {own: LONG.strip()}}
    folded = LONG.strip().casefold()
    assert set(FieldChange.objects.values_list("old_key", flat=True)) == {folded}
    assert DealChange.objects.get(field=deals).old_key == folded
