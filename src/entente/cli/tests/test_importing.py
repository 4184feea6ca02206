"""`entente import`: answers, files of rejects, and exit codes."""

import json

import pytest

from entente.cli.main import run
from entente.exchange.models import Import
from entente.people.models import Contact
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db
PEOPLE = "Email,First Name\nzoe@example.com,Zoë\nada,Ada\n,Bo\n"
READY = [
    *("hubspot_companies", "hubspot_contacts", "hubspot_deals", "maven_accounts"),
    *("maven_pipeline", "maven_sales_teams", "olist_closed_deals", "olist_leads"),
    *("olist_seller_performance", "salesforce_leads", "salesforce_opportunities"),
]
NO_COLUMNS = (
    "The file has no columns “first_contact_date”, “landing_page_id”, “mql_id”, “origin”, which "
    "the mapping reads; it has Email, First Name."
)


@pytest.fixture
def here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    assemble()
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def test_a_file_comes_in_and_the_rejects_come_back(here, capsys):
    code = run(["import", str(here / "people.csv"), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert told == {
        "import": Import.objects.get().id,
        "state": "done",
        "rows": 3,
        "counts": {"created": 1, "rejected": 2},
        "warnings": {},
        "adds": {},
        "problems": [
            {
                "outcome": "rejected",
                "problem": "“Email” cannot be read as an e-mail address.",
                "rows": 1,
                "examples": [[3, "Email: “ada” is no e-mail address."]],
            },
            {
                "outcome": "rejected",
                "problem": "The row names no contact: its Email is empty.",
                "rows": 1,
                "examples": [[4, "The row names no contact: its Email is empty."]],
            },
        ],
        "failure": "",
        "rejects_file": str(here / "people.rejects.csv"),
    }
    assert (here / "people.rejects.csv").read_text(encoding="utf-8-sig") == (
        "Why it was rejected,Line,Email,First Name\n"
        "Email: “ada” is no e-mail address.,3,ada,Ada\n"
        "The row names no contact: its Email is empty.,4,,Bo\n"
    )


def test_mended_rejects_come_in_with_the_same_mapping(here, capsys):
    run(["import", str(here / "people.csv"), "--json"])
    rejects = here / "people.rejects.csv"
    text = rejects.read_text(encoding="utf-8-sig")
    mended = text.replace(",ada,", ",ada@example.com,").replace(",4,,Bo", ",4,bo@example.com,Bo")
    rejects.write_text(mended, encoding="utf-8")

    code = run(["import", str(rejects)])

    assert code == 0
    names = Contact.objects.order_by("email").values_list("first_name", flat=True)
    assert list(names) == ["Ada", "Bo", "Zoë"]


def test_a_dry_run_writes_nothing_and_says_what_would_be(here, capsys):
    code = run(["import", str(here / "people.csv"), "--dry-run", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["state"], told["counts"]) == (1, "checked", {"created": 1, "rejected": 2})
    assert not Contact.objects.exists()
    assert not Import.objects.exists()


def test_a_dry_run_says_to_people_what_columns_mean_what_is_wrong_and_what_would_be(here, capsys):
    (here / "more.csv").write_text(f"{PEOPLE}bo,Bo\n".replace("Name\n", "Name,X1\n"), "utf-8")

    code = run(["import", str(here / "more.csv"), "--dry-run"])

    said = capsys.readouterr()
    assert code == 1
    assert said.out == (
        "What each column becomes:\n"
        "  Email: Contact: e-mail\n"
        "  First Name: Contact: first name\n"
        "  X1: left out\n"
        "4 rows: 1 would be created, 3 would be rejected. Nothing is written.\n"
        "  2 would be rejected: “Email” cannot be read as an e-mail address.\n"
        "    Line 3: Email: “ada” is no e-mail address.\n"
        "    Line 5: Email: “bo” is no e-mail address.\n"
        "  1 would be rejected: The row names no contact: its Email is empty.\n"
        "    Line 4\n"
    )
    assert said.err.split("\n")[-2:] == ["100 %", ""]
    assert not Import.objects.exists()


def test_on_a_terminal_the_line_of_progress_ends_at_all_of_it(here, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    run(["import", str(here / "people.csv")])

    assert capsys.readouterr().err.split("\r\033[K")[-1] == "100 %\n"


def test_for_people_it_answers_in_sentences(here, capsys):
    run(["import", str(here / "people.csv")])
    first = capsys.readouterr()
    run(["import", str(here / "people.csv")])
    again = capsys.readouterr()

    assert first.out == (
        "3 rows: 1 created, 2 rejected.\n"
        "  1 rejected: “Email” cannot be read as an e-mail address.\n"
        "  1 rejected: The row names no contact: its Email is empty.\n"
        f"  The rejected rows are in {here / 'people.rejects.csv'}.\n"
    )
    assert again.out.splitlines()[0] == "3 rows: 1 unchanged, 2 rejected. Nothing changed."
    assert "This very file was imported on" in again.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.csv"], "There is no file {here}/nowhere.csv."),
        (["."], "{here} is a folder; name one of the files in it."),
        (["empty.csv"], "The file is empty. Choose one that has at least a heading and a row."),
        (
            ["people.csv", "--mapping", "nothing"],
            f"There is no mapping nothing: neither a file nor one of {', '.join(READY)}.",
        ),
        (
            ["people.csv", "--mapping", "{here}/faulty.json"],
            "contact.match: shoe does not find a contact; use one of key, email.",
        ),
        (
            ["people.csv", "--mapping", "olist_leads"],
            NO_COLUMNS,
        ),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_what_cannot_be_done_is_told_in_clear_words(here, capsys, words, told, as_json):
    (here / "empty.csv").write_text("", encoding="utf-8")
    (here / "faulty.json").write_text(
        '{"version": 1, "contact": {"match": ["shoe"], "fields": {"email": "Email"}}}'
    )
    words = [str(here / words[0]), *(word.format(here=here) for word in words[1:])]

    code = run(["import", *words, *(["--json"] if as_json else [])])

    said = capsys.readouterr()
    assert code == 2
    assert (json.loads(said.out)["error"] if as_json else said.err.strip()) == told.format(
        here=here
    )
    assert not Import.objects.exists()


def test_words_that_are_no_command_are_told():
    assert run(["export"]) == 2
    assert run([]) == 2


def test_the_mapping_can_be_seen_corrected_and_used(here, capsys):
    run(["import", str(here / "people.csv"), "--show-mapping"])
    mapping = json.loads(capsys.readouterr().out)
    mapping["contact"]["fields"]["job_title"] = {"value": "Buyer"}
    (here / "mine.json").write_text(json.dumps(mapping), encoding="utf-8")

    run(["import", str(here / "people.csv"), "--mapping", str(here / "mine.json"), "--json"])

    assert Contact.objects.get().job_title == "Buyer"
    assert json.loads(capsys.readouterr().out)["counts"] == {"created": 1, "rejected": 2}


def test_what_would_be_added_for_everybody_is_told_without_adding_it(here, capsys):
    (here / "deals.csv").write_text("Deal ID,Deal Stage\n1,Nonsense\n2,Foo\n", encoding="utf-8")

    told = run(["import", str(here / "deals.csv"), "--dry-run"])
    first = capsys.readouterr().out
    run(["import", str(here / "deals.csv"), "--dry-run", "--json"])
    adds = json.loads(capsys.readouterr().out)["adds"]

    assert told == 0
    assert first == (
        "What each column becomes:\n"
        "  Deal ID: Deal: key in the other system\n"
        "  Deal Stage: Deal: stage of the pipeline\n"
        "2 rows: 2 would be created. Nothing is written.\n"
        "  Would add the pipeline New business: Nonsense, Foo.\n"
    )
    assert adds == {"pipelines": ["New business"], "stages": {"New business": ["Nonsense", "Foo"]}}
