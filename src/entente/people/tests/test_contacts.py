"""A contact's life: added, changed, looked up, deleted and brought back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from entente.ledger import queries as ledger
from entente.people.models import Contact, FieldChange
from entente.people.operations.contacts import (
    EmailTaken,
    Gone,
    change_contact,
    create_contact,
)
from entente.people.operations.customfields import define_field
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.rules.changes import UnableToSave
from entente.people.testing import found_company, meet
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)


def told(contact_id):
    page = ledger.timeline(contact=contact_id)
    return [(entry.kind, entry.actor, entry.properties, entry.personal) for entry in page.entries]


def test_a_person_of_whom_only_an_outside_key_is_known_is_a_contact():
    contact_id = meet(keys=[("olist", "DAC32acd")])

    row = Contact.objects.get(id=contact_id)

    assert (row.name, row.email, row.words) == ("", "", "\n\n\n\n\ndac32acd\n")
    assert told(contact_id) == [("contact.created", None, {}, {})]


def test_first_and_last_name_make_the_name_until_one_is_given():
    ada = meet(first_name="Ada", last_name="Lovelace")
    cast = assemble()

    change_contact(contact_id=ada, values={"last_name": "King"}, by=cast.ada, at=LATER)
    married = Contact.objects.get(id=ada).name
    change_contact(contact_id=ada, values={"name": "Countess Lovelace"}, by=cast.ada, at=LATER)
    change_contact(contact_id=ada, values={"first_name": "Augusta"}, by=cast.ada, at=LATER)

    assert married == "Ada King"
    assert Contact.objects.get(id=ada).name == "Countess Lovelace"


@pytest.mark.parametrize("letter", ["F", "ß"])
def test_two_names_as_long_as_can_be_make_one_that_can_be_kept(letter):
    part = letter * (200 // len(letter.casefold()))

    ida = meet(first_name=part, last_name=part)
    other = meet(first_name=part)
    change_contact(contact_id=other, values={"last_name": part}, by=assemble().ada, at=LATER)

    names = set(Contact.objects.values_list("name", "name_key"))
    assert names == {(f"{part} {part}"[:-1], f"{part} {part}"[:-1].casefold())}
    assert Contact.objects.get(id=ida).last_name == part


def test_a_change_writes_the_row_its_history_and_the_ledger_with_personal_values_apart():
    cast = assemble()
    company = found_company(name="Nordwind")
    contact_id = meet(name="Ida Berg", email="ida@example.com", country="Norway")

    changed = change_contact(
        contact_id=contact_id,
        values={
            "email": "Ida@Nordwind.example",
            "country": "Sweden",
            "company": company,
            "name": "Ida Berg",
        },
        by=cast.ada,
        at=LATER,
    )

    assert changed == ["email", "country", "company"]
    kind, actor, properties, personal = told(contact_id)[0]
    assert (kind, actor) == ("contact.changed", cast.ada.member_id)
    assert properties == {
        "what": "e-mail, country, company",
        "fields": ["email", "country", "company"],
        "from": {"country": "Norway", "company": None},
        "to": {"country": "Sweden", "company": company},
    }
    assert personal == {
        "from": {"email": "ida@example.com"},
        "to": {"email": "Ida@Nordwind.example"},
    }
    assert list(FieldChange.objects.order_by("id").values_list("field", "old", "old_key")) == [
        ("email", "ida@example.com", "ida@example.com"),
        ("country", "Norway", "norway"),
        ("company", None, ""),
    ]
    row = Contact.objects.get(id=contact_id)
    assert row.words == "ida berg\nida@nordwind.example\nnordwind\n\n\n\n"


def test_changing_nothing_says_nothing():
    cast = assemble()
    contact_id = meet(name="Ida Berg")

    assert (
        change_contact(contact_id=contact_id, values={"name": " Ida Berg "}, by=cast.ada, at=LATER)
        == []
    )
    assert len(told(contact_id)) == 1


def test_a_new_owner_is_told_apart_from_other_changes():
    cast = assemble()
    contact_id = meet(name="Ida Berg")

    change_contact(
        contact_id=contact_id,
        values={"owner": cast.ada.member_id, "city": "Oslo"},
        by=cast.noor,
        at=LATER,
    )

    assert [(kind, properties) for kind, _, properties, _ in told(contact_id)][:2] == [
        ("contact.owner_changed", {"from": None, "to": cast.ada.member_id}),
        (
            "contact.changed",
            {"what": "city", "fields": ["city"], "from": {"city": ""}, "to": {"city": "Oslo"}},
        ),
    ]


def test_two_live_contacts_never_share_an_address():
    meet(name="Ida Berg", email="ida@example.com")

    with pytest.raises(EmailTaken) as refusal:
        meet(name="Somebody else", email="IDA@example.com")

    assert refusal.value.problems == {
        "email": "Ida Berg has this address already; open that contact."
    }


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"email": "ada@"}, {"email": "Enter an e-mail address, like ada@example.com."}),
        ({"name": "A\x00da"}, {"name": "Remove the unreadable characters; they cannot be stored."}),
        ({"name": "\ud800"}, {"name": "Remove the unreadable characters; they cannot be stored."}),
        ({"city": "x" * 121}, {"city": "Shorten this to 120 characters; it has 121."}),
        ({"shoe": 43}, {"shoe": "There is no field shoe here (any more); leave it out."}),
        ({"company": "7777"}, {"company": "This company is not here any more; choose another."}),
        ({"owner": 99999}, {"owner": "This owner is not one of our people; choose another."}),
        ({"owner": "me"}, {"owner": "Choose a member from the list."}),
        (
            {"email": "ada@", "city": "x" * 121},
            {
                "email": "Enter an e-mail address, like ada@example.com.",
                "city": "Shorten this to 120 characters; it has 121.",
            },
        ),
    ],
)
def test_what_cannot_be_saved_is_told_by_field(values, problems):
    with pytest.raises(UnableToSave) as refusal:
        meet(**values)

    assert refusal.value.problems == problems
    assert Contact.objects.count() == 0


def test_custom_values_are_kept_by_type_with_a_folded_copy_of_text():
    cast = assemble()
    offered = ["Retail", "Software"]
    names = {
        kind: define_field(
            record="contact",
            label=kind,
            type=kind,
            by=cast.root,
            at=MORNING,
            options=offered if kind == "choice" else (),
        )
        for kind in ("text", "number", "money", "date", "moment", "yesno", "choice", "member")
    }
    given = {
        "text": "Größe",
        "number": "1,250.50",
        "money": "1200 EUR",
        "date": "2026-11-24",
        "moment": "2026-11-24T09:30:00+01:00",
        "yesno": "Yes",
        "choice": "software",
        "member": str(cast.ada.member_id),
    }

    contact_id = meet(**{names[kind]: value for kind, value in given.items()})

    row = Contact.objects.get(id=contact_id)
    assert row.custom == {
        names["text"]: "Größe",
        names["number"]: "1250.5",
        names["money"]: {"amount": "1200", "currency": "EUR"},
        names["date"]: "2026-11-24",
        names["moment"]: "2026-11-24T08:30:00+00:00",
        names["yesno"]: True,
        names["choice"]: "option:2",
        names["member"]: cast.ada.member_id,
    }
    assert row.custom_key == {names["text"]: "grösse", names["choice"]: "option:2"}
    assert (
        change_contact(
            contact_id=contact_id,
            values={names["number"]: Decimal("1250.5")},
            by=cast.ada,
            at=LATER,
        )
        == []
    )


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("number", "many", "Enter a number, like 12.5."),
        ("number", "1e400", "Enter a number, like 12.5; this one is out of every range."),
        ("number", "1e999999999", "Enter a number, like 12.5; this one is out of every range."),
        ("number", "1e-999999999", "Enter a number, like 12.5; this one is out of every range."),
        ("number", "1" + "0" * 15, "Enter a number, like 12.5; this one is out of every range."),
        ("number", "nan", "Enter a number, like 12.5."),
        ("money", "1.200 EUR", "“1.200” can be read in two ways; enter 1200 or 1.20."),
        ("money", "1200", "Enter an amount with its currency, like 1200 EUR."),
        ("date", "24.11.2026", "Enter a day, like 2026-11-24."),
        ("date", "1066-10-14", "Enter a day between 1900 and 2199, like 2026-11-24."),
        ("moment", "2026-11-24 09:30", "Say the time zone too, like 2026-11-24 09:30+01:00."),
        ("moment", "0001-01-01T00:00:00+14:00", "Enter a moment between 1900 and 2199."),
        ("yesno", "perhaps", "Enter yes or no."),
        ("choice", "Farming", "Choose one of Retail, Software."),
    ],
)
def test_a_bad_custom_value_is_told_with_an_example(kind, value, words):
    cast = assemble()
    offered = ["Retail", "Software"] if kind == "choice" else ()
    name = define_field(
        record="contact", label="Ours", type=kind, options=offered, by=cast.root, at=MORNING
    )

    with pytest.raises(UnableToSave) as refusal:
        meet(**{name: value})

    assert refusal.value.problems == {name: words}


def test_a_deleted_contact_lets_its_address_go_and_comes_back_only_when_it_is_free():
    cast = assemble()
    ida = meet(name="Ida Berg", email="ida@example.com")
    delete_contact(contact_id=ida, by=cast.ada, at=LATER)
    other = meet(name="Other", email="ida@example.com")

    with pytest.raises(EmailTaken):
        restore_contact(contact_id=ida, by=cast.ada, at=LATER)
    delete_contact(contact_id=other, by=cast.ada, at=LATER)
    restore_contact(contact_id=ida, by=cast.ada, at=LATER)

    assert [kind for kind, *_ in told(ida)] == [
        "contact.restored",
        "contact.deleted",
        "contact.created",
    ]
    with pytest.raises(Gone):
        change_contact(contact_id=other, values={"city": "Oslo"}, by=cast.ada, at=LATER)


def test_eve_changes_nothing():
    cast = assemble()
    ida = meet(name="Ida Berg")

    with pytest.raises(Refused):
        create_contact(values={"name": "Eve's friend"}, by=cast.eve, at=LATER)
    with pytest.raises(Refused):
        change_contact(contact_id=ida, values={"name": "Eve"}, by=cast.eve, at=LATER)
    with pytest.raises(Refused):
        delete_contact(contact_id=ida, by=cast.eve, at=LATER)

    assert list(Contact.objects.values_list("name", flat=True)) == ["Ida Berg"]
