"""Two records of one person: joined, parted, and what goes along."""

from datetime import timedelta

import pytest

from entente.activities.models import Activity
from entente.activities.operations.logging import write_note
from entente.activities.rules import About
from entente.ledger import queries as ledger
from entente.people.models import Contact, OutsideKey
from entente.people.operations.companies import change_company
from entente.people.operations.contacts import Gone, change_contact
from entente.people.operations.deleting import delete_company
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.merging_companies import merge_companies, unmerge_companies
from entente.people.rules.changes import UnableToSave
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal, DealContact
from entente.pipeline.operations.deals import open_deal
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)


def kinds(contact_id):
    return sorted(entry.kind for entry in ledger.timeline(contact=contact_id).entries)


def state(*ids):
    """Everything about these contacts that a merge might touch."""
    rows = Contact.objects.filter(id__in=ids).order_by("id").values()
    return (
        list(rows),
        list(OutsideKey.objects.order_by("id").values_list("record_id", "key")),
        list(DealContact.objects.order_by("id").values_list("deal_id", "contact_id", "role")),
        list(Activity.objects.order_by("id").values_list("id", "contact_id")),
    )


@pytest.fixture
def pair():
    cast = assemble()
    ida = meet(
        name="Ida Berg", email="ida@example.com", city="Oslo", keys=[("hubspot", "A1")],
        since=MORNING - timedelta(days=3),
    )  # fmt: skip
    berg = meet(
        name="I. Berg", email="berg@example.com", country="Norway", keys=[("salesforce", "B2")],
        since=MORNING - timedelta(days=30),
    )  # fmt: skip
    for contact_id in (ida, berg):
        open_deal(
            values={"name": f"Deal of {contact_id}"},
            contacts=[ContactInDeal(contact_id=contact_id, role="decides")],
            by=cast.ada,
            at=MORNING,
        )
        write_note(about=About(contact_id=contact_id), text="Called her", by=cast.ada, at=MORNING)
    return cast, ida, berg


def test_a_merge_joins_values_history_keys_deals_and_activities(pair):
    cast, ida, berg = pair

    merge_contacts(was=berg, into=ida, choices={"email": "was"}, by=cast.ada, at=LATER)

    row = Contact.objects.get(id=ida)
    assert (row.name, row.email, row.city, row.country, row.since) == (
        "Ida Berg",
        "berg@example.com",
        "Oslo",
        "Norway",
        MORNING - timedelta(days=30),
    )
    assert row.words == "ida berg\nberg@example.com\n\n\n\na1 b2\n"
    assert kinds(ida) == [
        "contact.changed",
        "contact.created",
        "contact.created",
        "contact.merged",
        "deal.opened",
        "deal.opened",
        "note.written",
        "note.written",
    ]
    assert kinds(berg) == []
    assert set(DealContact.objects.values_list("contact_id", flat=True)) == {ida}
    assert set(Activity.objects.values_list("contact_id", flat=True)) == {ida}
    tombstone = Contact.objects.get(id=berg)
    assert (tombstone.merged_into_id, tombstone.deleted_at) == (ida, LATER)
    with pytest.raises(Gone):
        change_contact(contact_id=berg, values={"city": "Rome"}, by=cast.ada, at=LATER)


def test_parting_again_gives_back_all_that_the_merge_moved(pair):
    cast, ida, berg = pair
    before = state(ida, berg)

    merge = merge_contacts(was=berg, into=ida, choices={"email": "was"}, by=cast.ada, at=LATER)
    joined = state(ida, berg)
    unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)

    assert joined != before
    assert state(ida, berg) == before
    assert kinds(berg) == ["contact.created", "contact.unmerged", "deal.opened", "note.written"]
    with pytest.raises(Gone):
        unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)


def test_what_was_changed_since_the_merge_stays_with_the_survivor(pair):
    cast, ida, berg = pair
    merge = merge_contacts(was=berg, into=ida, by=cast.ada, at=LATER)
    change_contact(contact_id=ida, values={"country": "Sweden"}, by=cast.ada, at=LATER)

    unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)

    assert list(Contact.objects.order_by("id").values_list("country", flat=True)) == [
        "Sweden",
        "Norway",
    ]


def test_a_merge_of_a_merge_is_parted_from_its_end(pair):
    cast, ida, berg = pair
    third = meet(name="Third")
    first = merge_contacts(was=berg, into=ida, by=cast.ada, at=LATER)
    second = merge_contacts(was=ida, into=third, by=cast.ada, at=LATER)

    with pytest.raises(Gone):
        unmerge_contacts(merge_id=first, by=cast.ada, at=LATER)
    unmerge_contacts(merge_id=second, by=cast.ada, at=LATER)
    unmerge_contacts(merge_id=first, by=cast.ada, at=LATER)

    assert Contact.objects.filter(deleted_at=None).count() == 3
    assert "note.written" in kinds(berg)


