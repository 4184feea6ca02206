"""Files into the rooms: every row ends in one of five ways, and what it wrote is right."""

import pytest

from entente.attribution import queries as credit
from entente.exchange.testing import bring_in, fates
from entente.ledger.models import Entry
from entente.people.models import Company, Contact, OptOut, OutsideKey
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

PEOPLE = """Email,First Name,Last Name,Company,Country,Unsubscribed
zoe@example.com,Zoë,Klein,Acme,France,
jose@example.com,José,Ruiz,Acme,Spain,yes
ada,Ada,Wrong,Beta,,
,Nobody,Here,Beta,,
zoe@example.com,Zoé,Klein,Acme,,
zoe@example.com,,,,,
,,,,,
"""


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()


def test_every_row_ends_in_one_of_five_ways(cast):
    row = bring_in(content=PEOPLE, by=cast.noor, at=MORNING)

    assert row.failure == ""
    assert row.state == "done"
    assert fates(row) == [
        (2, "created", ""),
        (3, "created", ""),
        (4, "rejected", "Email: “ada” is no e-mail address."),
        (5, "rejected", "The row names no contact: its Email is empty."),
        (6, "updated", ""),
        (7, "unchanged", ""),
        (8, "skipped", "The row is empty."),
    ]
    assert row.counts == {"created": 2, "updated": 1, "unchanged": 1, "skipped": 1, "rejected": 2}
    assert row.rows == 7


def test_what_the_rows_said_is_in_the_rooms(cast):
    row = bring_in(content=PEOPLE, by=cast.noor, at=MORNING)

    people = Contact.objects.order_by("email")
    assert [(one.name, one.email, one.company.name, one.country) for one in people] == [
        ("José Ruiz", "jose@example.com", "Acme", "Spain"),
        ("Zoé Klein", "zoe@example.com", "Acme", "France"),
    ]
    assert list(Company.objects.values_list("name", flat=True)) == ["Acme"]
    assert list(OptOut.objects.values_list("contact__email", "means", "source")) == [
        ("jose@example.com", "mail", "Unsubscribed in people.csv")
    ]
    kinds = (
        Entry.objects.filter(batch_id=row.id).order_by("position").values_list("kind", flat=True)
    )
    assert list(kinds) == [
        "contact.created",
        "contact.created",
        "company.created",
        "contact.opted_out",
    ]


def test_the_same_file_again_changes_nothing(cast):
    bring_in(content=PEOPLE, by=cast.noor, at=MORNING)
    before = Entry.objects.count()

    again = bring_in(content=PEOPLE.replace("Zoë", "Zoé"), by=cast.noor, at=MORNING)

    assert again.counts == {"unchanged": 4, "skipped": 1, "rejected": 2}
    assert Entry.objects.count() == before


def test_a_look_through_writes_nothing_and_names_every_problem(cast):
    row = bring_in(content=PEOPLE, by=cast.noor, at=MORNING, check=True)

    assert row.state == "checked"
    assert row.checked["counts"] == {"created": 2, "matched": 2, "skipped": 1, "rejected": 2}
    assert [one["problem"] for one in row.checked["problems"]] == [
        "The row names no contact: its Email is empty.",
        "“Email” cannot be read as an e-mail address.",
        "The row is empty.",
    ]
    assert (Contact.objects.count(), Entry.objects.count(), OutsideKey.objects.count()) == (0, 0, 0)


def test_who_imports_earns_no_credit_for_what_was_won_before(cast):
    mapping = {
        "version": 1,
        "system": "old",
        "deal": {
            "match": ["key"],
            "fields": {
                "key": {"column": "id"},
                "stage": {"column": "stage"},
                "amount": {"column": "amount"},
                "closes_at": {"column": "closed"},
            },
            "closed_by": {"key": {"column": "rep"}, "team": "sales"},
        },
    }
    sold = "id,stage,amount,closed,rep\na1,Won,100,2026-02-01,r7\na2,Won,50,2026-02-02,\n"

    row = bring_in(content=sold, by=cast.noor, at=MORNING, mapping=mapping)

    assert row.counts == {"created": 2}
    found = credit.report(viewer=cast.noor, at=MORNING, by="person")
    assert {one.label: sum(one.wins.values()) > 0 for one in found.rows} == {"r7": True, "": True}
