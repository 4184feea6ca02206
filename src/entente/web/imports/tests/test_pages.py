"""Importing through the pages, as somebody at a browser without JavaScript would."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entente.exchange.models import Import
from entente.exchange.operations import asking
from entente.exchange.testing import work_off
from entente.kit import clock
from entente.people.models import Contact
from entente.people.operations.contacts import change_contact
from entente.web import addresses
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

PEOPLE = "Email,First Name,Town\nzoe@example.com,Zoë,Köln\nada,Ada,Rom\n"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.frozen(MORNING):
        yield assemble()


def upload(client, content: str | bytes = PEOPLE, name: str = "people.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(reverse("import_new"), {"file": SimpleUploadedFile(name, content)})


def answers(response) -> dict:
    """The fields of the mapping's form as they stand."""
    text = response.content.decode().partition("/mapping/")[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        options = re.findall(r"<option([^>]*)>(.*?)</option>", body, re.S)
        chosen = next((o for o in options if "selected" in o[0]), options[0])
        value = re.search(r'value="([^"]*)"', chosen[0])
        found.setdefault(name, []).append(html.unescape(value[1] if value else chosen[1]))
    for tag in re.findall(r"<input[^>]*>", text):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    return found


def test_a_file_is_explained_looked_through_imported_and_undone(cast):
    client = signed_in(cast.noor)

    mapping = client.get(upload(client)["Location"])
    assert "3 columns are understood" in words(mapping)
    import_id = Import.objects.get().id

    page = client.post(reverse("import_mapping", args=[import_id]), answers(mapping), follow=True)
    assert "Looking the file through; nothing is written" in words(page)
    work_off(at=MORNING)
    page = client.get(reverse("import", args=[import_id]))
    assert "2 rows: this is what they would become" in words(page)
    assert "Line 3: Email: “ada” is no e-mail address." in words(page)
    assert not Contact.objects.exists()

    client.post(reverse("import_run", args=[import_id]))
    work_off(at=MORNING)
    page = client.get(reverse("import", args=[import_id]))
    assert "1 of 2 rows imported" in words(page)
    assert Contact.objects.get().city == "Köln"

    rejects = client.get(reverse("import_rejects", args=[import_id]))
    assert b"".join(rejects.streaming_content).decode("utf-8-sig") == (
        "Why it was rejected,Line,Email,First Name,Town\r\n"
        "Email: “ada” is no e-mail address.,3,ada,Ada,Rom\r\n"
    )

    assert "Keep it" in words(client.get(reverse("import_undoing", args=[import_id])))
    page = client.post(reverse("import_undoing", args=[import_id]), follow=True)
    assert "This import was undone" in words(page)
    assert not Contact.objects.filter(deleted_at=None).exists()
    assert "people.csv Undone No record stays Noor Leads" in words(client.get(reverse("imports")))


def test_reasons_of_as_many_rows_stand_in_the_order_of_the_file(cast):
    client = signed_in(cast.noor)
    content = "Email,First Name\nada@example.com,Ada\nmilan,Milan\nada@example.com,Ada,x\n"
    mapping = client.get(upload(client, content)["Location"])
    import_id = Import.objects.get().id
    client.post(reverse("import_mapping", args=[import_id]), answers(mapping))
    work_off(at=MORNING)
    looked_through = words(client.get(reverse("import", args=[import_id])))
    client.post(reverse("import_run", args=[import_id]))
    work_off(at=MORNING)
    imported = words(client.get(reverse("import", args=[import_id])))

    for page in (looked_through, imported):
        assert re.findall(r"Line \d", page.partition("Rejected rows")[2]) == [
            "Line 3",
            "Line 4",
        ]
    assert "Rows of the file, by what would become of them" in looked_through


def test_a_file_that_begins_with_what_is_not_taken_shows_what_is(cast):
    client = signed_in(cast.noor)
    bad = "".join(f"nobody{n},Nobody,Rom\n" for n in range(7))
    good = "".join(f"ada{n}@example.com,Ada,Rom\n" for n in range(9))
    mapping = client.get(upload(client, f"Email,First Name,Town\n{bad}{good}")["Location"])
    import_id = Import.objects.get().id
    client.post(reverse("import_mapping", args=[import_id]), answers(mapping))
    work_off(at=MORNING)

    page = client.get(reverse("import", args=[import_id])).content.decode()
    table = page.partition("The first rows of the file")[2].partition("</table>")[0]
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in table.split("<tr")[2:]]

    refused = [f"> {n + 2} Email: “nobody{n}” is no e-mail address." for n in range(5)]
    taken = [f"> {n + 9} ada{n}@example.com Ada Rom" for n in range(3)]
    assert [row.replace('class="is-bad"', "").strip() for row in rows] == refused + taken


