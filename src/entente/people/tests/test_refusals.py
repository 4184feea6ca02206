"""A person's no, and all the ways in which it must not get lost."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entente.ledger import queries as ledger
from entente.people.models import Contact, OptOut, Suppression
from entente.people.operations.bulk.contacts import NewContact, create_contacts, update_contacts
from entente.people.operations.contacts import change_contact
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.refusals import opt_in, opt_out
from entente.people.operations.saving import Doing
from entente.people.queries.refusals import refused as refused_by
from entente.people.rules.changes import UnableToSave
from entente.people.rules.refusals import UnknownMeans
from entente.people.testing import meet
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)


def refused(contact_id):
    rows = OptOut.objects.filter(contact_id=contact_id, lifted_at=None)
    return sorted(rows.values_list("means", flat=True))


def say_no(contact_id, means="mail", at=MORNING, batch=None):
    return opt_out(
        contact_id=contact_id, means=means, source="unsubscribe link", by=SYSTEM, at=at, batch=batch
    )


def test_a_no_is_a_record_with_its_source_and_on_the_timeline():
    ida = meet(name="Ida Berg", email="ida@example.com")

    assert say_no(ida) is True
    assert say_no(ida) is False

    row = OptOut.objects.get()
    assert (row.means, row.source, row.at, row.lifted_at) == (
        "mail",
        "unsubscribe link",
        MORNING,
        None,
    )
    entry = ledger.timeline(contact=ida).entries[0]
    assert (entry.kind, entry.properties, entry.position) == (
        "contact.opted_out",
        {"means": "mail", "through": "unsubscribe link"},
        row.position,
    )


def test_one_cannot_say_no_to_what_we_do_not_know():
    with pytest.raises(UnknownMeans):
        say_no(meet(name="Ida Berg"), means="pigeon")


def test_only_a_new_consent_with_proof_lifts_a_no():
    cast = assemble()
    ida = meet(name="Ida Berg", email="ida@example.com")
    say_no(ida)

    with pytest.raises(UnableToSave):
        opt_in(contact_id=ida, means="mail", proof=" ", by=cast.ada, at=LATER)
    with pytest.raises(UnableToSave):
        opt_in(contact_id=ida, means="phone", proof="said so", by=cast.ada, at=LATER)
    opt_in(contact_id=ida, means="mail", proof="Signed the form of 24 Nov", by=cast.ada, at=LATER)

    row = OptOut.objects.get()
    assert (row.lifted_at, row.lifted_by_id, row.proof) == (
        LATER,
        cast.ada.member_id,
        "Signed the form of 24 Nov",
    )
    assert Suppression.objects.count() == 0
    entry = ledger.timeline(contact=ida).entries[0]
    assert (entry.kind, entry.properties, entry.personal) == (
        "contact.opted_in",
        {"means": "mail"},
        {"proof": "Signed the form of 24 Nov"},
    )


def test_a_no_clings_to_the_address_through_deletion_and_a_new_record():
    cast = assemble()
    ida = meet(name="Ida Berg", email="ida@example.com")
    say_no(ida)
    delete_contact(contact_id=ida, by=cast.ada, at=LATER)

    again = meet(name="I. Berg", email="IDA@example.com")
    imported = create_contacts(
        new=[NewContact(values={"email": "new@example.com"}, since=MORNING)],
        doing=Doing(by=SYSTEM, at=LATER, batch=1),
    )

    assert refused(again) == ["mail"]
    assert refused(imported[0]) == []


def test_a_no_stays_with_the_person_and_with_the_former_address():
    cast = assemble()
    ida = meet(name="Ida Berg", email="ida@example.com")
    say_no(ida)

    change_contact(contact_id=ida, values={"email": "ida@new.example"}, by=cast.ada, at=LATER)
    former, new = meet(email="ida@example.com"), meet(name="Mallory")
    delete_contact(contact_id=ida, by=cast.ada, at=LATER)
    change_contact(contact_id=new, values={"email": "ida@new.example"}, by=cast.ada, at=LATER)

    assert (refused(ida), refused(former), refused(new)) == (["mail"], ["mail"], ["mail"])


def test_an_import_brings_the_noes_of_addresses_along_and_lifts_none():
    ida = meet(name="Ida Berg", email="ida@example.com", phone="+33 6 12 34 56 78")
    say_no(ida)
    say_no(ida, means="phone")
    doing = Doing(by=SYSTEM, at=LATER, batch=7)

    (other,) = create_contacts(
        new=[NewContact(values={"name": "Same phone", "phone": "0033 612345678"}, since=MORNING)],
        doing=doing,
    )
    changed = update_contacts(given={ida: {"city": "Oslo"}, other: {"city": "Rome"}}, doing=doing)

    assert changed == {ida: ["city"], other: ["city"]}
    assert (refused(ida), refused(other)) == (["mail", "phone"], ["phone"])


def test_a_no_that_came_back_by_itself_outlives_the_merge_that_had_brought_it():
    cast = assemble()
    ida, berg = meet(name="Ida"), meet(name="Berg")
    say_no(berg)
    merge = merge_contacts(was=berg, into=ida, by=cast.ada, at=LATER)
    say_no(ida, at=LATER)

    unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)

    assert (refused(ida), refused(berg)) == (["mail"], ["mail"])


def test_a_no_that_two_merges_brought_outlives_the_parting_of_either():
    cast = assemble()
    ida, berg, lind = meet(name="Ida"), meet(name="Berg"), meet(name="Lind")
    say_no(berg)
    say_no(lind)
    merges = [merge_contacts(was=one, into=ida, by=cast.ada, at=LATER) for one in (berg, lind)]

    unmerge_contacts(merge_id=merges[0], by=cast.ada, at=LATER)
    assert (refused(ida), refused(berg)) == (["mail"], ["mail"])

    unmerge_contacts(merge_id=merges[1], by=cast.ada, at=LATER)
    assert (refused(ida), refused(lind)) == ([], ["mail"])


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("no"), st.integers(0, 3), st.sampled_from(["mail", "phone", "tracking"])),
        st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("unmerge"), st.just(0), st.just(0)),
        st.tuples(st.just("import"), st.integers(0, 3), st.integers(0, 3)),
    ),
    max_size=8,
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=deeds)
def test_whatever_happens_nobody_who_said_no_may_be_written_to(deeds, django_db_blocker):
    """Whoever said no themselves has said no for ever after: alive, merged, parted, imported."""
    people = [meet(name=f"Person {number}") for number in range(4)]
    said: set[tuple[int, str]] = set()
    merges: list[int] = []
    into: dict[int, int] = {}

    def living(contact_id):
        while contact_id in into:
            contact_id = into[contact_id]
        return contact_id

    for step, (deed, one, other) in enumerate(deeds):
        at = MORNING + timedelta(minutes=step)
        if deed == "no":
            say_no(living(people[one]), means=other, at=at)
            said.add((living(people[one]), other))
        elif deed == "merge":
            was, kept = living(people[one]), living(people[other])
            if was != kept:
                merges.append(merge_contacts(was=was, into=kept, by=SYSTEM, at=at))
                into[was] = kept
        elif deed == "unmerge" and merges:
            unmerge_contacts(merge_id=merges.pop(), by=SYSTEM, at=at)
            del into[list(into)[-1]]
        elif deed == "import":
            given = {living(people[one]): {"city": f"City {other}"}}
            update_contacts(given=given, doing=Doing(by=SYSTEM, at=at, batch=step + 1))

    for contact_id, means in said:
        assert means in refused(living(contact_id))
    assert Contact.objects.filter(id__in=people, deleted_at=None).count() == 4 - len(into)


def test_what_is_sent_asks_who_refused_and_who_is_gone():
    cast = assemble()
    ida, ole, gone = meet(name="Ida"), meet(name="Ole"), meet(name="Gone")
    say_no(ida, means="phone")
    delete_contact(contact_id=gone, by=cast.ada, at=LATER)

    assert refused_by(contact_ids=[ida, ole, gone, 999], means="phone") == {ida, gone, 999}
    assert refused_by(contact_ids=[ida, ole], means="mail") == set()


def test_whoever_comes_back_takes_over_what_was_said_from_their_address_meanwhile():
    deleted = meet(name="Ida Berg", email="ida@example.com")
    delete_contact(contact_id=deleted, by=SYSTEM, at=MORNING)
    merged = meet(name="Jo Dahl", email="jo@example.com")
    kept = meet(name="Jo D.", email="dahl@example.com")
    merge = merge_contacts(was=merged, into=kept, by=SYSTEM, at=MORNING)
    for email in ("ida@example.com", "jo@example.com"):
        other = meet(name="Another", email=email)
        say_no(other)
        delete_contact(contact_id=other, by=SYSTEM, at=MORNING)

    restore_contact(contact_id=deleted, by=SYSTEM, at=LATER)
    unmerge_contacts(merge_id=merge, by=SYSTEM, at=LATER)

    assert (refused(deleted), refused(merged), refused(kept)) == (["mail"], ["mail"], [])


def test_a_no_told_of_a_merged_record_is_the_survivors_and_clings_to_both_addresses():
    first, second, last = (meet(name="Ida", email=f"{one}@example.com") for one in "abc")
    merge_contacts(was=first, into=second, by=SYSTEM, at=MORNING)
    parted = merge_contacts(was=second, into=last, by=SYSTEM, at=MORNING)

    assert say_no(first, at=LATER) is True

    assert (refused(first), refused(second), refused(last)) == ([], [], ["mail"])
    again = meet(name="Ida again", email="A@example.com", at=LATER)
    assert refused(again) == ["mail"]
    unmerge_contacts(merge_id=parted, by=SYSTEM, at=LATER)
    assert (refused(second), refused(last)) == (["mail"], ["mail"])


def test_a_no_that_a_merge_had_brought_clings_no_more_to_whoever_never_said_it():
    said = meet(name="Ida", email="ida@example.com", phone="+33612345678")
    other = meet(name="Jo", email="jo@example.com", phone="+33687654321")
    for means in ("mail", "phone"):
        say_no(said, means)
    merge = merge_contacts(was=said, into=other, by=SYSTEM, at=LATER)
    unmerge_contacts(merge_id=merge, by=SYSTEM, at=LATER)

    change_contact(contact_id=other, values={"phone": "+33611111111"}, by=SYSTEM, at=LATER)

    assert (refused(said), refused(other)) == (["mail", "phone"], [])
    change_contact(contact_id=said, values={"phone": "+33622222222"}, by=SYSTEM, at=LATER)
    assert refused(meet(name="Ida again", phone="+33612345678")) == ["phone"]


def test_what_somebody_else_with_the_number_said_clings_on_after_parting():
    said, other, third = (
        meet(name=name, phone=phone)
        for name, phone in (("Ida", "+33612345678"), ("Jo", "+33687654321"), ("Ky", "+33687654321"))
    )
    say_no(said, "phone")
    merge = merge_contacts(was=said, into=other, by=SYSTEM, at=LATER)
    say_no(third, "phone", at=LATER)

    unmerge_contacts(merge_id=merge, by=SYSTEM, at=LATER)

    assert (refused(other), refused(third)) == ([], ["phone"])
    assert refused(meet(name="Ky again", phone="+33687654321")) == ["phone"]
