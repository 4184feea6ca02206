"""What the page of an import says once it ended, or was undone, is so."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entente.exchange.models import Import
from entente.exchange.operations import asking, intake
from entente.exchange.rules import document
from entente.exchange.testing import bring_in, work_off
from entente.kit import clock
from entente.people.models import Contact
from entente.people.operations.contacts import change_contact
from entente.people.operations.customfields import retire_field
from entente.people.queries.known import custom_fields
from entente.web.testing import signed_in, words
from entente.workspace.operations import grant_reach
from entente.workspace.rules import Reach, Role, Team
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

MAPPING = {
    "version": 1,
    "contact": {
        "match": ["email"],
        "fields": {"email": "Email", "first_name": "First Name", "city": "Town"},
    },
}
ZOE, BO = "zoe@example.com,Zoë,Köln", "bo@example.com,Bo,Rom"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        yield assemble()


def brought(cast, *rows: str, **more) -> int:
    content = "\n".join(["Email,First Name,Town,Mail", *rows]) + "\n"
    return bring_in(content=content, by=cast.noor, at=MORNING, mapping={**MAPPING, **more}).id


def page(cast, import_id: int):
    return words(signed_in(cast.noor).get(reverse("import", args=[import_id])))


def test_an_undone_import_says_that_nothing_of_it_is_left(cast):
    one = brought(cast, ZOE, BO)
    assert "What came in stays." in page(cast, one)

    asking.undo(import_id=one, by=cast.noor, at=MORNING)
    undone = page(cast, one)
    asking.remove_file(import_id=one, by=cast.noor, at=MORNING)
    removed = page(cast, one)

    told = (
        "This import was undone Rows of the file, by what became of them New 2 Noor Leads undid it "
        "on 24 November, 10:00 . What it made is taken out, and what it changed has its old values again. The file itself is kept until "
        "24 December and then deleted, with the names in it. Delete the file now…"
    )
    assert told in undone
    assert "The file itself is deleted." in removed
    assert "came in" not in undone + removed


def test_an_undone_import_names_what_stays(cast):
    one = brought(cast, ZOE, BO)
    bo = Contact.objects.get(email="bo@example.com").id
    change_contact(contact_id=bo, values={"city": "Oslo"}, by=cast.ada, at=MORNING)

    asking.undo(import_id=one, by=cast.noor, at=MORNING)

    assert (
        "What it made is taken out, and what it changed has its old values again, but 1 record "
        "stays: 1 that somebody worked on since. Bo The file itself is kept"
    ) in page(cast, one)


def test_only_an_import_that_left_something_offers_to_be_undone(cast):
    noes = {"opt_outs": [{"means": "mail", "said": "Mail"}]}
    offered = [
        "Undo this import…" in page(cast, brought(cast, *rows, **more))
        for rows, more in (
            ((ZOE,), {}),
            ((ZOE,), {}),  # the same again
            ((f"{ZOE},yes",), noes),
            ((f"{ZOE},yes", BO + ","), noes),
            ((f"{ZOE},yes",), noes),  # a no that stands already is told again
            (("nobody,No,Rom",), {}),
        )
    ]
    assert offered == [True, False, True, True, True, False]


def test_an_import_that_changed_nothing_is_not_undone_by_its_address_either(cast):
    brought(cast, ZOE)
    again = brought(cast, ZOE)

    answer = signed_in(cast.noor).post(reverse("import_undoing", args=[again]))

    assert answer.status_code == 409
    assert "This import changed nothing; there is nothing to undo." in words(answer)
    assert "Undone" not in page(cast, again)
    assert Contact.objects.filter(deleted_at=None).count() == 1


def test_rows_that_were_here_already_are_not_called_imported(cast):
    brought(cast, ZOE)

    some = page(cast, brought(cast, ZOE, BO))
    changed = page(cast, brought(cast, ZOE, "bo@example.com,Bo,Oslo", "nobody,No,Rom"))

    assert "2 rows: 1 new, 1 unchanged" in some
    assert "3 rows: 1 changed, 1 unchanged, 1 rejected" in changed
    assert "imported" not in some + changed


def test_a_file_that_comes_again_says_when_it_was_imported_not_when_it_was_brought(cast):
    content = [f"Email,First Name,Town\n{ZOE}\n".encode()]
    ids = [
        intake.take_file(blocks=content, filename="people.csv", by=cast.noor, at=MORNING)
        for _ in range(2)
    ]

    asking.ask_to_run(import_id=ids[0], by=cast.noor)
    work_off(at=MORNING + timedelta(days=2))

    again = words(signed_in(cast.noor).get(reverse("import_mapping", args=[ids[1]])))
    assert (
        "This very file was imported already ( 26 November, 10:00 ). "
        "With this mapping, importing it again changes nothing." in again
    )


KINDS = {
    "version": 1,
    "contact": {"match": ["email"], "fields": {"email": "Email", "field:Lead type": "Kind"}},
}


def test_a_file_whose_field_was_retired_comes_again_without_it_and_says_so(cast):
    content = "Email,Kind,Town\nada@example.com,big,Rome\n"
    bring_in(content=content, by=cast.noor, at=MORNING, mapping=KINDS)
    (name,) = custom_fields(record="contact")
    retire_field(name=name, by=cast.root, at=MORNING)
    client = signed_in(cast.noor)

    def brought(mapping=None) -> int:
        return intake.take_file(
            blocks=[content.encode()], filename="people.csv", by=cast.noor, at=MORNING,
            mapping=mapping,
        )  # fmt: skip

    again = reverse("import_mapping", args=[brought()])
    asked = words(client.get(again))
    named = {"use-0": "contact.email", "use-1": "contact.field:Lead type", "system": "file"}
    refused = client.post(again, named)
    with_town = document.check(given={**KINDS, "contact": {**KINDS["contact"],
        "fields": {"email": "Email", "city": "Town"}}})  # fmt: skip
    other = words(client.get(reverse("import_mapping", args=[brought(with_town)])))

    gone = f"the field Lead type was retired on {MORNING.day} {MORNING:%B %Y}."
    assert f"“Kind” was left out: {gone} It can be offered again in Settings, Fields." in asked
    assert "With this mapping, importing it again changes nothing." in asked
    assert refused.status_code == 422
    assert f"Contact: Lead type: {gone} Leave the column out" in words(refused)
    assert "importing it again changes nothing" not in other
    assert "by another mapping then: what this one says is new." in other


DEALS = {
    "version": 1,
    "contact": {"match": ["email"], "fields": {"email": "Email"}},
    "deal": {
        "match": ["key"],
        "fields": {"key": "Deal", "stage": "Stage", "closes_at": "Closed"},
        "owner": {"key": "Owner", "team": "sales"},
    },
}
WON = "Email,Deal,Stage,Closed,Owner\nzoe@example.com,1,Won,2026-11-02,Kim Lee\n"
ODD = "bo@example.com,2,Nonsense,,Kim Lee\n"


def test_what_a_file_adds_for_everybody_is_told_before_and_after(cast):
    looked = bring_in(content=WON + ODD, by=cast.noor, at=MORNING, mapping=DEALS, check=True)
    before = page(cast, looked.id)
    asking.ask_to_run(import_id=looked.id, by=cast.noor)
    work_off(at=MORNING)
    after = page(cast, looked.id)
    asking.undo(import_id=looked.id, by=cast.noor, at=MORNING)

    assert "Adds the pipeline New business: Nonsense. Adds 1 person of sales without sign-in" in (
        before
    )
    assert "Added the pipeline New business: Nonsense. Added 1 person of sales without sign-in" in (
        after
    )
    assert "Stays: the pipeline New business: Nonsense." in page(cast, looked.id)


def test_deals_whose_people_enter_no_stage_say_where_to_add_one(cast):
    looked = bring_in(content=WON, by=cast.noor, at=MORNING, mapping=DEALS, check=True)
    before = signed_in(cast.noor).get(reverse("import", args=[looked.id]))
    asking.ask_to_run(import_id=looked.id, by=cast.noor)
    work_off(at=MORNING)
    stages = [{"stage": {"value": "customer"}, "at": "Closed"}]
    staged = bring_in(content=WON, by=cast.noor, at=MORNING, mapping={**DEALS, "stages": stages})

    told = (
        "The people of these deals enter no stage of the funnel by this file. If they should, add "
        "a stage to the mapping, as Customer on the day in “Closed”."
    )
    assert f"{told} Add a stage" in words(before)
    assert f"{reverse('import_mapping', args=[looked.id])}#stages" in before.content.decode()
    assert f"{told} Bring the file in again for that: what is here already" in page(cast, looked.id)
    assert "enter no stage" not in page(cast, staged.id)


def test_a_file_of_which_nothing_would_come_in_asks_for_another_mapping(cast):
    content = "Email,First Name,Town\nzoe,Zoë,Köln\n,Bo,Rom\n"
    looked = bring_in(content=content, by=cast.noor, at=MORNING, mapping=MAPPING, check=True)
    before = signed_in(cast.noor).get(reverse("import", args=[looked.id]))
    asking.ask_to_run(import_id=looked.id, by=cast.noor)
    work_off(at=MORNING)
    after = signed_in(cast.noor).get(reverse("import", args=[looked.id]))

    primary = re.compile(r'class="btn btn--primary"[^>]*>([^<]+)<')
    assert "2 rows: nothing would come in" in words(before)
    assert primary.findall(before.content.decode()) == ["Change the mapping"]
    assert "None of 2 rows could be imported" in words(after)
    assert "What came in is under" not in words(after)
    assert primary.findall(after.content.decode()) == ["Download the rejected rows"]


def test_the_list_of_imports_says_when_a_file_came_in(cast):
    content = [f"Email,First Name,Town\n{ZOE}\n".encode()]
    import_id = intake.take_file(blocks=content, filename="a.csv", by=cast.noor, at=MORNING)
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    work_off(at=MORNING + timedelta(days=2))

    listed = words(signed_in(cast.noor).get(reverse("imports")))

    assert "a.csv Done 1 new Noor Leads 26 Nov" in listed


def test_the_channel_of_a_first_contact_is_told_in_words(cast):
    touch = {"kind": "first_contact.made", "at": "Town", "channel": "First Name"}
    content = "Email,First Name,Town\nzoe@example.com,organic_search,2026-11-02\n"
    mapping = {**MAPPING, "contact": {"match": ["email"], "fields": {"email": "Email"}}}
    bring_in(content=content, by=cast.noor, at=MORNING, mapping={**mapping, "touches": [touch]})

    zoe = reverse("contact", args=[Contact.objects.get().id])

    assert "First came to us through organic search" in words(signed_in(cast.noor).get(zoe))


def test_the_first_steps_count_no_file_that_changed_nothing(cast):
    row = ZOE + ",yes"
    files = [brought(cast, row) for _ in range(3)]

    step = words(signed_in(cast.noor).get(reverse("start")))

    counts = [Import.objects.get(id=one).counts for one in files]
    assert counts == [{"created": 1}, {"unchanged": 1}, {"unchanged": 1}]
    assert "Import your contacts and deals 1 file came in." in step


FIRMS = {"company": {"match": ["name"], "fields": {"name": "Firm"}}}
AWAITS = "Rows about records that are not here yet are not lost"


def test_each_row_links_its_records_by_name_in_the_same_queries_for_one_and_for_three(cast):
    client = signed_in(cast.noor)
    taken, links = [], []
    for rows in (("a@x.org,Ann,North",), ("b@x.org,Bo,South", "c@x.org,,West", "d@x.org,Di,West")):
        content = "\n".join(["Email,First Name,Firm", *rows]) + "\n"
        mapping = {**MAPPING, **FIRMS, "contact": {"match": ["email"],
                   "fields": {"email": "Email", "first_name": "First Name"}}}  # fmt: skip
        one = bring_in(content=content, by=cast.noor, at=MORNING, mapping=mapping).id
        client.get(reverse("import_rows", args=[one]))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("import_rows", args=[one]))
        taken.append(len(captured))
        links += re.findall(r'<a href="/(contacts|companies)/[^"]*">([^<]*)', page.text)

    assert taken[0] == taken[1]
    assert links == [
        *(("contacts", "Ann"), ("companies", "North")),
        *(("contacts", "Bo"), ("companies", "South")),
        *(("contacts", "c@x.org"), ("companies", "West")),
        *(("contacts", "Di"), ("companies", "West")),
    ]


def test_a_record_that_somebody_may_not_see_goes_by_no_name(cast):
    one = brought(cast, ZOE)
    Contact.objects.update(owner_id=cast.noor.member_id)
    for action in ("see", "change", "export"):
        grant_reach(
            team=Team.MARKETING, role=Role.MEMBER, record="contact", action=action,
            reach=Reach.OWN, by=cast.root,
        )  # fmt: skip

    page = signed_in(cast.milan).get(reverse("import_rows", args=[one])).text

    assert re.findall(r'<a href="/contacts/([^"]*)">([^<]*)', page) == [
        (f"{Contact.objects.get().id}/", "Contact")
    ]


def test_only_rows_about_records_that_may_come_yet_are_said_to_be_worth_another_import(cast):
    empty = page(cast, brought(cast, ZOE, ",,,", BO))
    waiting = page(
        cast, brought(cast, "eva@example.com,Eva,Rom", contact={**MAPPING["contact"], "writes": "update"})
    )  # fmt: skip

    assert "Skipped rows Problems, with examples Why For example Rows The row is empty." in empty
    assert (AWAITS in empty, AWAITS in waiting) == (False, True)


def test_the_page_of_a_mapping_says_how_records_are_recognised(cast):
    import_id = intake.take_file(
        blocks=[b"Id,Email\nk1,zoe@example.com\n"], filename="people.csv", by=cast.noor, at=MORNING
    )

    mapping = words(signed_in(cast.noor).get(reverse("import_mapping", args=[import_id])))

    assert "How we recognise records that are here already Tried in this order" in mapping
    assert "The program that wrote the file One short word, like hubspot" in mapping