@pytest.mark.parametrize("state", ["mapped", "checked", "done"])
def test_a_file_that_went_missing_is_said_on_every_page_that_needs_it(cast, settings, state):
    client = signed_in(cast.noor)
    mapping = client.get(upload(client)["Location"])
    import_id = Import.objects.get().id
    if state != "mapped":
        client.post(reverse("import_mapping", args=[import_id]), answers(mapping))
        work_off(at=MORNING)
    if state == "done":
        client.post(reverse("import_run", args=[import_id]))
        work_off(at=MORNING)
    for file in (settings.MEDIA_ROOT / "imports").iterdir():
        file.unlink()

    asked = {
        "mapped": ["import_mapping", "import_reading"],
        "checked": ["import", "import_mapping", "import_reading"],
        "done": ["import_rejects"],
    }[state]
    for name in asked:
        path = reverse(name, args=[import_id])
        page = client.post(path) if name == "import_reading" else client.get(path)
        assert page.status_code == 409, name
        assert "not on this machine any more. Bring it in again" in words(page), name
    assert client.get(reverse("imports")).status_code == 200
    if state == "mapped":
        client.post(reverse("import_check", args=[import_id]))
        work_off(at=MORNING)
        page = client.get(reverse("import", args=[import_id]))
        assert "not on this machine any more" in words(page)


def test_corrections_are_kept_and_used(cast):
    client = signed_in(cast.noor)
    mapping = client.get(upload(client)["Location"])
    import_id = Import.objects.get().id
    sent = answers(mapping) | {
        "use-2": ["contact.field"],
        "use-1": ["contact.last_name", "contact.job_title"],
        "blank-0": "yes",
        "use-0": ["contact.email", "contact.key"],
        "match-contact": ["key"],
        "system": "shop",
        "then": "again",
    }

    again = client.post(reverse("import_mapping", args=[import_id]), sent, follow=True)

    kept = answers(again)
    assert sorted(kept["use-1"][:2]) == ["contact.job_title", "contact.last_name"]
    assert kept["match-contact"] == ["key"]
    assert Import.objects.get().mapping == {
        "version": 1,
        "system": "shop",
        "contact": {
            "match": ["key"],
            "fields": {
                "key": {"column": "Email", "bad": "blank"},
                "email": {"column": "Email", "bad": "blank"},
                "last_name": {"column": "First Name"},
                "job_title": {"column": "First Name"},
                "field:Town": {"column": "Town"},
            },
        },
    }


