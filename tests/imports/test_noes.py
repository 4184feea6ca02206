"""Opt-outs come first: a no stands whatever later files, mergers and undone imports say."""

import pytest
from django.urls import reverse

from entente.exchange.operations import asking
from entente.exchange.testing import bring_in
from entente.ledger.models import Entry
from entente.people.models import Contact, OptOut
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.refusals import opt_in, opt_out
from entente.people.testing import meet
from entente.web.testing import signed_in, words
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING
from tests.imports.browsing import bring_content

pytestmark = pytest.mark.django_db
FIRST = "Email,First Name,Unsubscribed,Do Not Call\nzoe@example.com,Zoë,yes,yes\n"
LATER = "Email,First Name,Unsubscribed,Do Not Call\nzoe@example.com,Zoë,no,false\n"


def noes() -> list[tuple[str, str, str]]:
    standing = OptOut.objects.filter(lifted_at=None).order_by("contact__email", "means")
    return list(standing.values_list("contact__email", "means", "source"))


def test_a_no_has_its_source_and_no_later_file_lifts_it(cast):
    client = signed_in(cast.noor)
    first = bring_content(client, content=FIRST.encode(), name="first.csv")
    later = bring_content(client, content=LATER.encode(), name="later.csv")

    assert (first.counts, later.counts) == ({"created": 1}, {"unchanged": 1})
    assert noes() == [
        ("zoe@example.com", "mail", "Unsubscribed in first.csv"),
        ("zoe@example.com", "phone", "Do Not Call in first.csv"),
    ]
    page = client.get(reverse("contact", args=[Contact.objects.get().id]), follow=True)
    assert "Unsubscribed in first.csv" in words(page)


def test_a_merger_keeps_the_no_of_either(cast):
    client = signed_in(cast.noor)
    bring_content(client, content=FIRST.encode(), name="first.csv")
    bring_content(client, content=b"Email,First Name\nz@example.org,Zoe\n", name="other.csv")
    kept = Contact.objects.get(email="z@example.org")
    lost = Contact.objects.get(email="zoe@example.com")

    merge_contacts(was=lost.id, into=kept.id, by=cast.noor, at=MORNING)
    bring_content(client, content=LATER.encode(), name="later.csv")

    assert {(email, means) for email, means, _ in noes()} >= {
        ("z@example.org", "mail"),
        ("z@example.org", "phone"),
    }


def test_a_no_that_two_files_told_outlives_the_undoing_of_one(cast):
    bring_in(content="Email,First Name\nzoe@example.com,Zoë\n", by=cast.noor, at=MORNING)
    first = bring_content(signed_in(cast.noor), content=FIRST.encode(), name="first.csv")
    second = bring_in(content=FIRST, by=SYSTEM, at=MORNING)  # people.csv, by the command line
    again = bring_in(content=FIRST, by=SYSTEM, at=MORNING)
    assert [row.counts for row in (first, second, again)] == [
        {"updated": 1},
        {"unchanged": 1},
        {"unchanged": 1},
    ]

    asking.undo(import_id=first.id, by=cast.noor, at=MORNING)

    assert noes() == [
        ("zoe@example.com", "mail", "Unsubscribed in people.csv"),
        ("zoe@example.com", "phone", "Do Not Call in people.csv"),
    ]
    for row in (again, second):
        asking.undo(import_id=row.id, by=cast.noor, at=MORNING)
    assert noes() == []


def test_a_no_that_a_colleague_imported_too_stands_without_the_first(cast):
    bring_in(content="Email,First Name\nzoe@example.com,Zoë\n", by=cast.noor, at=MORNING)
    first = bring_content(signed_in(cast.noor), content=FIRST.encode(), name="first.csv")
    bring_content(signed_in(cast.noor), content=FIRST.encode(), name="second.csv")
    entries = Entry.objects.filter(voided=None).count()

    assert asking.undo(import_id=first.id, by=cast.noor, at=MORNING) == 0

    assert noes() == [
        ("zoe@example.com", "mail", "Unsubscribed in second.csv"),
        ("zoe@example.com", "phone", "Do Not Call in second.csv"),
    ]
    assert Entry.objects.filter(voided=None).count() == entries + 1  # that the first was undone


def test_a_no_that_the_same_file_told_twice_outlives_the_undoing_of_either(cast):
    meet(name="Zoë", email="zoe@example.com")
    first, second = (bring_in(content=FIRST, by=SYSTEM, at=MORNING) for _ in range(2))
    assert second.counts == {"unchanged": 1}

    asking.undo(import_id=first.id, by=cast.noor, at=MORNING)
    assert [means for _, means, _ in noes()] == ["mail", "phone"]

    asking.undo(import_id=second.id, by=cast.noor, at=MORNING)
    assert noes() == []


def test_a_no_that_a_merger_brought_and_a_file_told_too_outlives_their_parting(cast):
    ida, zoe = meet(email="ida@example.com"), meet(email="zoe@example.com")
    opt_out(contact_id=ida, means="mail", source="link", by=cast.noor, at=MORNING)
    merge = merge_contacts(was=ida, into=zoe, by=cast.noor, at=MORNING)
    bring_in(content=FIRST, by=cast.noor, at=MORNING)

    unmerge_contacts(merge_id=merge, by=cast.noor, at=MORNING)

    assert noes() == [
        ("ida@example.com", "mail", "link"),
        ("ida@example.com", "phone", "said while both were one"),
        ("zoe@example.com", "mail", "Unsubscribed in people.csv"),
        ("zoe@example.com", "phone", "Do Not Call in people.csv"),
    ]


def test_a_no_that_was_lifted_does_not_come_back_with_an_undone_import(cast):
    zoe = meet(email="zoe@example.com")
    bring_in(content=FIRST, by=cast.noor, at=MORNING)
    opt_in(contact_id=zoe, means="mail", proof="Signed form", by=cast.noor, at=MORNING)
    again = bring_in(content=FIRST, by=cast.noor, at=MORNING)

    asking.undo(import_id=again.id, by=cast.noor, at=MORNING)

    assert [means for _, means, _ in noes()] == ["phone"]
