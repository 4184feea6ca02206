"""What undoing an import would take away and leave, and why, is said before and after."""

import csv
import io

import pytest
from django.urls import reverse

from entente.exchange.testing import bring_in
from entente.kit import clock
from entente.people.models import Company, Contact
from entente.people.operations.contacts import change_contact
from entente.web.testing import signed_in, words
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
        "5 contacts that it made go. 8 records stay: 2 that somebody worked on since, 5 that "
        "another import tells of and 1 to which something belongs that stays."
    ) in page
    assert Contact.objects.filter(deleted_at=None).count() == 12


def test_of_a_file_that_nobody_has_touched_all_goes(cast):
    content = "Email,Name,Firm\na@example.com,A,Acme\nb@example.com,B,Acme\n"
    row = bring_in(content=content, by=cast.noor, at=MORNING, mapping=MAPPING)

    page = words(signed_in(cast.noor).get(reverse("import_undoing", args=[row.id])))

    assert "2 contacts and 1 company that it made go. Nothing stays." in page


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
