"""What the command of reports answers before there is anything, of contacts, and to nonsense."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection

from entente.agreements import testing as agreements
from entente.cli import report
from entente.cli.main import run
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.people.testing import found_company, meet
from entente.sla.rules.document import STANDARD
from entente.web.testing import signed_in
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.frozen(MORNING):
        yield assemble()


def test_before_anything_is_set_up_it_says_so(capsys):
    assert report.run(("funnel",)) == 2
    assert capsys.readouterr().err == (
        "This instance is not set up yet: start it and open its first page.\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "funnel"), "err"),
        (("import", "people.csv"), "err"),
        (("import", "people.csv", "--json"), "out"),
    ],
)
def test_before_the_database_is_made_every_command_says_what_to_do(
    capsys, tmp_path, monkeypatch, words, told
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("Email\nzoe@example.com\n", encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute("alter table workspace_workspace rename to not_yet")
        cursor.execute("alter table exchange_import rename to not_yet_either")

    assert run(words) == 2

    said = getattr(capsys.readouterr(), told)
    assert "The database is not at this version yet: run ./entente up or migrate first." in said


def test_contacts_by_the_criterion_of_a_list(cast, capsys):
    meet(name="Zoë Klein", email="zoe@example.com", country="France", at=MORNING)
    meet(name="Bo Berg", country="Sweden", keys=[("shop", "k7")], at=MORNING)

    assert report.run(["contacts", "--where", 'country is "Sweden"', "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["finding"], found["notes"]) == (
        "1 contact",
        ['Who meets: country is "Sweden"'],
    )
    assert [(row["contact"], row["outside_keys"]) for row in found["rows"]] == [("Bo Berg", "k7")]
    assert report.run(["contacts", "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_file_of_contacts_says_the_same_from_the_page_and_from_the_command(cast, capsys):
    firm = found_company(keys=[("shop", "12e6ecc8")])
    ole = meet(name="Ole Olsen", company=firm, job_title="Cook", owner=cast.ada.member_id,
               email="ole@example.com", channel="fair", keys=[("shop", "k7")])  # fmt: skip
    meet(name="Pia", since=MORNING - timedelta(days=1))
    handed_over(contact=ole, at=MORNING)

    assert report.run(["contacts", "--csv"]) == 0
    command = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    response = signed_in(cast.noor).get("/contacts/export/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    page = list(csv.reader(io.StringIO(text)))

    assert command[1:] == page[1:]
    assert [one.replace("_", "-").lower() for one in command[0]] == [
        one.replace(" ", "-").lower().replace("e-mail", "email") for one in page[0]
    ]
    assert [dict(zip(page[0][1:], row[1:], strict=True)) for row in page[1:]] == [
        {
            "Contact": "Ole Olsen", "Company": "Unnamed 12e6ecc8", "Job title": "Cook",
            "Stage": "SQL", "Hand-over": "New", "Owner": "Ada Sells", "Known since": "2026-11-24",
            "E-mail": "ole@example.com", "First channel": "fair", "Outside keys": "k7",
        },
        {
            "Contact": "Pia", "Company": "", "Job title": "", "Stage": "", "Hand-over": "",
            "Owner": "", "Known since": "2026-11-23", "E-mail": "", "First channel": "",
            "Outside keys": "",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["contacts", "--where", "contry is 1"], "contry"),
        (["contacts", "--from", "2026-01-01"], "Contacts have no period; say it within --where."),
        (["funnel", "--where", "x"], "--where is for contacts, not for funnel."),
    ],
)
def test_contacts_asked_for_wrongly_are_answered_in_a_sentence(cast, capsys, words, told):
    assert report.run(words) == 2
    assert told in capsys.readouterr().err


def test_what_is_owed_each_week_is_owed_until_today_where_no_last_day_is_said(cast, capsys):
    agreements.agree(kind="sla", content=STANDARD, by=cast.noor, at=MORNING - timedelta(days=7))

    assert report.run(["sla", "--from", "2026-11-23", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert (found["from"], found["to"]) == ("2026-11-23", "2026-11-24")
    assert found["rows"][0]["of"] == 4  # two days of a week that owes ten


def test_a_baseline_is_asked_from_the_first_hand_over_that_it_judges(cast, capsys):
    before = MORNING - timedelta(days=30)
    handed_over(contact=meet(name="Zoë Klein", at=before), at=before)
    agreements.agree(
        kind="sla", content=STANDARD, by=cast.noor, at=MORNING - timedelta(days=7), baseline=True
    )

    assert report.run(["sla", "--to", "2026-11-24", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert (found["from"], found["to"]) == ("2026-10-25", "2026-11-24")
