"""The plan of a quarter today: what each stage owes, how far it is, how the quarter may end."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from entente.agreements import testing as agreements
from entente.agreements.rules.content import ContentInvalid
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.people.operations import contacts
from entente.pipeline.operations.winning import refund_deal, win_deal
from entente.pipeline.testing import sell
from entente.plan import accord, history, operations, outlook, queries
from entente.plan.outlook import NoGoal
from entente.plan.rules.document import STANDARD
from entente.sla.rules.document import STANDARD as SLA
from entente.workspace import operations as settings
from entente.workspace import queries as workspace
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def cast():
    found = assemble(at=NOON - timedelta(days=60))
    agreements.agree(
        kind="goal_plan", scope="2026-q4", content=STANDARD, by=found.noor,
        at=NOON - timedelta(days=50),
    )  # fmt: skip
    return found


def person(*stages: tuple[str, float]) -> None:
    contact = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=NOON)
    funnel.enter_stages(
        moves=[
            Move(contact=contact, stage=stage, occurred_at=NOON - timedelta(days=days), via="hand")
            for stage, days in stages
        ],
        at=NOON,
    )


def test_without_history_the_assumptions_are_worked_backwards(cast):
    found = outlook.today(quarter="2026-q4", at=NOON)

    assert [(stage.name, stage.shown, stage.so_far) for stage in found.stages] == [
        ("Won deals", 25, 0),
        ("Opportunity", 100, 0),
        ("Accepted", 200, 0),
        ("SQL", 267, 0),
        ("MQL", 762, 0),
        ("IQL", 1524, 0),
        ("Visits", 60953, 0),
        ("Offline appointments", 508, 0),
    ]
    assert (found.revenue.goal, found.revenue.won, found.deal_size) == (300000, 0, 12000)
    assert not any(stage.how.rate_is_own for stage in found.stages if stage.how)
    assert (found.currency, found.days_left, found.working_days_left) == ("EUR", 37, 28)


def test_a_holiday_of_the_signed_calendar_is_no_working_day(cast):
    office = workspace.calendars()[0]
    settings.save_calendar(
        name=office.name,
        timezone=office.timezone,
        hours={**office.hours, "2": []},
        country="SE",
        closed_days=["2026-12-31"],
        by=SYSTEM,
    )
    before = outlook.today(quarter="2026-q4", at=NOON)
    agreements.agree(kind="sla", content=SLA, by=cast.noor, at=NOON - timedelta(days=1))

    signed = outlook.today(quarter="2026-q4", at=NOON)
    settings.save_calendar(
        name=office.name, timezone=office.timezone, hours=office.hours, by=SYSTEM
    )
    still = outlook.today(quarter="2026-q4", at=NOON)

    # 28 days without the six Wednesdays, without Christmas Day and without New Year's Eve
    assert [one.working_days_left for one in (before, signed, still)] == [20, 20, 20]
    assert {one.share for one in (before, signed, still)} == {Fraction(31, 51)}


def test_what_entered_this_quarter_counts_once_and_against_the_pace(cast):
    person(("iql", 40), ("mql", 30), ("sql", 20))
    person(("iql", 10))
    person(("iql", 400), ("mql", 5))

    found = {stage.key: stage for stage in outlook.today(quarter="2026-q4", at=NOON).stages}

    assert {key: found[key].so_far for key in ("iql", "mql", "sql", "accepted")} == {
        "iql": 2, "mql": 2, "sql": 1, "accepted": 0,
    }  # fmt: skip
    assert found["iql"].gap == pytest.approx(2 - found["iql"].today)
    assert found["iql"].worth < 0


def test_the_plan_of_the_next_quarter_counts_its_own_days(cast):
    agreements.agree(kind="goal_plan", scope="2027-q1", content=STANDARD, by=cast.noor, at=NOON)
    for _ in range(60):
        old = NOON - timedelta(days=80)
        sell(name="Dairy", amount="30000", currency="EUR", at=old, opened_at=old)

    next_, this = (outlook.today(quarter=one, at=NOON) for one in ("2027-q1", "2026-q4"))
    forecasts = [
        operations.make_forecast(today=one, at=NOON, draws=2000, with_levers=False)
        for one in (next_, this)
    ]

    assert (next_.days_left, next_.outlook.days, next_.outlook.wait) == (90, 90, 37)
    assert (this.days_left, this.outlook.days, this.outlook.wait) == (37, 37, 0)
    later, sooner = (one.result["mean"] for one in forecasts)
    assert later < sooner  # deals of eighty days close in this quarter rather than in the next
    assert [band["day"] for band in forecasts[0].result["bands"]][-2:] == [84, 90]


def test_a_quarter_that_is_over_is_certain_though_its_plan_was_signed_late(cast):
    agreements.agree(kind="goal_plan", scope="2026-q3", content=STANDARD, by=cast.noor, at=NOON)
    early = NOON - timedelta(days=100)
    won = sell(name="Dairy", amount="299999", currency="EUR", at=early, opened_at=early)
    win_deal(deal_id=won, by=cast.noor, at=NOON - timedelta(days=60))
    for _ in range(60):
        sell(name="Mill", amount="30000", currency="EUR", at=early, opened_at=early)

    found = outlook.today(quarter="2026-q3", at=NOON)
    made = operations.make_forecast(today=found, at=NOON, draws=200, with_levers=False)

    assert (found.is_over, found.days_left, found.outlook.days) == (True, 0, 0)
    assert (found.working_days_left, made.chance) == (0, 0.0)
    assert [(one.quarter, one.won, one.seen) for one in queries.past(at=NOON)] == [
        ("2026-q3", Decimal(299_999), None)
    ]


def test_a_lead_that_came_back_is_open_again_and_one_that_left_again_is_not(cast):
    person(("iql", 40), ("mql", 39), ("recycled", 30), ("mql", 5))
    person(("iql", 50), ("mql", 49), ("recycled", 30), ("mql", 9), ("recycled", 4))

    past = history.load(stages=["iql", "mql", "sql"], won="customer", at=NOON)
    between = history.load(
        stages=["iql", "mql", "sql"], won="customer", at=NOON - timedelta(days=20)
    )

    assert past.open_ages(1) == (39,)
    assert between.open_ages(1) == ()


def test_a_deal_that_was_paid_back_whole_is_neither_won_nor_a_size(cast):
    early, late = NOON - timedelta(days=20), NOON - timedelta(days=10)
    for number in range(12):
        amount = "9000" if number == 0 else "1000"
        deal = sell(name="Dairy", amount=amount, currency="EUR", at=early, opened_at=early)
        win_deal(deal_id=deal, by=cast.noor, at=early)
        if number < 2:
            back = Decimal(amount if number == 0 else 400)
            refund_deal(deal_id=deal, amount=back, reason="Sent back", by=cast.noor, at=late)

    found = outlook.today(quarter="2026-q4", at=NOON)
    before = outlook.today(quarter="2026-q4", at=late - timedelta(days=1))

    assert (found.won_deals, found.revenue.won, found.deal_size) == (11, 10_600, 1000)
    assert found.stages[0].so_far == 11
    assert (before.won_deals, before.revenue.won) == (12, 20_000)


def test_a_forecast_is_kept_once_an_hour_and_says_what_we_thought_a_week_ago(cast):
    before = NOON - timedelta(days=7)
    assert operations.keep_forecast(at=before)
    assert operations.keep_forecast(at=NOON)
    assert not operations.keep_forecast(at=NOON + timedelta(minutes=30))

    last = operations.forecast_now(today=outlook.today(quarter="2026-q4", at=NOON), at=NOON)
    assert last.at == NOON
    assert 0 <= last.chance < 0.01
    assert [band["day"] for band in last.result["bands"]] == [7, 14, 21, 28, 35, 37]
    assert queries.week_ago(quarter="2026-q4", at=NOON).at == before


def test_what_is_won_since_the_last_forecast_is_in_the_one_that_is_shown(cast):
    soon = NOON + timedelta(minutes=4)
    before = operations.forecast_now(today=outlook.today(quarter="2026-q4", at=NOON), at=NOON)
    deal = sell(name="Dairy", amount="100000", currency="EUR", at=NOON, opened_at=NOON)
    win_deal(deal_id=deal, by=cast.noor, at=NOON + timedelta(minutes=1))

    today = outlook.today(quarter="2026-q4", at=soon)
    shown = operations.forecast_now(today=today, at=soon)

    assert shown.result["won"] == before.result["won"] + 100_000
    assert min(band["low80"] for band in shown.result["bands"]) >= shown.result["won"]
    assert operations.forecast_now(today=today, at=soon) == shown


def test_a_quarter_without_a_plan_says_so(cast):
    with pytest.raises(NoGoal):
        outlook.today(quarter="2027-q1", at=NOON)
    assert not operations.keep_forecast(at=NOON + timedelta(days=60))


def test_a_plan_that_forgets_a_stage_of_the_funnel_cannot_be_signed(cast):
    gap = {**STANDARD, "assumed": [one for one in STANDARD["assumed"] if one["stage"] != "sql"]}

    with pytest.raises(
        ContentInvalid, match="Assume a rate for SQL too: a stage of the standard funnel, which"
    ):
        accord.resolve(gap, NOON)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"goal": "0"}, "Enter a number above 0"),
        ({"goal": "-5"}, "Enter a number above 0"),
        ({"goal": "1e400"}, "Enter a number"),
        ({"deal_size": ""}, "Enter a number"),
        ({"deal_size": "0.00000000000000000001"}, "Enter 0.01 or more"),
        ({"digital": {"rate": "1e-300"}}, "Enter 0.00001 or more"),
    ],
)
def test_an_absurd_goal_is_answered(change, words):
    with pytest.raises(ContentInvalid, match=words):
        accord.validate({**STANDARD, **change})


def test_the_least_that_may_be_assumed_of_everything_can_still_be_read(cast):
    least = [{**one, "rate": "0.00001"} for one in STANDARD["assumed"]]
    plan = {**STANDARD, "goal": "9999999999999", "deal_size": "0.01", "assumed": least}

    _, backwards, _ = accord.prose(accord.resolve(plan, NOON))

    needed = dict(row[:2] for row in backwards.rows)
    # 10**15 deals / 0.00001**5, of which a fifth come by appointments
    assert needed["IQL"].startswith("7,999,999,999,999,")
    assert len(needed["IQL"].replace(",", "")) == 40


def test_a_draft_that_knows_no_funnel_yet_writes_stages_decently(cast):
    _, backwards, sources = accord.prose(STANDARD)

    assert [row[0] for row in backwards.rows] == ["IQL", "MQL", "SQL", "Accepted", "Opportunity"]
    assert sources.items[-1] == "30% of offline appointments become MQLs."


def test_the_starter_reads_as_prose(cast):
    closed = accord.validate(accord.resolve(STANDARD, NOON))

    assert accord.validate(closed) == closed
    goal, backwards, sources = accord.prose(closed)
    assert goal.paragraphs[0] == (
        "Together we win €300,000 in this quarter, in deals of about €12,000 each."
    )
    today = outlook.today(quarter="2026-q4", at=NOON)
    stages = [(one.name, f"{one.shown:,}") for one in today.stages]
    content = ("Pieces of content", f"{today.pieces:,}")
    assert [row[:2] for row in backwards.rows] == [*stages[:-1], content, stages[-1]]
    assert [name for name, _ in stages[-2:]] == ["Visits", "Offline appointments"]
    assert sources.items[2:] == (
        "20% of the deals begin with an offline appointment.",
        "30% of offline appointments become MQLs.",
    )
    assert Decimal(closed["goal"]) == 300000
