"""Who meets a criterion, now and as of any moment; SQL and the explanation agree."""

from datetime import timedelta

import pytest

from entente.audiences import queries
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.kit.criteria.errors import CriterionError
from entente.kit.criteria.meaning.verdict import Verdict
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations import companies, contacts
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def day(n: float):
    return MORNING + timedelta(days=n)


@pytest.fixture
def sara(cast):
    dairy = companies.create_company(
        values={"name": "Ostgård Dairy", "industry": "Food", "employees": 310}, by=SYSTEM, at=day(0)
    )
    return contacts.create_contact(
        values={"name": "Sara Lind", "job_title": "Maintenance Manager", "company": dairy},
        by=SYSTEM,
        at=day(0),
    )


@pytest.fixture
def jonas(cast):
    return contacts.create_contact(values={"name": "Jonas Weber"}, by=SYSTEM, at=day(0))


def who(text: str, at, *, viewer=None) -> list[int]:
    criterion = queries.understood(text=text, at=at)
    asked = queries.asking(at=at, viewer=viewer)
    found = queries.matching(criterion=criterion, asked=asked)
    for contact in queries.verdicts(criterion=criterion, asked=asked, ids=list(range(1, 10**4))):
        outcome = queries.explain(criterion=criterion, record=contact, asked=asked)
        assert outcome.verdict.qualifies == (contact in found)
    return found


def test_fields_of_the_contact_its_company_and_its_stage(sara, jonas):
    funnel.enter_stages(
        moves=[Move(contact=sara, stage="mql", occurred_at=day(1), via="hand")], at=day(1)
    )

    assert who('job title contains "maintenance"', day(2)) == [sara]
    assert who("company employees is at least 300", day(2)) == [sara]
    assert who("job title is unknown", day(2)) == [jonas]
    assert who('stage is at or beyond "IQL"', day(2)) == [sara]
    assert who('stage is "MQL"', day(0.5)) == []


def test_a_change_does_not_change_what_was(sara):
    contacts.change_contact(
        contact_id=sara, values={"job_title": "Plant director"}, by=SYSTEM, at=day(3)
    )

    assert who('job title contains "maintenance"', day(2)) == [sara]
    assert who('job title contains "maintenance"', day(4)) == []
    assert who('job title contains "director"', day(4)) == [sara]


def test_behaviour_counts_up_to_the_moment_asked_about(sara, jonas):
    ledger.record(
        entries=[
            NewEntry(
                kind="asset.downloaded",
                occurred_at=day(n),
                contact=sara,
                asset="Playbook",
                properties={"topic": "Pricing"},
            )
            for n in (1, 5)
        ],
        at=day(5),
    )
    twice = "downloaded any asset at least 2 times in the last 30 days"

    assert who(twice, day(2)) == []
    assert who(twice, day(6)) == [sara]
    assert who(twice, day(60)) == []
    assert who('downloaded any asset with asset "playbook"', day(6)) == [sara]
    assert who("never downloaded any asset", day(6)) == [jonas]


def test_my_contacts_are_mine(cast, sara, jonas):
    contacts.change_contact(
        contact_id=jonas, values={"owner": cast.ada.member_id}, by=SYSTEM, at=day(1)
    )

    assert who("owner is me", day(2), viewer=cast.ada) == [jonas]
    assert who("owner is me", day(2), viewer=cast.milan) == []
    assert who('owner is "Ada Sells"', day(2)) == [jonas]


def test_an_unknown_name_is_answered_with_its_place_and_the_nearest(cast):
    with pytest.raises(CriterionError) as refused:
        queries.understood(text='jobtitle contains "head"', at=MORNING)

    assert refused.value.problem.place.column == 1
    assert "job title" in str(refused.value)


def test_unknown_is_neither_met_nor_missed(jonas):
    criterion = queries.understood(text='job title contains "x"', at=MORNING)
    asked = queries.asking(at=day(1))

    assert queries.verdicts(criterion=criterion, asked=asked, ids=[jonas]) == {jonas: None}
    outcome = queries.explain(criterion=criterion, record=jonas, asked=asked)
    assert outcome.verdict is Verdict.UNKNOWN
