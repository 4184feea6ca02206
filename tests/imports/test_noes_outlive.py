"""A no that still stands on any record keeps its address, whatever import that had told it goes."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from entente.exchange.operations import asking
from entente.exchange.testing import bring_in
from entente.people.models import Contact, OptOut, Suppression
from entente.people.operations.bulk.contacts import NewContact, create_contacts
from entente.people.operations.bulk.refusals import refuse
from entente.people.operations.contacts import change_contact
from entente.people.operations.deleting import delete_contact
from entente.people.operations.erasing import erase_contact
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.refusals import opt_in, opt_out
from entente.people.operations.saving import Doing
from entente.people.operations.undoing import undo_batch
from entente.people.testing import meet
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)
ALL = ["mail", "phone", "tracking"]
PHONE, OTHER = "+46 31 555 01 42", "+46 31 555 01 43"
HEAD = "Email,First Name,Phone,Unsubscribed,Do Not Call,Do Not Track\n"
NO = f"{HEAD}zoe@example.com,Zoë,{PHONE},yes,yes,yes\n"
YES = f"{HEAD}zoe@example.com,Zoë,{PHONE},no,no,no\n"


def says(contact_id: int) -> list[str]:
    rows = OptOut.objects.filter(contact_id=contact_id, lifted_at=None)
    return sorted(rows.values_list("means", flat=True))


def new(**address: str) -> list[str]:
    """What somebody would say no to who is met with this address once nobody here has it."""
    with transaction.atomic():
        Contact.objects.filter(deleted_at=None).update(deleted_at=LATER)
        found = says(meet(at=LATER, **address))
        transaction.set_rollback(True)
    return found


def undo(row) -> int:
    return asking.undo(import_id=row.id, by=SYSTEM, at=LATER)


@pytest.fixture
def zoe(cast) -> int:
    return meet(email="zoe@example.com")


def test_who_is_kept_with_their_noes_is_not_mailed_when_they_come_anew(cast, zoe):
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    change_contact(contact_id=zoe, values={"job_title": "CFO"}, by=cast.ada, at=LATER)
    assert undo(first) == 1

    delete_contact(contact_id=zoe, by=cast.noor, at=LATER)
    bring_in(content=YES, by=cast.noor, at=LATER)

    again = Contact.objects.get(deleted_at=None)
    assert (says(zoe), again.id == zoe, says(again.id)) == (ALL, False, ALL)


def test_a_no_that_another_said_by_hand_keeps_the_number_of_both(cast):
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    colleague = meet(email="milan@example.com", phone=PHONE, at=LATER)
    opt_out(contact_id=colleague, means="phone", source="told Ada", by=cast.ada, at=LATER)

    undo(first)

    assert (says(colleague), new(phone=PHONE)) == (["phone"], ["phone"])
    assert new(email="zoe@example.com") == []


def test_a_no_said_by_hand_of_a_merged_record_keeps_the_number_that_it_went_by(cast):
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    was, into = meet(email="was@example.com"), meet(email="into@example.com", phone=OTHER)
    Contact.objects.filter(id=was).update(phone=PHONE, phone_key="+46315550142")
    merge_contacts(was=was, into=into, by=cast.noor, at=LATER)
    opt_out(contact_id=was, means="phone", source="told Ada", by=cast.ada, at=LATER)

    undo(first)

    assert (says(into), new(phone=PHONE), new(phone=OTHER)) == (["phone"], ["phone"], ["phone"])


@pytest.mark.parametrize("here_before", [True, False])
def test_parting_after_the_undo_gives_the_no_back_to_whom_it_was_said_of(cast, here_before):
    if here_before:
        meet(email="zoe@example.com")
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    zoe = Contact.objects.get(email="zoe@example.com").id
    other = meet(email="other@example.com")
    merge = merge_contacts(was=zoe, into=other, by=cast.noor, at=LATER)
    assert undo(first) == 1
    assert (says(other), new(email="zoe@example.com")) == (ALL, ["mail", "tracking"])

    unmerge_contacts(merge_id=merge, by=cast.noor, at=LATER)

    assert (says(zoe), says(other)) == (ALL, [])
    delete_contact(contact_id=zoe, by=cast.noor, at=LATER)
    assert new(email="zoe@example.com", phone=PHONE) == ALL
    assert new(email="other@example.com") == []


def test_a_merger_of_mergers_is_kept_to_the_first(cast):
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    zoe = Contact.objects.get().id
    middle, last = meet(email="middle@example.com"), meet(email="last@example.com")
    merges = [
        merge_contacts(was=was, into=into, by=cast.noor, at=LATER)
        for was, into in ((zoe, middle), (middle, last))
    ]

    undo(first)
    for merge in reversed(merges):
        unmerge_contacts(merge_id=merge, by=cast.noor, at=LATER)

    assert (says(zoe), says(middle), says(last)) == (ALL, [], [])


def test_the_address_that_somebody_left_keeps_their_no(cast, zoe):
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    moved = {"email": "zoe@new.example", "phone": OTHER, "country": "FR"}
    change_contact(contact_id=zoe, values=moved, by=cast.ada, at=LATER)

    undo(first)

    assert says(zoe) == ALL
    assert new(email="zoe@example.com", phone=PHONE) == ALL
    assert new(email="zoe@new.example", phone=OTHER) == ALL


def test_who_was_erased_since_keeps_the_no_of_every_address_they_had(cast, zoe):
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    change_contact(contact_id=zoe, values={"phone": OTHER}, by=cast.ada, at=LATER)
    erase_contact(contact_id=zoe, request="by letter", by=cast.noor, at=LATER)

    undo(first)

    assert (new(phone=PHONE), "phone" in new(phone=OTHER)) == (["phone"], True)


def test_a_no_to_an_address_that_the_import_gave_clings_to_the_one_given_back(cast):
    zoe = meet(email="zoe@example.com", keys=[("crm", "1")])
    mapping = {
        "version": 1,
        "system": "crm",
        "contact": {"match": ["key"], "fields": {"key": "Id", "email": "Email"}},
    }
    first = bring_in(
        content="Id,Email\n1,zoe@new.example\n", by=cast.noor, at=MORNING, mapping=mapping
    )
    opt_out(contact_id=zoe, means="mail", source="unsubscribe link", by=SYSTEM, at=LATER)

    undo(first)

    assert Contact.objects.get(id=zoe).email == "zoe@example.com"
    delete_contact(contact_id=zoe, by=cast.noor, at=LATER)
    assert new(email="zoe@example.com") == ["mail"]
    assert new(email="zoe@new.example") == ["mail"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_no_that_two_files_told_falls_with_the_second_of_them(cast, zoe, order):
    rows = [
        bring_in(content=NO, by=cast.noor, at=MORNING),
        bring_in(content=NO.replace("Zoë", "Zoe"), by=cast.noor, at=MORNING),
    ]
    first, second = (rows[number] for number in order)

    undo(first)
    assert (says(zoe), new(email="zoe@example.com", phone=PHONE)) == (ALL, ALL)

    undo(second)
    assert (says(zoe), Suppression.objects.count()) == ([], 0)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_number_that_two_files_tell_of_two_people_falls_with_the_second(cast, order):
    other = NO.replace("zoe@", "milan@").replace("Zoë", "Milan")
    rows = [bring_in(content=one, by=cast.noor, at=MORNING) for one in (NO, other)]
    first, second = (rows[number] for number in order)

    undo(first)
    assert new(phone=PHONE) == ["phone"]

    undo(second)
    assert (new(phone=PHONE), Suppression.objects.count()) == ([], 0)


def test_what_nobody_tells_any_more_falls_with_the_import_also_of_an_address_it_gave(cast):
    first = bring_in(content=NO, by=cast.noor, at=MORNING)
    assert Suppression.objects.count() == 3

    undo(first)

    assert (OptOut.objects.count(), Suppression.objects.count()) == (0, 0)
    assert new(email="zoe@example.com", phone=PHONE) == []


def test_one_who_consents_does_not_take_back_the_no_of_a_colleague_at_the_same_telephone(cast):
    zoe, milan = (meet(email=f"{one}@example.com", phone=PHONE) for one in ("zoe", "milan"))
    for one in (zoe, milan):
        opt_out(contact_id=one, means="phone", source="told Ada", by=cast.ada, at=MORNING)

    opt_in(contact_id=zoe, means="phone", proof="Signed form", by=cast.ada, at=LATER)
    change_contact(contact_id=zoe, values={"email": "z@new.example"}, by=cast.ada, at=LATER)

    assert (says(zoe), says(milan), new(phone=PHONE)) == ([], ["phone"], ["phone"])


def test_a_number_that_somebody_else_had_and_refused_since_stays_when_a_merger_is_parted(cast):
    said = meet(email="said@example.com", phone=OTHER)
    opt_out(contact_id=said, means="phone", source="told Ada", by=cast.ada, at=MORNING)
    other, third = (meet(email=f"{one}@example.com", phone=PHONE) for one in ("other", "third"))
    merge = merge_contacts(was=said, into=other, by=cast.noor, at=LATER)
    opt_out(contact_id=third, means="phone", source="told Ada", by=cast.ada, at=LATER)
    moved = {"phone": "+46 31 555 01 44"}
    change_contact(contact_id=third, values=moved, by=cast.ada, at=LATER)

    unmerge_contacts(merge_id=merge, by=cast.noor, at=LATER)

    assert (says(other), says(third), new(phone=PHONE)) == ([], ["phone"], ["phone"])


def undone_with(count: int, batch: int) -> int:
    """Queries of undoing an import that told the noes of so many, half of whom are kept."""
    doing = Doing(by=SYSTEM, at=MORNING, source="import", batch=batch)
    people = [{"email": f"p{n}@b{batch}.example"} for n in range(count)]
    ids = create_contacts(
        new=[NewContact(values=one, since=MORNING) for one in people], doing=doing
    )
    refuse(noes=[(one, "mail") for one in ids], through="a column", doing=doing)
    for one in ids[::2]:
        opt_out(contact_id=one, means="mail", source="told us", by=SYSTEM, at=LATER)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        undo_batch(batch=batch, by=SYSTEM, at=LATER)
    return len(queries)


def test_an_undo_asks_as_often_for_forty_noes_as_for_four(cast):
    few, many = undone_with(4, 901), undone_with(40, 902)

    assert few == many
    assert Suppression.objects.count() == OptOut.objects.count() == 22
