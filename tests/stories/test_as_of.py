"""A field's value as of any moment, from its changes."""

from datetime import timedelta

import pytest

from entente.audiences.queries import asking, explain, matching, understood
from entente.people.operations.companies import change_company
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import define_field
from entente.people.queries.history import values_as_of
from entente.people.testing import found_company, meet
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    return assemble()


def test_a_field_is_what_it_was_at_every_moment(cast):
    size = define_field(record="contact", label="Size", type="number", by=cast.root, at=MORNING)
    ida = meet(name="Ida", country="Norway")
    other = meet(name="Ole", country="Spain")
    for day, values in (
        (1, {"country": "Sweden", "owner": cast.ada.member_id}),
        (3, {"country": "Denmark", size: 12}),
        (5, {"country": "", size: ""}),
    ):
        change_contact(contact_id=ida, values=values, by=cast.noor, at=MORNING + day * DAY)

    seen = {
        day: values_as_of(
            record="contact",
            ids=[ida, other],
            fields=["country", "owner", size],
            at=MORNING + day * DAY,
        )
        for day in (0, 1, 2, 4, 9)
    }

    ada = cast.ada.member_id
    still = {"country": "Spain", "owner": None, size: None}
    assert seen == {
        0: {ida: {"country": "Norway", "owner": None, size: None}, other: still},
        1: {ida: {"country": "Sweden", "owner": ada, size: None}, other: still},
        2: {ida: {"country": "Sweden", "owner": ada, size: None}, other: still},
        4: {ida: {"country": "Denmark", "owner": ada, size: 12}, other: still},
        9: {ida: {"country": "", "owner": ada, size: None}, other: still},
    }


def test_a_criterion_is_asked_as_of_any_moment_in_sql_as_in_python(cast):
    firm = found_company(name="Nordwind", industry="Mills")
    ida = meet(name="Ida", country="Norway", company=firm)
    change_contact(contact_id=ida, values={"country": "Sweden"}, by=cast.ada, at=MORNING + DAY)
    change_company(company_id=firm, values={"industry": "Wind"}, by=cast.ada, at=MORNING + 2 * DAY)

    def met(text, days):
        asked = asking(at=MORNING + days * DAY)
        criterion = understood(text=text, at=asked.at)
        by_sql = matching(criterion=criterion, asked=asked) == [ida]
        by_hand = explain(criterion=criterion, record=ida, asked=asked).verdict.value
        assert by_hand == ("met" if by_sql else "missed")
        return by_sql

    asked_of = 'country is "Norway"', 'country is "sweden"', 'company industry is "Mills"'
    assert [met(text, days) for text in asked_of for days in (0.5, 1.5, 3)] == [
        *(True, False, False),
        *(False, True, True),
        *(True, True, False),
    ]