def test_what_cannot_run_is_told_on_top_and_everything_typed_is_kept(cast):
    client = signed_in(cast.noor)
    mapping = client.get(upload(client)["Location"])
    import_id = Import.objects.get().id
    sent = answers(mapping) | {"use-0": [""], "timezone": "Mars/Base", "system": "My System!"}

    page = client.post(reverse("import_mapping", args=[import_id]), sent)

    assert page.status_code == 422
    assert "The file cannot run like this yet" in words(page)
    said = {
        "system": "The program that wrote the file: use one word of at most 60 small letters and "
        "digits, like hubspot or my-shop.",
        "timezone": "Times without a zone are in: Mars/Base is not a time zone; use one like "
        "Europe/Paris.",
    }
    for field, why in said.items():
        assert f'<a href="#{field}">{why}</a>' in page.text
        assert f'id="{field}-error"><span class="sr">Error: </span>{why}</p>' in page.text
    assert page.text.count('aria-invalid="true"') == 2
    assert answers(page)["timezone"] == ["Mars/Base"]
    assert answers(page)["system"] == ["My System!"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "The submitted file is empty"),
        ("headings.csv", b"Email,Name\n\n", "There are headings but no rows under them"),
        ("long.csv", b"foo\nfoo\nfoo\n", "Every line says what the first does"),
        ("page.xls", b"<html><table>", "This is a web page, whatever its name says."),
        ("../../etc/passwd", b"\x00" * 4000, "begins with nothing but zero bytes"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(cast, name, content, told):
    page = upload(signed_in(cast.noor), content, name)

    assert page.status_code == 422
    assert told in words(page)
    assert not Import.objects.exists()


def test_the_file_may_be_read_in_another_way(cast):
    client = signed_in(cast.noor)
    upload(client, "Report\nEmail;Name\nzoe@example.com;Zoë\n")
    import_id = Import.objects.get().id
    sent = {"encoding": "", "delimiter": ";", "header": "1", "sheet": ""}

    page = client.post(reverse("import_reading", args=[import_id]), sent, follow=True)
    assert Import.objects.get().layout["columns"] == ["Report", "Column 2"]

    page = client.post(reverse("import_reading", args=[import_id]), sent | {"header": "3"})
    assert page.status_code == 422
    assert "There are headings but no rows under them: nothing would come in." in words(page)
    page = client.post(reverse("import_reading", args=[import_id]), sent | {"header": "99"})
    assert page.status_code == 422
    assert "Line 99 holds no headings. Choose another line." in words(page)


def test_rows_link_to_their_records_and_can_be_asked_by_outcome(cast):
    client = signed_in(cast.noor)
    upload(client)
    import_id = Import.objects.get().id
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    work_off(at=MORNING)

    page = client.get(reverse("import_rows", args=[import_id]))
    person = Contact.objects.get()
    assert f'href="{addresses.contact(person.id, person.name)}">{person.name}</a>' in page.text
    page = client.get(reverse("import_rows", args=[import_id]) + "?outcome=rejected")
    assert "“ada” is no e-mail address" in words(page)
    assert "zoe" not in words(page)


def test_an_import_is_stopped_and_goes_on(cast):
    client = signed_in(cast.noor)
    upload(client)
    import_id = Import.objects.get().id
    asking.ask_to_run(import_id=import_id, by=cast.noor)

    stopping = client.post(reverse("import_stop", args=[import_id]), follow=True)
    assert "Stopping" in words(stopping)
    work_off(at=MORNING)
    page = client.get(reverse("import", args=[import_id]))
    assert "Stopped before the first row; nothing came in" in words(page)
    assert not Contact.objects.exists()

    client.post(reverse("import_run", args=[import_id]))
    work_off(at=MORNING)
    assert "1 of 2 rows imported" in words(client.get(reverse("import", args=[import_id])))


def test_columns_mean_what_they_meant_in_the_file_before(cast):
    client = signed_in(cast.noor)
    mapping = client.get(upload(client)["Location"])
    first = Import.objects.get()
    sent = answers(mapping) | {"use-2": ["contact.region"]}
    client.post(reverse("import_mapping", args=[first.id]), sent)
    work_off(at=MORNING)
    client.post(reverse("import_run", args=[first.id]))
    work_off(at=MORNING)

    upload(client, PEOPLE.replace("zoe", "bo"), "next month.csv")

    first.refresh_from_db()
    assert Import.objects.latest("id").mapping == first.mapping
    assert first.mapping["contact"]["fields"]["region"] == {"column": "Town"}
    step = client.get(reverse("start"))
    assert "Import your contacts and deals 1 file came in." in words(step)


def test_undoing_names_who_stays(cast):
    client = signed_in(cast.noor)
    upload(client)
    import_id = Import.objects.get().id
    asking.ask_to_run(import_id=import_id, by=cast.noor)
    work_off(at=MORNING)
    change_contact(
        contact_id=Contact.objects.get().id, values={"job_title": "CFO"}, by=cast.ada, at=MORNING
    )

    page = client.post(reverse("import_undoing", args=[import_id]), follow=True)

    assert "1 record stays: 1 that somebody worked on since. Zoë" in words(page)
    for again in (client.get, client.post):
        told = words(again(reverse("import_undoing", args=[import_id])))
        assert "is undone already Noor Leads undid it on" in told
        assert "Keep it" not in told


def test_a_deed_that_comes_too_late_says_how_it_stands(cast):
    client = signed_in(cast.noor)
    upload(client)
    import_id = Import.objects.get().id
    asking.ask_to_run(import_id=import_id, by=cast.noor)

    page = client.post(reverse("import_run", args=[import_id]))

    assert page.status_code == 409
    assert "This import is queued already." in words(page)


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(cast):
    client = signed_in(cast.noor)
    upload(client)
    client.get(reverse("imports"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("imports"))
    upload(client)
    upload(client)

    with CaptureQueriesContext(connection) as three:
        client.get(reverse("imports"))

    assert len(three) == len(one)


def test_colleagues_see_what_their_reach_gives(cast):
    upload(signed_in(cast.noor))
    import_id = Import.objects.get().id

    assert signed_in(cast.root).get(reverse("import", args=[import_id])).status_code == 303
    assert signed_in(cast.eve).get(reverse("imports")).status_code == 403
    assert signed_in(cast.eve).get(reverse("import", args=[import_id])).status_code == 403
    assert signed_in(cast.noor).get(reverse("import", args=[import_id + 9])).status_code == 404
