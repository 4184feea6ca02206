"""Many at once does what one by one does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from entente.ledger import queries as ledger
from entente.people.models import Company, Contact, FieldChange, OutsideKey
from entente.people.operations.bulk.companies import NewCompany, create_companies, update_companies
from entente.people.operations.bulk.contacts import NewContact, create_contacts, update_contacts
from entente.people.operations.bulk.keys import add_keys
from entente.people.operations.companies import change_company, create_company
from entente.people.operations.contacts import change_contact, create_contact
from entente.people.operations.customfields import define_field
from entente.people.operations.saving import Doing
from entente.people.queries import lookups
from entente.people.queries.known import fields
from entente.people.queries.lookups import Found
from entente.people.rules.changes import read_all
from entente.people.rules.keys import KeyGiven
from entente.people.testing import found_company, meet
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
ONES_OWN = {"id", "batch_id", "_state", "words"}


def columns(row):
    row.refresh_from_db()
    return {name: value for name, value in vars(row).items() if name not in ONES_OWN}


def entries(**of):
    """The timeline, oldest first, without what tells one entry from its equal."""
    page = ledger.timeline(**of)
    return [
        (
            one.kind,
            one.occurred_at,
            one.recorded_at,
            one.actor,
            one.team,
            one.properties,
            one.personal,
        )
        for one in reversed(page.entries)
    ]


def changes(record, record_id):
    rows = FieldChange.objects.filter(record=record, record_id=record_id).order_by("id")
    return list(rows.values_list("field", "at", "old", "old_key"))


def test_contacts_made_and_changed_in_bulk_are_what_they_are_one_by_one():
    cast = assemble()
    own = define_field(record="contact", label="Size", type="number", by=cast.root, at=MORNING)
    firm = found_company(name="Größe AG")
    first = {
        "first_name": "Ida",
        "last_name": "Berg",
        "email": "Ida@Example.com",
        "phone": "+33 6 12 34 56 78",
        "company": firm,
        "country": "Norway",
        own: "12.50",
    }
    then = {"last_name": "Dahl", "city": "Straße", "owner": cast.ada.member_id, own: 13}
    known = fields(record="contact")

    one = create_contact(
        values=first, keys=[KeyGiven("a", "K1")], by=cast.ada, at=MORNING, since=MORNING
    )
    change_contact(contact_id=one, values=then, by=cast.ada, at=LATER)
    alone = columns(Contact.objects.get(id=one)), entries(contact=one), changes("contact", one)
    Contact.objects.filter(id=one).update(deleted_at=LATER)
    OutsideKey.objects.all().delete()
    (many,) = create_contacts(
        new=[
            NewContact(
                values=read_all(known=known, given=first),
                since=MORNING,
                keys=(KeyGiven("a", "K1"),),
            )
        ],
        doing=Doing(by=cast.ada, at=MORNING),
    )
    answer = update_contacts(
        given={many: read_all(known=known, given=then)}, doing=Doing(by=cast.ada, at=LATER)
    )

    together = (
        columns(Contact.objects.get(id=many)),
        entries(contact=many),
        changes("contact", many),
    )
    assert together == alone
    assert answer == {many: ["last_name", "city", "owner", own, "name"]}


def test_companies_made_and_changed_in_bulk_are_what_they_are_one_by_one():
    cast = assemble()
    first = {"name": "Nord", "domain": "https://www.Nord.example/x", "employees": "310"}
    then = {"name": "Nordwind", "employees": "", "owner": cast.ada.member_id}
    known = fields(record="company")

    one = create_company(values=first, by=cast.ada, at=MORNING)
    change_company(company_id=one, values=then, by=cast.ada, at=LATER)
    (many,) = create_companies(
        new=[NewCompany(values=read_all(known=known, given=first), since=MORNING)],
        doing=Doing(by=cast.ada, at=MORNING),
    )
    ida = meet(name="Ida", company=many)
    answer = update_companies(
        given={many: read_all(known=known, given=then)}, doing=Doing(by=cast.ada, at=LATER)
    )

    assert columns(Company.objects.get(id=many)) == columns(Company.objects.get(id=one))
    assert changes("company", many) == changes("company", one)
    assert [row[0] for row in entries(company=many) if row[0].startswith("company")] == [
        row[0] for row in entries(company=one)
    ]
    assert answer == {many: ["name", "employees", "owner"]}
    assert Contact.objects.get(id=ida).company_key == "nordwind"


def test_an_update_that_changes_nothing_writes_nothing():
    ida, gone = meet(name="Ida"), meet(name="Gone")
    Contact.objects.filter(id=gone).update(deleted_at=LATER)

    answer = update_contacts(
        given={ida: {"name": "Ida"}, gone: {"name": "Back"}},
        doing=Doing(by=SYSTEM, at=LATER, batch=4),
    )

    assert answer == {ida: []}
    assert ledger.count(batch=4) == 0


def test_a_thousand_rows_take_as_many_queries_as_three(django_assert_num_queries):
    def take(count, start):
        people = create_contacts(
            new=[
                NewContact(values={"name": f"P {start + n}"}, since=MORNING) for n in range(count)
            ],
            doing=Doing(by=SYSTEM, at=MORNING, batch=1),
            home="",
        )
        update_contacts(
            given={one: {"city": "Oslo"} for one in people},
            doing=Doing(by=SYSTEM, at=LATER, batch=1),
            home="",
        )

    take(1, 0)  # the first in a transaction passes the gate of the ledger
    with django_assert_num_queries(20):
        take(3, 10)
    with django_assert_num_queries(20):
        take(1_000, 100)

    assert Contact.objects.filter(city="Oslo").count() == 1_004


def test_a_taken_address_is_refused_as_a_whole():
    meet(name="Ida", email="ida@example.com")
    new = [NewContact(values={"email": "IDA@example.com"}, since=MORNING)]

    with pytest.raises(IntegrityError):
        create_contacts(new=new, doing=Doing(by=SYSTEM, at=MORNING))


def test_records_are_looked_up_by_key_address_domain_and_name():
    ida = meet(name="Ida", email="Ida@example.com", keys=[("olist", "k1")])
    gone = meet(name="Gone", keys=[("olist", "k2")])
    Contact.objects.filter(id=gone).update(deleted_at=LATER)
    first = found_company(name="Größe", domain="www.groesse.example")
    found_company(name="GRÖSSE")
    add_keys(record="contact", keys=[(ida, KeyGiven("crm", "X"))], doing=Doing(by=SYSTEM, at=LATER))

    assert lookups.by_keys(record="contact", system="olist", keys=["k1", "k2", "k3"]) == {
        "k1": Found(ida, gone=False),
        "k2": Found(gone, gone=True),
    }
    assert lookups.contacts_by_email(emails=["IDA@EXAMPLE.COM", "x@y.z"]) == {
        "ida@example.com": ida
    }
    assert lookups.companies_by_domain(domains=["http://groesse.example/"]) == {
        "groesse.example": first
    }
    assert lookups.companies_by_name(names=[" grösse "]) == {"grösse": first}
    assert Contact.objects.get(id=ida).keys_text == "k1 x"