def test_two_parts_in_one_deal_become_one_and_two_again(pair):
    cast, ida, berg = pair
    deal = open_deal(
        values={"name": "Both"},
        contacts=[ContactInDeal(contact_id=ida), ContactInDeal(contact_id=berg, role="signs")],
        by=cast.ada,
        at=MORNING,
    )

    merge = merge_contacts(was=berg, into=ida, by=cast.ada, at=LATER)
    unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)

    rows = DealContact.objects.filter(deal_id=deal).values_list("contact_id", "role")
    assert sorted(rows) == sorted([(ida, ""), (berg, "signs")])


@pytest.mark.parametrize("choices", [{"email": "both"}, {"shoe": "was"}])
def test_a_choice_is_one_of_the_two(pair, choices):
    cast, ida, berg = pair

    with pytest.raises(UnableToSave):
        merge_contacts(was=berg, into=ida, choices=choices, by=cast.ada, at=LATER)
    with pytest.raises(UnableToSave):
        merge_contacts(was=ida, into=ida, by=cast.ada, at=LATER)


def test_eve_merges_nobody(pair):
    cast, ida, berg = pair

    with pytest.raises(Refused):
        merge_contacts(was=berg, into=ida, by=cast.eve, at=LATER)


def test_companies_are_joined_with_contacts_deals_and_history_and_parted_again():
    cast = assemble()
    nord, nordwind = found_company(name="Nord"), found_company(name="Nordwind", city="Kiel")
    ida = meet(name="Ida", company=nordwind)
    deal = open_deal(values={"name": "Mill", "company": nordwind}, by=cast.ada, at=MORNING)

    merge = merge_companies(was=nordwind, into=nord, by=cast.ada, at=LATER)

    person, sale = Contact.objects.get(id=ida), Deal.objects.get(id=deal)
    assert (person.company_id, person.company_key) == (nord, "nord")
    assert (sale.company_id, sale.company_key) == (nord, "nord")
    told = [entry.kind for entry in ledger.timeline(company=nord).entries]
    assert sorted(told) == [
        "company.changed",
        "company.created",
        "company.created",
        "company.merged",
        "contact.created",
        "deal.opened",
    ]

    unmerge_companies(merge_id=merge, by=cast.ada, at=LATER)

    person, sale = Contact.objects.get(id=ida), Deal.objects.get(id=deal)
    assert (person.company_id, person.company_key) == (nordwind, "nordwind")
    assert (sale.company_id, sale.company_key) == (nordwind, "nordwind")
    told = [entry.kind for entry in ledger.timeline(company=nordwind).entries]
    assert sorted(told) == ["company.created", "company.unmerged", "contact.created", "deal.opened"]


def test_a_renamed_company_is_renamed_wherever_it_is_looked_for():
    cast = assemble()
    nord = found_company(name="Nord")
    meet(name="Ida", company=nord)
    open_deal(values={"name": "Mill", "company": nord}, by=cast.ada, at=MORNING)

    change_company(company_id=nord, values={"name": "Süd"}, by=cast.ada, at=LATER)

    assert Contact.objects.get().words == "ida\n\nsüd\n\n\n\n"
    assert Deal.objects.get().words == "mill\nsüd\n"


def test_parting_gives_back_the_company_by_what_became_of_it(pair):
    cast, ida, berg = pair
    theirs, hers, larger = (found_company(name=name) for name in ("Berg", "Ida", "Larger"))
    change_contact(contact_id=berg, values={"company": theirs}, by=cast.ada, at=MORNING)
    change_contact(contact_id=ida, values={"company": hers}, by=cast.ada, at=MORNING)
    choices = {"company": "was"}
    merge = merge_contacts(was=berg, into=ida, choices=choices, by=cast.ada, at=MORNING)
    merge_companies(was=hers, into=larger, by=cast.ada, at=LATER)

    unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)

    companies = dict(Contact.objects.values_list("id", "company_id"))
    assert companies == {ida: larger, berg: theirs}


def test_a_company_that_is_deleted_by_then_keeps_nobody_from_parting(pair):
    cast, ida, berg = pair
    theirs, hers = (found_company(name=name) for name in ("Berg", "Ida"))
    change_contact(contact_id=berg, values={"company": theirs}, by=cast.ada, at=MORNING)
    change_contact(contact_id=ida, values={"company": hers}, by=cast.ada, at=MORNING)
    choices = {"company": "was"}
    merge = merge_contacts(was=berg, into=ida, choices=choices, by=cast.ada, at=MORNING)
    delete_company(company_id=hers, by=cast.ada, at=LATER)

    unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)

    companies = dict(Contact.objects.values_list("id", "company_id"))
    assert companies == {ida: theirs, berg: theirs}
