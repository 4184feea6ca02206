"""Erasing a person: nothing personal is left anywhere, and no import brings it back."""

from datetime import timedelta

import pytest
from django.db import connection

from entente.activities.models import Activity
from entente.activities.operations.logging import log_call, write_note
from entente.activities.operations.tasks import set_task
from entente.activities.rules import About
from entente.funnel.operations import move_by_hand
from entente.ledger import queries as ledger
from entente.people.models import Contact, FieldChange, OptOut, OutsideKey
from entente.people.operations.bulk.contacts import NewContact, create_contacts
from entente.people.operations.contacts import Gone, change_contact
from entente.people.operations.customfields import define_field
from entente.people.operations.deleting import delete_contact, restore_contact
from entente.people.operations.erasing import erase_contact
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.operations.refusals import opt_in, opt_out
from entente.people.operations.saving import Doing
from entente.people.queries import lookups
from entente.people.queries.contacts import contact, contacts
from entente.people.rules.changes import UnableToSave
from entente.people.rules.keys import KeyGiven
from entente.people.testing import found_company, meet
from entente.workspace.access import Refused
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=3)
SECRET = "Zephyrine"


def everything_stored():
    """Every text in every table of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables "
            "where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'select t::text from "{table}" t')
            found[table] = "\n".join(row[0] for row in cursor.fetchall())
    return found


def test_nothing_personal_is_left_in_any_table():
    cast = assemble()
    field = define_field(record="contact", label="Nickname", type="text", by=cast.root, at=MORNING)
    kept = define_field(
        record="contact", label="Size", type="text", personal=False, by=cast.root, at=MORNING
    )
    firm = found_company(name="Nordwind")
    ida = meet(
        name=f"{SECRET} Berg",
        email=f"{SECRET}@example.com",
        job_title=f"Head of {SECRET}",
        company=firm,
        country="Norway",
        keys=[("hubspot", f"key-{SECRET}")],
        **{field: f"Little {SECRET}", kept: "large"},
    )
    twin = meet(name=f"Twin {SECRET}", email=f"twin.{SECRET}@example.com")
    merge_contacts(was=twin, into=ida, by=cast.ada, at=MORNING)
    change_contact(contact_id=ida, values={"email": f"new.{SECRET}@x.org"}, by=cast.ada, at=LATER)
    about = About(contact_id=ida)
    write_note(about=about, text=f"{SECRET} likes tea", by=cast.ada, at=LATER)
    log_call(about=about, outcome="connected", text=f"{SECRET} rang", by=cast.ada, at=LATER)
    set_task(about=about, subject=f"Ring {SECRET}", by=cast.ada, at=LATER)
    opt_out(contact_id=ida, means="mail", source="told Ada on the phone", by=cast.ada, at=LATER)
    opt_in(contact_id=ida, means="mail", proof=f"{SECRET} signed", by=cast.ada, at=LATER)

    erase_contact(contact_id=ida, request="by letter", by=cast.noor, at=LATER)

    holding = {
        table for table, text in everything_stored().items() if SECRET.casefold() in text.casefold()
    }
    assert holding == set()
    row = Contact.objects.get(id=ida)
    assert (row.words, row.country, row.company_id, row.custom, row.erased_at) == (
        "\n\n\n\n\n\n",
        "Norway",
        firm,
        {kept: "large"},
        LATER,
    )
    assert Contact.objects.get(id=twin).erased_at == LATER
    assert FieldChange.objects.count() == OutsideKey.objects.count() == 0
    assert set(Activity.objects.values_list("subject", flat=True)) == {""}
    entry = ledger.timeline(contact=ida).entries[0]
    assert (entry.kind, entry.properties) == ("contact.erased", {"request": "by letter"})
    assert all(not one.personal for one in ledger.timeline(contact=ida).entries)


def test_what_somebody_said_of_them_in_their_own_words_goes_along():
    cast = assemble()
    ida = meet(name="Ida Berg")
    opt_out(contact_id=ida, means="phone", source=f"{SECRET} wrote", by=cast.ada, at=LATER)
    move_by_hand(
        contact=ida, stage="mql", reason=f"{SECRET} asked", by=cast.ada, team="sales", at=LATER
    )

    erase_contact(contact_id=ida, request="by letter", by=cast.noor, at=LATER)

    found = {name for name, text in everything_stored().items() if SECRET.lower() in text.lower()}
    assert found == set()
    told = [(one.kind, one.properties) for one in ledger.timeline(contact=ida).entries]
    assert told[1:3] == [
        ("stage.entered", {"stage": "mql", "stage_name": "MQL", "via": "hand"}),
        ("contact.opted_out", {"means": "phone"}),
    ]


def test_whoever_was_merged_by_mistake_leaves_nothing_with_the_other():
    cast = assemble()
    nick = define_field(record="contact", label="Nickname", type="text", by=cast.root, at=MORNING)
    ida = meet(
        name=f"{SECRET} Berg", email=f"{SECRET}@example.com", phone="+33612345678",
        job_title=f"Head of {SECRET}", country="Norway", **{nick: f"Little {SECRET}"},
    )  # fmt: skip
    other = meet(name="Jo Dahl", email="jo@example.com")
    merge = merge_contacts(was=ida, into=other, by=cast.ada, at=MORNING)
    change_contact(contact_id=other, values={nick: "Jojo"}, by=cast.ada, at=MORNING)
    unmerge_contacts(merge_id=merge, by=cast.ada, at=LATER)
    change_contact(contact_id=other, values={"city": "Oslo"}, by=cast.ada, at=LATER)

    erase_contact(contact_id=ida, request="by letter", by=cast.noor, at=LATER)

    texts = everything_stored()
    words = (SECRET.casefold(), "33612345678")
    assert {
        name for name, text in texts.items() if any(w in text.casefold() for w in words)
    } == set()
    kept = FieldChange.objects.filter(record_id=other).exclude(old="")
    assert list(kept.values_list("field", "old")) == [("country", "Norway")]


def test_a_deleted_record_is_erased_by_itself_and_with_the_person_who_has_its_address():
    cast = assemble()
    alone = meet(name=f"{SECRET} Alone", email="alone@example.com")
    before = meet(name=f"{SECRET} Before", email=f"{SECRET}@example.com")
    for contact_id in (alone, before):
        delete_contact(contact_id=contact_id, by=cast.ada, at=MORNING)
    now = meet(name=f"{SECRET} Berg", email=f"{SECRET.upper()}@example.com")

    for contact_id in (alone, now):
        erase_contact(contact_id=contact_id, request="by letter", by=cast.noor, at=LATER)

    found = {name for name, text in everything_stored().items() if SECRET.lower() in text.lower()}
    assert found == set()
    assert set(Contact.objects.values_list("erased_at", flat=True)) == {LATER}
    with pytest.raises(Gone):
        restore_contact(contact_id=before, by=cast.ada, at=LATER)


def test_an_erased_person_stays_countable_and_is_changed_no_more():
    cast = assemble()
    ida = meet(name="Ida Berg", email="ida@example.com")

    erase_contact(contact_id=ida, request="by mail", by=cast.noor, at=LATER)

    assert contact(viewer=cast.ada, contact_id=ida).called == f"Erased person {ida}"
    assert [line.called for line in contacts(viewer=cast.ada).lines] == [f"Erased person {ida}"]
    with pytest.raises(Gone):
        change_contact(contact_id=ida, values={"name": "Ida"}, by=cast.ada, at=LATER)


def test_no_import_makes_an_erased_person_mailable_again():
    cast = assemble()
    key = KeyGiven("hubspot", "A1")
    ida = meet(name="Ida", email="ida@example.com", phone="+33612345678", keys=[("hubspot", "A1")])
    change_contact(contact_id=ida, values={"email": "ida@new.example"}, by=cast.ada, at=LATER)
    erase_contact(contact_id=ida, request="by mail", by=cast.noor, at=LATER)

    asked = lookups.erased(
        emails=["IDA@example.com", "ida@new.example", "other@example.com"],
        keys=[key, KeyGiven("hubspot", "B2")],
    )
    with pytest.raises(UnableToSave):
        meet(name="Ida again", email="ida@example.com")
    (imported,) = create_contacts(
        new=[NewContact(values={"name": "Ida", "email": "Ida@new.example"}, since=MORNING)],
        doing=Doing(by=SYSTEM, at=LATER, batch=3),
    )

    assert asked == {"IDA@example.com", "ida@new.example", key}
    assert Contact.objects.get(id=imported).email == ""
    refused = OptOut.objects.filter(contact_id=imported).values_list("means", flat=True)
    assert sorted(refused) == ["mail", "tracking"]


def test_whom_no_team_trusts_with_it_erases_nobody():
    cast = assemble()
    ida = meet(name="Ida Berg", owner=cast.ada.member_id)

    with pytest.raises(Refused):
        erase_contact(contact_id=ida, request="", by=cast.eve, at=LATER)
    with pytest.raises(Refused, match="for heads, the sponsor and administrators"):
        erase_contact(contact_id=ida, request="", by=cast.ada, at=LATER)

    assert Contact.objects.get(id=ida).name == "Ida Berg"
