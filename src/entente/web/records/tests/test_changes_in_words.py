"""The timeline tells a change by what fields hold, not by how they are kept."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.ledger import queries as facts
from entente.people.operations.bulk.contacts import (
    NewContact,
    create_contacts,
    update_contacts,
)
from entente.people.operations.companies import change_company
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import define_field, retire_field
from entente.people.operations.saving import Doing
from entente.people.testing import found_company, meet
from entente.web.records import telling
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db


def notes(**of):
    entries = facts.timeline(**of).entries
    told = telling.tell(entries=entries, at=MORNING)
    return [one.note for one in reversed(told) if one.kind.endswith(".changed")]


@pytest.mark.parametrize(
    ("type_", "values", "told"),
    [
        ("choice", ("Red", "Blue"), ["now “Red”", "was “Red”, now “Blue”"]),
        ("yesno", ("yes", "no"), ["now “yes”", "was “yes”, now “no”"]),
        ("number", ("1", "1250.5"), ["now “1”", "was “1”, now “1,250.5”"]),
        ("money", ("5 EUR", ""), ["now €5", "was €5, now unknown"]),
        (
            "date",
            ("2026-11-23", "2027-02-01"),
            ["now “23 November”", "was “23 November”, now “1 February 2027”"],
        ),
        (
            "moment",
            ("2026-02-01T10:00+00:00", ""),
            ["now “1 February, 10:00”", "was “1 February, 10:00”, now unknown"],
        ),
        ("text", ("2", ""), ["now “2”", "was “2”, now unknown"]),
    ],
)
def test_what_a_field_of_ones_own_held_is_told_as_it_is_shown(cast, type_, values, told):
    options = ("Red", "Blue") if type_ == "choice" else ()
    own = define_field(
        record="contact", label="Own", type=type_, options=options, by=cast.root, at=MORNING
    )
    ida = meet(name="Ida Berg")
    for value in values:
        change_contact(contact_id=ida, values={own: value}, by=cast.ada, at=MORNING)
    retire_field(name=own, by=cast.root, at=MORNING)

    assert notes(contact=ida) == told


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2018-05-31T03:00:00+00:00", "was “2 July 2018”, now “31 May 2018”"),
        ("2018-07-02T08:00:00+00:00", "was “2 July 2018, 13:40”, now “2 July 2018, 08:00”"),
    ],
)
def test_since_when_somebody_is_known_is_told_by_the_day(cast, day, told):
    known = datetime(2018, 7, 2, 13, 40, 15, tzinfo=UTC)
    doing = Doing(by=cast.noor, at=MORNING, source="import")
    [ida] = create_contacts(
        new=[NewContact(values={"name": "Ida Berg"}, since=known, keys=())], doing=doing, home=""
    )

    update_contacts(given={ida: {"since": datetime.fromisoformat(day)}}, doing=doing, home="")

    assert notes(contact=ida) == [told]


def test_companies_and_colleagues_are_told_by_their_names(cast):
    own = define_field(record="company", label="Cares", type="member", by=cast.root, at=MORNING)
    nordwind, mill = found_company(name="Nordwind"), found_company(name="Mill")
    ida = meet(name="Ida Berg", company=nordwind)
    change_contact(contact_id=ida, values={"company": mill}, by=cast.ada, at=MORNING)
    for member in (cast.ada, cast.noor):
        change_company(
            company_id=mill, values={own: member.member_id}, by=cast.ada, at=MORNING
        )  # fmt: skip

    assert notes(contact=ida) == ["was “Nordwind”, now “Mill”"]
    assert notes(company=mill)[-2:] == ["now “Ada Sells”", "was “Ada Sells”, now “Noor Leads”"]


def test_of_two_fields_each_is_named_in_the_order_of_the_sentence(cast):
    nordwind, mill = found_company(name="Nordwind"), found_company(name="Mill")
    ida = meet(name="Ida Berg", job_title="Operations manager", company=nordwind)
    given = {"job_title": "Operations director", "company": mill}
    change_contact(contact_id=ida, values=given, by=cast.ada, at=MORNING)

    told = telling.tell(entries=facts.timeline(contact=ida).entries, at=MORNING)

    changed = next(one for one in told if one.kind == "contact.changed")
    assert changed.words == "Changed: job title, company"
    assert changed.note == (
        "Job title: was “Operations manager”, now “Operations director”; "
        "company: was “Nordwind”, now “Mill”"
    )


def test_many_changes_take_as_many_queries_as_one(cast):
    own = define_field(record="contact", label="Own", type="text", by=cast.root, at=MORNING)
    taken = []
    for number in (1, 9):
        ida = meet(name="Ida Berg", company=found_company(name="Nordwind"))
        for n in range(number):
            values = {own: str(n), "company": found_company(name=f"Firm {n}")}
            change_contact(contact_id=ida, values=values, by=cast.ada, at=MORNING)
        entries = facts.timeline(contact=ida).entries
        with CaptureQueriesContext(
            connection,
        ) as asked:
            telling.tell(entries=entries, at=MORNING)
        taken.append(len(asked))

    assert taken == [3, 3]
