"""What undoing an import would take away and leave, and why, is said before and after."""

import csv
import io

import pytest
from django.urls import reverse

from entente.exchange.operations import foreseeing
from entente.exchange.testing import bring_in
from entente.kit import clock
from entente.people.models import Company, Contact
from entente.people.operations.contacts import change_contact
from entente.pipeline.models import Deal
from entente.web.testing import signed_in, words
from entente.workspace.models import MemberKey
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

MAPPING = {
    "version": 1,
    "contact": {"match": ["email"], "fields": {"email": "Email", "name": "Name"}},
    "company": {"match": ["name"], "fields": {"name": "Firm"}},
}
DEALS = {
    "version": 1,
    "contact": {"match": ["email"], "fields": {"email": "Email"}},
    "deal": {"match": ["key"], "fields": {"key": "Deal"}},
}

LEADS = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["key"], "fields": {"key": "Who", "last_name": "Name"}},
}
SOLD = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["key"], "fields": {"key": "Who"}},
    "company": {"match": ["key"], "fields": {"key": "Seller"}},
    "deal": {"match": ["key"], "fields": {"key": "Seller", "amount": "Amount"}},
}
SALES = {
    "version": 1,
    "system": "crm",
    "deal": {
        "match": ["key"],
        "writes": "update",
        "fields": {"key": "Seller", "amount": "Amount"},
    },
}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        yield assemble()


def brought(cast, count: int) -> int:
    """Persons of one firm; deals of all but the first five; the last two worked on by Ada."""
    people = [f"p{number:03}@example.com" for number in range(count)]
    rows = "".join(f"{mail},Person {mail[:4]},Acme\n" for mail in people)
    row = bring_in(content=f"Email,Name,Firm\n{rows}", by=cast.noor, at=MORNING, mapping=MAPPING)
    told = "".join(f"{mail},d{mail[:4]}\n" for mail in people[5:])
    bring_in(content=f"Email,Deal\n{told}", by=cast.noor, at=MORNING, mapping=DEALS)
    for mail in people[-2:]:
        id_ = Contact.objects.get(email=mail).id
        change_contact(contact_id=id_, values={"city": "Oslo"}, by=cast.ada, at=MORNING)
    return row.id


def test_the_confirmation_says_how_many_go_and_how_many_stay_and_why(cast):
    import_id = brought(cast, 12)

    page = words(signed_in(cast.noor).get(reverse("import_undoing", args=[import_id])))

    assert (
        "5 contacts it added are removed. 8 records stay: 2 that somebody worked on since, 5 that "
        "another import tells of and 1 to which something belongs that stays."
    ) in page
    assert Contact.objects.filter(deleted_at=None).count() == 12


def test_of_a_file_that_nobody_has_touched_all_goes(cast):
    content = "Email,Name,Firm\na@example.com,A,Acme\nb@example.com,B,Acme\n"
    row = bring_in(content=content, by=cast.noor, at=MORNING, mapping=MAPPING)

    page = words(signed_in(cast.noor).get(reverse("import_undoing", args=[row.id])))

    assert "2 contacts and 1 company it added are removed. Nothing stays." in page


def test_records_that_were_here_get_their_old_values_and_what_all_share_stays(cast):
    content = "Email,Name,Firm\na@example.com,A,Acme\nb@example.com,B,Acme\n"
    bring_in(content=content, by=cast.noor, at=MORNING, mapping=MAPPING)
    contact = {"match": ["email"], "fields": {"email": "Email", "name": "Name", "field:Hue": "Hue"}}
    second = "Email,Name,Firm,Hue\na@example.com,Ann,Acme,red\nc@example.com,C,Bolt,blue\n"
    row = bring_in(
        content=second, by=cast.noor, at=MORNING, mapping={**MAPPING, "contact": contact}
    )
    client, url = signed_in(cast.noor), reverse("import_undoing", args=[row.id])

    page = words(client.get(url))

    said = page.partition("Undo the import of people.csv ")[2].partition(" Facts and")[0]
    assert said == (
        "1 contact and 1 company it added are removed; 1 record it changed gets its old values "
        "back. Stays for everybody: 1 field to every contact: Hue."
    )
    after = words(client.post(url, follow=True))
    assert "Stays: 1 field to every contact: Hue" in after
    assert "people.csv Undone No record stays" in words(client.get(reverse("imports")))


