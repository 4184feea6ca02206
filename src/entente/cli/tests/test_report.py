"""The command gives what the pages show: the same figures, to the last digit."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from entente.cli import report
from entente.insights.testing import live
from entente.kit import clock, wording
from entente.plan.models import ForecastMade
from entente.web.testing import cells, signed_in, told
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lived(kept_rows):
    with clock.frozen(MORNING):
        cast = assemble()
        live(cast=cast)
        return cast


@pytest.fixture
def noor(db, lived):
    with clock.frozen(MORNING):
        yield signed_in(lived.noor)


@pytest.fixture
def command(capsys):
    def ran(*words: str) -> str:
        capsys.readouterr()
        assert report.run(words) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return ran


def rows(text: str) -> list[dict]:
    return json.loads(text)["rows"]


def euros(amount: str | None) -> str:
    return "–" if amount is None else wording.money_short(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("funnel",), "/funnel/csv/"),
        (("funnel", "--by", "channel"), "/funnel/csv/?by=channel"),
        (("funnel", "--by", "month", "--from", "2026-10-01", "--to", "2026-10-31"),
         "/funnel/csv/?by=month&entered=2026-10"),
        (("funnel", "--by", "owner", "--period", "2026-q4"), "/funnel/csv/?by=owner&entered=2026-q4"),
        (("attribution",), "/attribution/csv/"),
        (("attribution", "--by", "person"), "/attribution/csv/?by=person"),
        (("attribution", "--by", "campaign", "--from", "2026-11-13"),
         "/attribution/csv/?by=campaign&period=2026-11-13..2026-11-24"),
        (("sla", "--by", "breach"), "/sla/csv/"),
    ],
)  # fmt: skip
def test_the_file_of_the_page_and_of_the_command_are_one(noor, command, words, path):
    page = noor.get(path)

    assert page.status_code == 200
    assert page.content.decode() == command(*words, "--csv")


def test_every_figure_of_the_funnel_page_is_in_the_command(noor, command):
    page = noor.get("/funnel/")
    told_by = json.loads(command("funnel", "--json"))

    assert told(page).startswith(told_by["finding"])
    shown = [[cell.split(" ")[0] for cell in row[1:5]] for row in cells(page, section="stages-h")]
    assert shown[1:-1] == [
        [
            f"{row['entered']}",
            f"{row['moved_on']}",
            wording.rate(row["moved_on"], row["entered"]),
            wording.percent(Decimal(row["plan"])) if row["plan"] else "–",
        ]
        for row in told_by["rows"][:-1]
    ]
    assert [row[6] for row in cells(page, section="stages-h")][1:] == [
        euros(row["cost_a_quarter"]) for row in told_by["rows"]
    ]


@pytest.mark.parametrize("by", ["channel", "campaign", "team", "person"])
def test_every_figure_of_the_attribution_page_is_in_the_command(noor, command, by):
    page = noor.get(f"/attribution/?by={by}&models=all")
    told_by = json.loads(command("attribution", "--by", by, "--json"))

    assert told(page).startswith(told_by["finding"])
    models = [key for key in told_by["rows"][0] if key not in (by, "currency")]
    assert len(models) == 10
    assert [row[1:] for row in cells(page, section="credit-h")][1:-1] == [
        [euros(row[model]) if Decimal(row[model]) else "–" for model in models]
        for row in told_by["rows"]
    ]
    for model in models:
        whole = sum(Decimal(row[model]) for row in told_by["rows"])
        assert whole == Decimal(told_by["revenue_eur"]) == Decimal("14500.01"), model


def test_every_figure_of_the_room_is_in_the_command(noor, command):
    page = noor.get("/room/")
    told_by = json.loads(command("plan", "--json"))

    assert told_by["finding"] in told(page)
    assert (told_by["won"], told_by["goal"]) == ("14500.01", "300000")
    table = cells(page, section="bw")
    assert [(row[1], row[3], row[5]) for row in table[2:]] == [
        (
            wording.number(row["needed"]),
            wording.number(row["so_far"]),
            euros(row["worth"]),
        )
        for row in told_by["rows"]
    ]


def test_every_figure_of_the_plan_and_where_it_came_from_is_in_the_command(noor, command):
    page = noor.get("/plan/")
    told_by = json.loads(command("plan", "--json"))

    table = cells(page, section="rates-h")[1:]
    assert {row["days_basis"] for row in told_by["rows"] if row["rate"]} == {"assumed in the plan"}
    assert [row[:3] + row[4:] for row in table] == [
        [
            f"{'S' if row['owner'] == 'sales' else 'M'} {row['owner'].capitalize()} {row['stage']}",
            wording.number(row["needed"]),
            wording.percent(Decimal(row["rate"])),
            row["basis"],
            f"{wording.counted(row['days_to_revenue'], 'day')}, assumed",
        ]
        for row in told_by["rows"]
        if row["rate"]
    ]
    assert told_by["deal_size"] == "12000"
    assert "A deal is worth €12,000: assumed in the plan." in command("plan")


def test_the_command_forecasts_as_the_room_would_whether_or_not_anybody_looked_there(noor, command):
    of_long_ago = ForecastMade.objects.create(
        quarter="2026-q4", version=1, at=MORNING - timedelta(days=9), chance=0.99, result={}
    )

    told_by = json.loads(command("plan", "--json"))

    assert told_by["chance"] != of_long_ago.chance
    assert told_by["finding"] in told(noor.get("/room/"))


@pytest.mark.parametrize(
    "days",
    [
        ("--from", "2026-11-01", "--to", "2026-11-30"),
        ("--from", "2026-11-01"),
        ("--to", "2026-10-01"),
        ("--to", "2026-12-31"),
    ],
)
def test_the_days_of_a_quarter_are_answered_with_its_plan(noor, command, days):
    assert json.loads(command("plan", *days, "--json")) == json.loads(command("plan", "--json"))


def test_a_day_of_a_quarter_without_a_plan_is_answered_with_that_quarter(noor, command):
    assert command("plan", "--from", "2026-08-31").splitlines()[0] == (
        "No goal plan is agreed for 2026-q3: sign one first."
    )


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("funnel", "2026-10-05"),  # when the first entered a stage
        ("attribution", "2026-11-12"),  # when the first deal was won
        ("sla", "2026-10-01"),  # when the first agreement began
    ],
)
def test_an_end_that_is_left_open_lies_where_that_of_all_time_does(noor, command, name, first):
    today, long_ago = "2026-11-24", "2018-03-05"
    whole = json.loads(command(name, "--from", first, "--to", today, "--json"))

    assert (whole["from"], whole["to"]) == (first, today)
    assert json.loads(command(name, "--from", first, "--json")) == whole
    assert json.loads(command(name, "--to", today, "--json")) == whole
    assert command(name, "--to", long_ago) == command(name, "--from", long_ago, "--to", long_ago)


def test_the_funnel_until_today_is_the_funnel_of_all_time_to_the_letter(noor, command):
    for form in ("--table", "--csv", "--json"):
        assert command("funnel", "--to", "2026-11-24", form) == command("funnel", form)


def test_every_promise_of_the_scorecard_is_in_the_command(noor, command):
    page = told(noor.get("/sla/"))

    for row in rows(command("sla", "--json")):
        assert row["promise"] in page
        assert row["word"] in page


@pytest.mark.parametrize("name", ["funnel", "attribution", "sla", "plan"])
def test_as_a_table_it_begins_with_the_finding(noor, command, name):
    lines = command(name, "--table").splitlines()

    assert lines[0] == json.loads(command(name, "--json"))["finding"]
    assert len(lines) > 3


def test_what_nobody_named_is_called_as_on_the_page(noor, command):
    named = command("funnel", "--by", "owner", "--table").splitlines()
    credit = command("attribution", "--by", "campaign", "--table").splitlines()

    assert named[1].split()[:3] == ["Stage", "Owner", "Entered"]
    assert named[2].startswith("Accepted     No owner       10")
    assert "No owner 10 5 50%" in told(noor.get("/funnel/?by=owner"))
    assert {row["part"] for row in rows(command("funnel", "--by", "owner", "--json"))} == {""}
    assert [line.split("  ")[0] for line in credit[2:4]] == ["Autumn playbook", "No campaign"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("funnel", "--by", "team"),
         "The report funnel goes by channel, campaign, owner, month, not by team."),
        (("plan", "--by", "month"), "The report plan goes by nothing, not by month."),
        (("funnel", "--from", "2018-13-01"),
         "--from 2018-13-01 is no day; write it as 2026-07-01."),
        (("plan", "--to", "soon"), "--to soon is no day; write it as 2026-07-01."),
        (("plan", "--from", "2026-02-01", "--to", "2026-01-01"),
         "--from 2026-02-01 lies after --to 2026-01-01."),
        (("plan", "--from", "2026-09-01", "--to", "2026-11-30"),
         "A plan is for one quarter: 2026-09-01 lies in 2026-q3, 2026-11-30 in 2026-q4."),
        (("plan", "--period", "2026"),
         "A plan is for one quarter: 2026-01-01 lies in 2026-q1, 2026-12-31 in 2026-q4."),
        (("funnel", "--period", "2026-q3", "--from", "2026-11-01"),
         "Say --period, or --from and --to: not both."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_answered(noor, capsys, words, answer):
    assert report.run(words) == 2
    assert capsys.readouterr().err == f"{answer}\n"


def test_a_criterion_is_taken_plainly_and_as_an_address_has_it(noor, command):
    plain = rows(
        command("contacts", "--where", 'name is "Nobody Here" or e-mail is known', "--json")
    )
    copied = "name+is+%22Nobody+Here%22+or+e-mail+is+known"

    assert rows(command("contacts", "--where", copied, "--json")) == plain


def test_a_day_that_is_none_and_an_unknown_report_are_refused(noor, capsys):
    assert report.run(("funnel", "--from", "2026-02-30")) == 2
    assert capsys.readouterr().err.strip()
    assert report.run(("weather",)) == 2
