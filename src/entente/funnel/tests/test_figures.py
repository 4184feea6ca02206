"""The figures of the funnel page: rates with their doubt, readings, costs, parts that add up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from entente.funnel.rules import breakdown, cases, change, figures, finding, passages, reading
from entente.funnel.rules.cases import Cases
from entente.funnel.rules.change import Cause
from entente.funnel.rules.figures import Cost
from entente.funnel.rules.finding import Says
from entente.funnel.rules.passages import DAY
from entente.funnel.rules.reading import WORDS, Against
from entente.funnel.rules.shape import Shape, Stage
from entente.funnel.rules.velocity import Velocity, velocity_change
from entente.kit.periods import parse
from entente.kit.statistics.proportions import Rate

BERLIN = ZoneInfo("Europe/Berlin")
START, UNTIL = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)


def close(expected: object, within: float = 1e-6) -> object:
    return pytest.approx(expected, abs=within)


def cohort(moved: int, of: int, *, days: float = 5.0, open_days: float = 100.0) -> Cases:
    """So many of so many moved on after some days; the others have been open for long."""
    on = np.arange(of) < moved
    entered = np.full(of, passages.instant(at=START))
    stayed = np.where(on, days, open_days) * DAY
    return Cases(
        place=0,
        contact=np.arange(of),
        entered=entered,
        ended=on.astype(np.int8),
        until=entered + stayed.astype(np.int64),
        moved_on=on,
        disordered=np.zeros(of, np.bool_),
        onto=np.where(on, 1, cases.NOWHERE),
    )


@pytest.mark.parametrize(
    ("met", "of", "plan", "words"),
    [
        (3557, 148_200, 0.026, "Below plan"),
        (838, 3612, 0.22, "On plan"),
        (611, 838, 0.76, "Below plan"),
        (471, 611, 0.76, "On plan"),
        (104, 471, 0.26, "Probably below"),
        (160, 471, 0.26, "Above plan"),
        (3, 14, 0.26, "Too early to say"),
        (0, 0, 0.26, "Too early to say"),
        (0, 30, 0.26, "Below plan"),
        (5, 10, None, "No plan"),
    ],
)
def test_what_a_rate_says_about_its_plan(met, of, plan, words):
    assert WORDS[reading.read(rate=Rate(met, of), plan=plan).against] == words


def test_how_many_cases_it_takes():
    assert reading.cases_needed(plan=0.26) == 44
    assert reading.cases_needed(plan=0.9) == 10


def test_open_cases_that_may_yet_move_on_are_not_held_against_anybody():
    plan, rate = 0.5, Rate(30, 100)

    assert reading.read(rate=rate, plan=plan).against is Against.BELOW
    assert reading.read(rate=rate, plan=plan, hoped=20).against is Against.TOO_EARLY


def test_a_stage_below_plan_has_a_cost_and_one_on_plan_has_none():
    stage = Stage("opportunity", "Opportunity", "sales", plan=0.26, plan_days=31)

    found = figures.stage_figures(
        stage=stage, cases=cohort(104, 471), worth=[Decimal(14_500)], days=62
    )

    assert found.moved == Rate(104, 471)
    assert (found.interval.low, found.interval.high) == close((0.1856, 0.2604), 1e-4)
    assert (found.advanced, found.open, found.young, found.leaked) == (104, 367, 0, 367)
    assert found.reading.against is Against.PROBABLY_BELOW
    assert found.cost == Cost(Decimal("267670.00"), Decimal("-3017.43"), Decimal("507506.28"))
    assert found.cost_a_quarter.amount == Decimal("394219.63")
    assert (
        figures.stage_figures(stage=stage, cases=cohort(122, 471), worth=[Decimal(14_500)]).cost
        is None
    )


def test_a_quarter_is_reckoned_from_the_days_in_which_leads_came():
    """A lead a week for a year, then none for eight years, and five of this morning."""
    start = datetime(2017, 6, 14, tzinfo=UTC)
    weekly = [start + timedelta(weeks=week) for week in range(52)]
    morning = datetime(2026, 11, 23, 9, tzinfo=UTC)
    entered = np.array([passages.instant(at=one) for one in [*weekly, *[morning] * 5]])
    leads = Cases(
        0, np.arange(57), entered,
        *[np.zeros(57, kind) for kind in (np.int8, np.int64, bool, bool, np.int16)],
    )  # fmt: skip

    def days(until: datetime) -> float:
        return figures.lively_days(cases=[leads], start=start, until=until)

    assert days(weekly[-1] + timedelta(days=3)) == 51 * 7 + 3
    assert days(morning + timedelta(days=1)) == 51 * 7 + 1
    assert figures.lively_days(cases=[], start=START, until=UNTIL) == 62
    assert figures.lively_days(cases=[], start=start, until=morning) == figures.QUARTER_DAYS


def test_what_comes_after_the_won_deal_does_not_make_the_way_to_it_worthless():
    rates = [[0.5], [0.2], [0.0]]

    found = figures.worth_of_entering(rates=rates, deal=Decimal(20_000), won=2)

    assert found == [Decimal("2000.00"), Decimal("4000.00"), Decimal(20_000), Decimal(20_000)]


def test_time_in_stage_counts_the_open_cases_too():
    found = figures.stage_figures(
        stage=Stage("sql", "SQL", "marketing"), cases=cohort(60, 100, days=11, open_days=95)
    )

    time = found.time
    assert (time.quarter, time.median, time.nine_tenths, time.half_left) == (11, 11, 11, 11)
    assert [(at.days, at.share, at.at_risk) for at in time.by_age] == [
        (30, close(0.6), 40),
        (60, close(0.6), 40),
        (90, close(0.6), 40),
    ]


@pytest.mark.parametrize(("days", "young"), [(364, 60), (366, 0)])
def test_after_a_year_nobody_is_awaited_who_is_under_no_plan_and_whom_nobody_went_before(
    days, young
):
    waiting = cohort(0, 60, open_days=days)
    customer = Stage("customer", "Customer", "sales")

    found = figures.stage_figures(stage=customer, cases=waiting)

    assert (found.young, found.leaked) == (young, 60 - young)
    assert figures.young(stage=customer, cases=waiting).sum() == young


def test_who_waits_longer_than_nine_in_ten_ever_did_is_awaited_no_more_even_beyond_a_year():
    slow = figures.stage_figures(
        stage=Stage("customer", "Customer", "sales"), cases=cohort(30, 60, days=500, open_days=490)
    )
    patient = figures.stage_figures(
        stage=Stage("customer", "Customer", "sales", plan=0.5, plan_days=600),
        cases=cohort(0, 60, open_days=590),
    )

    assert (slow.young, patient.young, patient.reading.against) == (30, 60, Against.TOO_EARLY)


def test_the_last_stage_has_nowhere_to_move_on_to():
    shape = Shape((Stage("mql", "MQL", "marketing", plan=0.2), Stage("won", "Won", "sales")))
    rows = [(lead, "mql", START + timedelta(hours=lead), False) for lead in range(200)]
    rows += [(lead, "won", START + timedelta(days=40), False) for lead in range(20)]
    known = passages.from_rows(rows=rows, shape=shape)

    mql, won = figures.funnel_figures(
        shape=shape,
        cases=cases.stage_cases(passages=known, at=UNTIL + timedelta(days=90)),
        start=START,
        until=UNTIL,
        worth=figures.worth_of_entering(rates=[[0.2]], deal=Decimal(1000)),
    )

    assert (mql.moved, mql.reading.against) == (Rate(20, 200), Against.BELOW)
    assert mql.cost.amount == Decimal("20000.00")
    assert (won.entered, won.reading.against, won.leaked, won.cost) == (
        20,
        Against.NO_PLAN,
        0,
        None,
    )
    assert finding.finding(figures=[mql, won]).says is Says.LOSE_MOST


def test_what_one_more_at_each_stage_is_worth():
    rates = [[0.2], [0.6], [0.5], [0.25]]

    assert figures.worth_of_entering(rates=rates, deal=Decimal(24_000)) == [
        Decimal("360.00"),
        Decimal("1800.00"),
        Decimal("3000.00"),
        Decimal("6000.00"),
        Decimal("24000"),
    ]


def test_rows_of_a_breakdown_add_up_blanks_included():
    origins = {0: "social", 1: "social", 2: "email", 3: None, 4: ""}
    contacts, groups, labels = breakdown.labelled(of=origins)
    ours = cohort(3, 6)

    rows = breakdown.breakdown(
        cases=ours,
        groups=breakdown.groups_of(cases=ours, contacts=contacts, groups=groups),
        labels=labels,
    )

    assert [(row.label, row.moved) for row in rows] == [
        ("social", Rate(2, 2)),
        ("email", Rate(1, 1)),
        (None, Rate(0, 3)),
    ]
    assert breakdown.rates_by_label(rows=rows)[None] == Rate(0, 3)


def test_without_any_labels_all_are_blank():
    ours = cohort(3, 6)
    contacts, groups, labels = breakdown.labelled(of={})

    found = breakdown.groups_of(cases=ours, contacts=contacts, groups=groups)

    assert [
        (row.label, row.moved)
        for row in breakdown.breakdown(cases=ours, groups=found, labels=labels)
    ] == [(None, Rate(3, 6))]


def test_months_are_those_of_the_wall_calendar():
    late_july = passages.instant(at=datetime(2026, 7, 31, 22, 30, tzinfo=UTC))
    ours = cohort(0, 2)
    moved = Cases(
        0, ours.contact, np.array([late_july - DAY, late_july]), ours.ended, ours.until,
        ours.moved_on, ours.disordered, ours.onto,
    )  # fmt: skip

    groups, months = breakdown.months(cases=moved, zone=BERLIN)

    assert (groups.tolist(), months) == ([0, 1], [parse(text="2026-07"), parse(text="2026-08")])
    assert months[1].start == date(2026, 8, 1)


def test_months_follow_each_other_and_channels_begin_with_the_largest():
    ours = cohort(1, 3)
    found = {"cases": ours, "groups": np.array([0, 1, 1]), "labels": ["2026-07", "2026-08"]}

    by_month = breakdown.breakdown(**found, as_named=True)
    by_size = breakdown.breakdown(**found)

    assert [row.label for row in by_month] == ["2026-07", "2026-08"]
    assert [row.label for row in by_size] == ["2026-08", "2026-07"]


REFERRAL_DAYS = {"referral": Rate(160, 400), "social": Rate(10, 100)}


@pytest.mark.parametrize(
    ("now", "cause"),
    [
        ({"referral": Rate(41, 100), "social": Rate(39, 400)}, Cause.MIX),
        ({"referral": Rate(80, 400), "social": Rate(5, 100)}, Cause.RATE),
        ({"referral": Rate(20, 100), "social": Rate(20, 400)}, Cause.BOTH),
        ({"referral": Rate(155, 400), "social": Rate(11, 100)}, Cause.CHANCE),
    ],
)
def test_why_a_rate_has_dropped(now, cause):
    found = change.compare(before=REFERRAL_DAYS, now=now)

    assert found.cause is cause
    assert found.change.total == close(found.change.now.share - found.change.before.share)


def stage(key: str, met: int, of: int, plan: float | None, worth: int = 1000):
    return figures.stage_figures(
        stage=Stage(key, key.upper(), "sales", plan), cases=cohort(met, of), worth=[Decimal(worth)]
    )


def test_the_page_says_where_most_is_lost():
    small = stage("visit", 3557, 148_200, 0.026, worth=1)
    large = stage("opportunity", 104, 471, 0.26, worth=14_500)
    fine = stage("iql", 838, 3612, 0.22)

    found = finding.finding(figures=[small, fine, large])

    assert (found.says, found.worst, found.below, found.on_plan) == (
        Says.LOSE_MOST,
        large,
        (small,),
        (fine,),
    )


def test_the_page_says_when_only_the_mix_has_changed():
    dropped = stage("mql", 80, 500, 0.34)
    mix = change.compare(
        before=REFERRAL_DAYS, now={"referral": Rate(41, 100), "social": Rate(39, 400)}
    )

    found = finding.finding(figures=[dropped], comparison=mix, compared="mql")
    elsewhere = finding.finding(figures=[dropped], comparison=mix, compared="sql")

    assert (found.says, found.worst, found.comparison) == (Says.MIX_ONLY, dropped, mix)
    assert elsewhere.says is Says.LOSE_MOST


@pytest.mark.parametrize(
    ("rates", "says"),
    [
        ([(0, 0, 0.3)], Says.NOBODY),
        ([(3, 14, 0.26)], Says.TOO_EARLY),
        ([(838, 3612, 0.22), (3, 14, 0.26)], Says.ON_PLAN),
        ([(842, 8000, None)], Says.NO_PLAN),
    ],
)
def test_the_page_says_no_more_than_it_knows(rates, says):
    found = finding.finding(figures=[stage(f"s{n}", *rate) for n, rate in enumerate(rates)])

    assert found.says is says


def test_velocity_and_the_parts_of_its_change():
    before, now = Velocity(50, 0.25, 10_000, 45), Velocity(60, 0.20, 10_000, 50)

    parts = velocity_change(before=before, now=now)

    assert before.a_day == close(2777.78, 5e-3)
    assert parts.total == close(float(np.log(now.a_day / before.a_day)))
    assert (parts.opportunities > 0, parts.win_rate < 0, parts.deal, parts.days < 0) == (
        True,
        True,
        0.0,
        True,
    )
