"""Who meets a criterion, now and as of any moment; SQL and the explanation agree."""

from datetime import timedelta

import pytest

from entente.audiences import lists, queries
from entente.audiences import operations as audiences
from entente.audiences.models import Membership
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.kit.criteria.errors import CriterionError
from entente.kit.criteria.meaning.verdict import Verdict
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.ledger.queries import facts
from entente.people.operations import companies, contacts
from entente.people.operations.customfields import define_field
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.refusals import opt_in, opt_out
from entente.people.queries.contacts import contact
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
    for one in queries.verdicts(criterion=criterion, asked=asked, ids=list(range(1, 10**4))):
        outcome = queries.explain(criterion=criterion, record=one, asked=asked)
        assert outcome.verdict.qualifies == (one in found)
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


def test_a_list_holds_from_when_to_when_somebody_was_on_it(cast, sara, jonas):
    fair = lists.make_list(name='The "Fair"', by=cast.ada, at=day(1))
    lists.add_to_list(list_id=fair, contacts=[sara, jonas, sara], by=cast.ada, at=day(1))
    lists.remove_from_list(list_id=fair, contacts=[jonas], by=cast.ada, at=day(3))
    lists.put_back_removed(list_id=fair, removed_at=day(3), by=cast.ada, at=day(5))
    on, off = r'list includes "The \"Fair\""', r'list does not include "The \"Fair\""'

    assert [who(on, day(n)) for n in (0.5, 1, 3, 4, 5)] == [
        [],
        [sara, jonas],
        [sara],
        [sara],
        [sara, jonas],
    ]
    assert [who(off, day(n)) for n in (0.5, 1, 4)] == [[sara, jonas], [], [jonas]]
    assert who(r'was put on a list with list "the \"fair\"" at least twice', day(6)) == [jonas]
    assert who("was taken off a list", day(6)) == [jonas]


def test_whoever_is_put_on_a_watched_list_is_found_by_the_entry_that_says_so(cast, sara, jonas):
    fair = lists.make_list(name="Fair", by=cast.ada, at=day(1))
    tree = queries.understood(text='list includes "Fair"', at=day(1)).tree
    audiences.watch(name="fair", tree=tree, at=day(1))

    lists.add_to_list(list_id=fair, contacts=[sara], by=cast.ada, at=day(2))
    told = facts(after=0, until=10**9, kinds=["list.joined"], limit=9)
    audiences.evaluate(told, day(2))

    assert [entry.properties["list"] for entry in told] == ["Fair"]
    met = Membership.objects.values_list("contact_id", "position")
    assert list(met) == [(sara, told[0].position)]


def test_a_merge_takes_the_lists_along_and_undoing_it_gives_them_back(cast, sara, jonas):
    fair = lists.make_list(name="Fair", by=cast.ada, at=day(1))
    both = lists.make_list(name="Both", by=cast.ada, at=day(1))
    lists.add_to_list(list_id=fair, contacts=[jonas], by=cast.ada, at=day(1))
    lists.add_to_list(list_id=both, contacts=[sara, jonas], by=cast.ada, at=day(1))

    merge = merge_contacts(was=jonas, into=sara, by=cast.noor, at=day(2))

    assert who('list includes "Fair" and list includes "Both"', day(3)) == [sara]
    unmerge_contacts(merge_id=merge, by=cast.noor, at=day(4))
    assert who('list includes "Fair"', day(5)) == [jonas]
    assert who('list includes "Both"', day(5)) == [sara, jonas]


def test_what_somebody_refused_is_asked_as_of_any_moment(cast, sara, jonas):
    opt_out(contact_id=sara, means="mail", source="unsubscribe link", by=cast.ada, at=day(1))
    opt_out(contact_id=sara, means="phone", source="said so", by=cast.ada, at=day(2))
    opt_in(contact_id=sara, means="mail", proof="form of 26 November", by=cast.ada, at=day(4))
    no_mail = 'contact by has refused "mail"'

    assert [who(no_mail, day(n)) for n in (0.5, 1, 3, 4)] == [[], [sara], [sara], []]
    assert who('contact by has not refused "phone"', day(5)) == [jonas]


def test_the_companys_fields_and_ones_own_are_asked_as_of_any_moment(cast, sara, jonas):
    tier = define_field(
        record="company", label="Tier", type="choice", options=["A", "B"], by=cast.root, at=day(0)
    )
    firm = contact(viewer=SYSTEM, contact_id=sara).values["company"]
    companies.change_company(company_id=firm, values={tier: "A"}, by=SYSTEM, at=day(1))
    companies.change_company(
        company_id=firm, values={"employees": 40, tier: "B"}, by=SYSTEM, at=day(2)
    )
    contacts.change_contact(contact_id=sara, values={"company": None}, by=SYSTEM, at=day(4))

    assert [who('company Tier is "A"', day(n)) for n in (0.5, 1.5, 3, 5)] == [[], [sara], [], []]
    assert who("company employees is at least 300", day(1.5)) == [sara]
    assert who("company employees is less than 300", day(3)) == [sara]
    assert who('company name contains "dairy"', day(5)) == []