def test_people_without_sign_in_whom_only_this_file_named_go_and_that_is_said(cast):
    owned = {**MAPPING, "people": [{"key": "Rep", "name": "Rep", "team": "sales"}]}
    content = "Email,Name,Firm,Rep\na@example.com,A,Acme,Rita Reps\n"
    row = bring_in(content=content, by=cast.noor, at=MORNING, mapping=owned)
    assert MemberKey.objects.count() == 1

    said = "People without sign-in whom only undone files name are removed."
    client, url = signed_in(cast.noor), reverse("import_undoing", args=[row.id])
    assert said in words(client.get(url))
    client.post(url)

    assert MemberKey.objects.count() == 0
    plain = bring_in(content=content, by=cast.noor, at=MORNING, mapping=MAPPING)
    assert said not in words(client.get(reverse("import_undoing", args=[plain.id])))


def test_what_people_worked_on_is_named_first_and_all_that_stays_is_a_list(cast):
    import_id = brought(cast, 70)
    client = signed_in(cast.noor)

    client.post(reverse("import_undoing", args=[import_id]))
    page = words(client.get(reverse("import", args=[import_id])))
    answer = client.get(reverse("import_kept", args=[import_id]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert "but 66 records stay: 2 that somebody worked on since, 63 that another" in page
    assert "Among them: Person p068 Person p069 Person p005 Person p006" in page
    assert "and 16 more. Download the list of all 66" in page
    ids = dict(Contact.objects.values_list("name", "id"))
    assert rows[0] == ["Record", "Id", "Name", "Why it stays"]
    assert rows[1:] == [
        *(
            ["contact", str(ids[f"Person p{n:03}"]), f"Person p{n:03}", why]
            for n, why in (
                *((n, "Somebody worked on it since") for n in (68, 69)),
                *((n, "Another import tells of it") for n in range(5, 68)),
            )
        ),
        ["company", str(Company.objects.get().id), "Acme", "Something of it stays"],
    ]
    assert signed_in(cast.eve).get(reverse("import_kept", args=[import_id])).status_code == 403


def sold(cast) -> list[int]:
    """Eight leads, a deal of each with a firm of its own, and the sales of the first three."""
    leads = "".join(f"p{n},Person {n}\n" for n in range(8))
    deals = "".join(f"p{n},s{n},10\n" for n in range(8))
    sales = "".join(f"s{n},{n}00\n" for n in range(1, 4))
    return [
        bring_in(content=content, by=cast.noor, at=MORNING, mapping=mapping).id
        for content, mapping in (
            (f"Who,Name\n{leads}", LEADS),
            (f"Who,Seller,Amount\n{deals}", SOLD),
            (f"Seller,Amount\n{sales}", SALES),
        )
    ]


def here() -> tuple[int, ...]:
    return tuple(
        model.objects.filter(deleted_at=None).count() for model in (Contact, Company, Deal)
    )


def asked_then_undone(cast, import_id: int) -> tuple[str, str]:
    """What is said before, which changes nothing, and after."""
    client = signed_in(cast.noor)
    url, was = reverse("import_undoing", args=[import_id]), here()
    before = words(client.get(url))
    assert here() == was
    after = words(client.post(url, follow=True))
    return before.partition("Undo the import of people.csv ")[2].partition(" Facts and opt-outs")[
        0
    ], after


def test_companies_that_the_import_gave_to_leads_who_were_here_go_as_said(cast):
    _, deals, _ = sold(cast)
    lead = Contact.objects.get(last_name="Person 7")
    change_contact(contact_id=lead.id, values={"city": "Oslo"}, by=cast.ada, at=MORNING)
    assert here() == (8, 8, 8)

    before, after = asked_then_undone(cast, deals)

    stay = (
        "11 records stay: 1 that somebody worked on since, 6 that another import tells of and "
        "4 to which something belongs that stays."
    )
    assert before == (
        "4 companies and 5 deals it added are removed; 4 records it changed get their old values "
        f"back. {stay} Stays for everybody: the pipeline New business."
    )
    assert stay in after
    assert here() == (8, 4, 3)


def test_what_an_undone_import_left_for_the_sake_of_this_one_is_said_to_go_with_it(cast):
    _, deals, sales = sold(cast)
    asked_then_undone(cast, deals)
    assert here() == (8, 3, 3)

    before, after = asked_then_undone(cast, sales)

    assert before == (
        "No record it added is removed; 3 records it changed get their old values back. 6 records "
        "that imports undone before had left for its sake go too."
    )
    assert (
        "Undid the import of people.csv; 6 records that imports undone before had left went too"
    ) in after
    assert here() == (8, 0, 0)


def test_of_very_many_it_is_said_that_they_go_without_a_number(cast, monkeypatch):
    monkeypatch.setattr(foreseeing, "TRIED", 11)
    _, deals, sales = sold(cast)
    asked_then_undone(cast, deals)

    before, _ = asked_then_undone(cast, sales)

    assert before == (
        "No record it added is removed; 3 records it changed get their old values back. What "
        "imports undone before have left only for its sake goes too."
    )
    assert here() == (8, 0, 0)
