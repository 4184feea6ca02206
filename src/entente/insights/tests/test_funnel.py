"""The funnel report tells what happened, and parts add up to the whole."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

import pytest

from entente.agreements import offers
from entente.agreements.testing import agree
from entente.funnel.rules.document import STANDARD
from entente.insights import funnel
from entente.insights.testing import person
from entente.kit import periods
from entente.people.operations.deleting import delete_contact
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def row(table, stage: str) -> dict:
    keys = [column.key for column in table.columns]
    return next(dict(zip(keys, cells, strict=True)) for cells in table.rows if cells[0] == stage)


def test_stage_by_stage_with_skipped_stages_and_one_closed_before_its_first_contact(cast):
    for _ in range(3):
        person(("mql", 50), ("customer", 20))
    for _ in range(6):
        person(("mql", 40))
    person(("mql", 30), ("customer", 31))

    table = funnel.table(viewer=cast.ada, at=MORNING)

    mql = row(table, "MQL")
    assert (mql["entered"], mql["moved_on"], mql["rate"]) == (10, 4, Decimal("0.40000"))
    assert (mql["low"], mql["high"]) == (Decimal("0.16818"), Decimal("0.68733"))
    assert (row(table, "Customer")["entered"], row(table, "SQL")["entered"]) == (4, 0)
    assert table.notes == (
        "No funnel is signed yet; these are the standard stages, and their plan is assumed.",
        "1 contact reached a later stage before MQL: counted, but check dates.",
    )


def test_what_a_baseline_judges_of_before_its_day_is_said(cast):
    content = offers.kind("funnel").starters[0].content
    agree(kind="funnel", content=content, by=cast.noor, at=MORNING, baseline=True)
    person(("mql", 50), ("customer", 20))
    today = periods.parse(text="2026-11-24..2026-11-30")

    first = [
        funnel.table(viewer=cast.ada, at=MORNING, period=period).notes[0]
        for period in (None, today)
    ]

    assert first == [
        "Judged by the funnel, version 1 (as the baseline for what came before it).",
        "Judged by the funnel, version 1.",
    ]


def ago(days: int):
    return MORNING - timedelta(days=days)


def planned(rate: str | None, *, days: int = 30, **renamed: str):
    """The standard funnel with this plan for its MQLs; stages called otherwise by their keys."""
    content = deepcopy(STANDARD)
    for stage in content["stages"]:
        if stage["key"] == "mql":
            stage["target_rate"], stage["target_days"] = rate, days
        stage["name"] = renamed.get(stage["key"], stage["name"])
    return content


def shown(cast, period: str | None) -> tuple:
    within = periods.parse(text=period) if period else None
    table = funnel.table(viewer=cast.noor, at=MORNING, period=within)
    return row(table, "MQL")["plan"], table.notes[0]


def test_a_period_is_held_against_the_plan_that_was_in_force_in_it(cast):
    for content, days in ((planned("0.35"), 170), (planned("0.05"), 60), (planned("0.10"), 30)):
        agree(kind="funnel", content=content, by=cast.noor, at=ago(days))
    for days in (150, 120, 50, 10):
        person(("mql", days))

    assert [
        shown(cast, period) for period in ("2026-07", "2026-Q4", None, "2026-11-20..2026-11-30")
    ] == [
        (
            Decimal("0.35000"),
            "Judged by the funnel, version 1, in force at the end of this period.",
        ),
        (
            Decimal("0.07500"),
            (
                "Judged by the funnel in force when each entered: version 3 since 25 October "
                "and version 2 before. The stages are those of version 3."
            ),
        ),
        (
            Decimal("0.21250"),
            (
                "Judged by the funnel in force when each entered: version 3 since 25 October, "
                "version 2 since 25 September and version 1 before. The stages are those of version 3."
            ),
        ),
        (Decimal("0.10000"), "Judged by the funnel, version 3."),
    ]
    assert shown(cast, "2026-09-01..2026-09-30") == (
        Decimal("0.05000"),
        (
            "Judged by the funnel in force when each entered: version 2 since 25 September "
            "and version 1 before. The stages are those of version 2."
        ),
    )


def test_a_version_signed_for_tomorrow_leaves_what_yesterday_was_judged_as_it_was(cast):
    agree(kind="funnel", content=planned("0.35", days=40), by=cast.noor, at=ago(170))
    for number in range(40):
        person(("mql", 60), *([("sql", 55)] if number < 14 else []))
    for _ in range(10):
        person(("mql", 20))

    def mql(at):
        return row(funnel.table(viewer=cast.noor, at=at), "MQL")

    before = mql(MORNING)
    tomorrow = MORNING + timedelta(days=1)
    agree(kind="funnel", content=planned("0.9", days=1), by=cast.noor, at=MORNING,
          from_day=tomorrow.date())  # fmt: skip
    after = mql(tomorrow)

    assert (before["plan"], before["rate"], before["young"], before["reading"]) == (
        Decimal("0.35000"), Decimal("0.28000"), 10, "On plan"
    )  # fmt: skip
    assert after == before
    person(*[("mql", -1)])
    later = mql(MORNING + timedelta(days=3))
    assert (later["plan"], later["entered"], later["young"]) == (Decimal("0.36078"), 51, 10)


def test_who_entered_while_a_stage_had_no_plan_is_not_held_against_a_later_one(cast):
    agree(kind="funnel", content=planned(None), by=cast.noor, at=ago(170))
    for _ in range(60):
        person(("mql", 150))
    agree(kind="funnel", content=planned("0.5"), by=cast.noor, at=ago(100))
    for number in range(40):
        person(("mql", 90), *([("sql", 80)] if number < 20 else []))

    mql = row(funnel.table(viewer=cast.noor, at=MORNING), "MQL")

    assert (mql["rate"], mql["plan"], mql["reading"]) == (
        Decimal("0.20000"), Decimal("0.50000"), "On plan"
    )  # fmt: skip


def test_what_came_before_the_first_version_is_held_against_no_plan_and_it_is_said(cast):
    """Unless it was signed as a baseline, nobody is judged by what was not yet signed."""
    agree(kind="funnel", content=planned("0.5"), by=cast.noor, at=ago(100))
    for _ in range(60):
        person(("mql", 150))
    told = (
        "Judged by the funnel, version 1 (in force since 16 August; who entered before is held "
        "against no plan)."
    )
    assert shown(cast, "2026") == (None, told)

    for number in range(40):
        person(("mql", 90), *([("sql", 80)] if number < 20 else []))

    assert shown(cast, "2026") == (Decimal("0.50000"), told)
    mql = row(funnel.table(viewer=cast.noor, at=MORNING), "MQL")
    assert (mql["rate"], mql["reading"]) == (Decimal("0.20000"), "On plan")


def test_before_anything_was_signed_there_is_no_plan_to_be_held_against(cast):
    agree(kind="funnel", content=planned("0.35"), by=cast.noor, at=ago(30))
    person(("mql", 120))

    assert shown(cast, "2026-07") == (
        None,
        "No funnel was in force in this period: these are the stages of version 1, without its plan.",
    )


def test_a_funnel_signed_ahead_judges_nothing_before_its_day(cast):
    agree(kind="funnel", content=planned("0.35"), by=cast.noor, at=ago(200))
    agree(
        kind="funnel", content=planned("0.05"), by=cast.noor, at=ago(1),
        from_day=(MORNING + timedelta(days=7)).date(),
    )  # fmt: skip
    person(("mql", 10))

    assert shown(cast, "2026-Q4") == (Decimal("0.35000"), "Judged by the funnel, version 1.")


def test_a_stage_that_came_later_is_no_stage_of_the_period_before(cast):
    agree(kind="funnel", content=planned("0.35"), by=cast.noor, at=ago(170))
    content = planned("0.35", mql="Ready for marketing")
    content["stages"].insert(
        3, {"key": "checked", "name": "Checked", "meaning": "x", "owner": "sales", "entry": {"by": "hand"}}
    )  # fmt: skip
    agree(kind="funnel", content=content, by=cast.noor, at=ago(60))
    person(("mql", 150), ("checked", 20))
    person(("mql", 30))

    def said(period: str):
        table = funnel.table(viewer=cast.noor, at=MORNING, period=periods.parse(text=period))
        return [cells[0] for cells in table.rows][:2], table.notes

    assert said("2026-06") == (
        ["MQL", "SQL"],
        (
            "Judged by the funnel, version 1, in force at the end of this period.",
            "1 contact entered checked, which version 1 of our funnel does not have.",
        ),
    )
    assert said("2026-Q4") == (
        ["Ready for marketing", "Checked"],
        ("Judged by the funnel, version 2.",),
    )


def test_the_months_of_a_stage_add_up_to_the_stage(cast):
    person(("mql", 70), ("sql", 60))
    person(("mql", 40))
    person(("mql", 1))

    whole = funnel.table(viewer=cast.ada, at=MORNING)
    parts = funnel.table(viewer=cast.ada, at=MORNING, by="month")

    months = [cells for cells in parts.rows if cells[0] == "MQL"]
    assert sum(cells[2] for cells in months) == row(whole, "MQL")["entered"] == 3
    assert {cells[1]: cells[2:4] for cells in months} == {
        "2026-09": (1, 1),
        "2026-10": (1, 0),
        "2026-11": (1, 0),
    }


def test_eve_sees_nobody(cast):
    person(("mql", 2))

    table = funnel.table(viewer=cast.eve, at=MORNING)

    assert table.finding == "Nobody entered the funnel in this period."


def test_the_last_stage_has_no_rate_and_is_never_the_finding(cast):
    for _ in range(5):
        person(("repeat", 20))

    planned_for = funnel.table(viewer=cast.ada, at=MORNING)
    content = planned("0.35")
    for stage in content["stages"]:
        stage.pop("target_rate", None)
    agree(kind="funnel", content=content, by=cast.noor, at=ago(30))
    without = funnel.table(viewer=cast.ada, at=MORNING)

    assert planned_for.finding == (
        "Too early to say: nobody has entered a stage that has an assumed rate."
    )
    assert without.finding == "No plan is signed yet to hold these figures against."
    assert without.rows[-1] == (
        "Repeat customer", "shared", 5, None, None, None, None, None, None, 5, None, None, ""
    )  # fmt: skip
    assert funnel.table(viewer=cast.ada, at=MORNING, by="month").rows == ()


def test_a_loss_a_quarter_is_the_same_however_far_beyond_its_days_a_period_reaches(cast):
    agree(kind="funnel", content=planned("0.9"), by=cast.noor, at=ago(100))
    deal = sell(name="Mill", amount="1000", currency="EUR", at=ago(40), opened_at=ago(40))
    win_deal(deal_id=deal, by=cast.noor, at=ago(20))
    for number in range(60):
        way = ["sql", "accepted", "opportunity", "customer"] if number < 10 else ["lost"]
        person(("mql", 50), *((stage, 30) for stage in way))

    def cost(period: str):
        table = funnel.table(viewer=cast.ada, at=MORNING, period=periods.parse(text=period))
        return row(table, "MQL")["cost_a_quarter"]

    since = cost("2026-10-05..2026-11-24")
    # 54 should have moved on and 10 have: 44 deals of 1,000, in 51 days and an hour
    assert since == Decimal("78715.10")
    assert [
        cost(period)
        for period in ("2026-q4", "2026", "2026-10-05..2199-12-31", "2000-01-01..2026-11-24")
    ] == [since] * 4


def test_who_was_deleted_stays_in_the_figures_and_it_is_said(cast):
    gone = person(("mql", 20), ("sql", 10))
    person(("mql", 20))
    delete_contact(contact_id=gone, by=cast.noor, at=MORNING)

    table = funnel.table(viewer=cast.ada, at=MORNING)

    assert row(table, "MQL")["entered"] == 2
    assert table.notes[1:] == ("1 contact deleted since: counted, but in no list.",)


def test_a_stage_that_fell_of_late_says_of_which_days_whatever_the_period(cast):
    person(("mql", 150))
    for number in range(40):
        person(("mql", 100), *([("sql", 98)] if number < 30 else []))
        person(("mql", 40), *([("sql", 38)] if number < 5 else []))

    for period in (None, "2026-08"):
        within = periods.parse(text=period) if period else None
        notes = funnel.table(viewer=cast.noor, at=MORNING, period=within).notes
        assert notes[-1] == (
            "Fewer move on from MQL to SQL than before (22 September–17 November)."
        )

    for empty in ("2020", "2026-07", "2030"):
        table = funnel.table(viewer=cast.noor, at=MORNING, period=periods.parse(text=empty))
        assert table.finding == "Nobody entered the funnel in this period."
        assert [note for note in table.notes if "Fewer" in note] == []
