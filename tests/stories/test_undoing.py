"""Undoing an import in all rooms: what it made and changed goes, what people worked on stays."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.ledger import queries as ledger
from entente.ledger.models import Entry
from entente.people.models import Company, Contact, FieldChange, OptOut, OutsideKey, Suppression
from entente.people.operations.bulk.companies import NewCompany, create_companies, update_companies
from entente.people.operations.bulk.contacts import NewContact, create_contacts, update_contacts
from entente.people.operations.bulk.refusals import refuse
from entente.people.operations.contacts import change_contact
from entente.people.operations.refusals import opt_out
from entente.people.operations.saving import Doing
from entente.people.operations.undoing import undo_batch
from entente.people.rules.keys import KeyGiven
from entente.people.testing import found_company, meet
from entente.pipeline.models import Deal, DealChange, DealContact, DealKey, DealStay
from entente.pipeline.operations.bulk.deals import NewDeal, create_deals, update_deals
from entente.pipeline.operations.bulk.standing import Move, move_deals, put_contacts_in
from entente.pipeline.operations.deals import change_deal
from entente.pipeline.operations.saving import Doing as DealDoing
from entente.pipeline.operations.taking_part import ContactInDeal
from entente.pipeline.testing import sell, stage_named
from entente.workspace import queries
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
PAST = MORNING - timedelta(days=900)
BATCH = 77


def state():
    """All live records and what hangs on them."""

    def of(model, *names, **where):
        return list(model.objects.filter(**where).order_by("id").values_list(*names))

    return {
        "contacts": of(Contact, "id", "name", "city", "email", "words", deleted_at=None),
        "companies": of(Company, "id", "name", "industry", deleted_at=None),
        "deals": of(
            Deal, "id", "name", "amount", "outcome", "stage_id", "closed_at", deleted_at=None
        ),
        "keys": of(OutsideKey, "record_id", "key"),
        "deal keys": of(DealKey, "deal_id", "key"),
        "parts": of(DealContact, "deal_id", "contact_id"),
        "noes": of(OptOut, "contact_id", "means"),
        "clinging": of(Suppression, "means"),
        "changes": of(FieldChange, "record_id", "field"),
        "deal changes": of(DealChange, "deal_id", "field"),
        "stays": of(DealStay, "deal_id", "stage_id", "left_at", deal__deleted_at=None),
        "facts": len(ledger.facts(after=0, until=10**9, limit=10**6)) - retelling(),
    }


def retelling():
    """Entries that only say that the undoing happened."""
    return Entry.objects.filter(kind="batch.voided").count()


def bring_in(old):
    """An import that makes and changes a bit of everything."""
    doing = Doing(by=SYSTEM, at=MORNING, source="import", batch=BATCH)
    selling = DealDoing(by=SYSTEM, at=MORNING, occurred_at=PAST, source="import", batch=BATCH)
    firms = create_companies(
        new=[NewCompany(values={"name": f"Firm {n}"}, since=PAST) for n in range(3)], doing=doing
    )
    update_companies(given={old["company"]: {"industry": "Mills"}}, doing=doing)
    people = create_contacts(
        new=[
            NewContact(
                values={"name": f"Person {n}", "company": firms[n % 3]},
                since=PAST,
                keys=(KeyGiven("olist", f"m{n}"),),
            )
            for n in range(6)
        ],
        doing=doing,
    )
    update_contacts(
        given={old["contact"]: {"city": "Rome", "email": "ida@new.example"}}, doing=doing
    )
    refuse(noes=[(people[0], "mail"), (old["contact"], "mail")], through="a column", doing=doing)
    deals = create_deals(
        new=[
            NewDeal(
                values={"name": f"Deal {n}", "amount": Decimal(n), "currency": "BRL"},
                stage_id=stage_named(name="Won"),
                opened_at=PAST,
                closed_at=PAST,
                keys=(KeyGiven("olist", f"s{n}"),),
                contacts=(ContactInDeal(contact_id=people[n]),),
            )
            for n in range(2)
        ],
        doing=selling,
    )
    update_deals(given={old["deal"]: {"amount": Decimal(7)}}, doing=selling)
    lost = Move(
        deal_id=old["deal"], stage_id=stage_named(name="Lost"), entered_at=MORNING, loss_reason="x"
    )
    move_deals(moves=[lost], doing=selling)
    put_contacts_in(parts=[(old["deal"], ContactInDeal(contact_id=people[1]))], doing=selling)
    return people, firms, deals


@pytest.fixture
def old():
    assemble()
    company = found_company(name="Nordwind", industry="Wind")
    ida = meet(name="Ida", email="ida@example.com", city="Oslo", company=company)
    return {"company": company, "contact": ida, "deal": sell(name="Mill", contacts=[ida])}


def test_an_import_that_nobody_worked_on_is_undone_to_the_last_trace(old):
    before = state()
    bring_in(old)
    brought = state()

    undone = undo_batch(batch=BATCH, by=SYSTEM, at=LATER)
    after = state()
    again = undo_batch(batch=BATCH, by=SYSTEM, at=LATER)

    assert len(brought["contacts"]) == 7
    assert len(brought["deals"]) == 3
    assert after == before
    assert (undone.kept.contacts, undone.kept.deals, again.entries) == (
        frozenset(),
        frozenset(),
        0,
    )


def test_an_import_that_was_undone_can_come_again(old):
    bring_in(old)
    brought = state()
    undo_batch(batch=BATCH, by=SYSTEM, at=LATER)

    bring_in(old)

    again = state()
    assert [len(again[name]) for name in again if name != "facts"] == [
        len(brought[name]) for name in brought if name != "facts"
    ]


def test_what_people_worked_on_stays_with_its_history(old):
    ada = somebody("Ada")
    people, firms, deals = bring_in(old)
    change_contact(contact_id=people[2], values={"city": "Bergen"}, by=ada, at=LATER)
    about = About(contact_id=people[3])
    log_call(about=about, outcome="connected", by=ada, at=LATER)
    change_deal(deal_id=deals[1], values={"name": "Ada's"}, by=ada, at=LATER)
    opt_out(contact_id=old["contact"], means="mail", source="link", by=SYSTEM, at=LATER)

    undone = undo_batch(batch=BATCH, by=SYSTEM, at=LATER)

    assert undone.kept.contacts == {people[1], people[2], people[3]}
    assert undone.kept.deals == {deals[1]}
    assert undone.kept.companies == {firms[0], firms[1], firms[2]} - unused(firms, people)
    after = state()
    assert [row[1] for row in after["contacts"]] == ["Ida", "Person 1", "Person 2", "Person 3"]
    assert [row[1] for row in after["deals"]] == ["Mill", "Ada's"]
    assert [row[1] for row in after["keys"]] == ["m1", "m2", "m3"]
    assert after["noes"] == [(old["contact"], "mail")]
    kinds = [entry.kind for entry in ledger.timeline(contact=people[2]).entries]
    assert kinds == ["contact.changed", "contact.created"]
    assert [entry.kind for entry in ledger.timeline(deal=deals[1]).entries] == [
        "deal.changed",
        "deal.won",
        "deal.opened",
    ]


def somebody(name):
    found = next(one for one in queries.members(at=MORNING) if one.name.startswith(name))
    return queries.viewer(member_id=found.id, at=MORNING)


def unused(firms, people):
    used = Contact.objects.filter(id__in=people[1:4]).values_list("company_id", flat=True)
    return set(firms) - set(used)


def test_eve_undoes_nothing(old):
    bring_in(old)
    eve = somebody("Eve")

    with pytest.raises(Refused):
        undo_batch(batch=BATCH, by=eve, at=LATER)

    assert Contact.objects.filter(deleted_at=None).count() == 7
