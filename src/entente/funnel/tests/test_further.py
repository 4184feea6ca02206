"""Who skips stages went further, not astray: a step is judged by how far it brought people."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from entente.funnel.rules import cases, figures, finding, further, passages
from entente.funnel.rules.figures import StageFigures
from entente.funnel.rules.finding import Says
from entente.funnel.rules.further import Reached
from entente.funnel.rules.reading import Against
from entente.funnel.rules.shape import Shape, Stage
from entente.kit.statistics.proportions import Rate, wilson

START, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
LOOK = datetime(2026, 12, 1, tzinfo=UTC)
SHAPE = Shape((
    Stage("mql", "MQL", "marketing", plan=0.35, plan_days=30),
    Stage("sql", "SQL", "marketing", plan=0.75, plan_days=5),
    Stage("accepted", "Accepted", "sales", plan=0.50, plan_days=15),
    Stage("opportunity", "Opportunity", "sales", plan=0.25, plan_days=60),
    Stage("customer", "Customer", "sales"),
    Stage("repeat", "Repeat customer", "shared"),
))  # fmt: skip
WON = 4
PLANNED = [[0.35], [0.75], [0.50], [0.25], [0.0]]


def told(leads: int, *went: tuple[int, str]) -> list[StageFigures]:
    """So many MQLs, of whom so many entered this stage and no other."""
    rows = [(lead, "mql", START, False) for lead in range(leads)]
    first = 0
    for many, stage in went:
        rows += [(first + n, stage, START + timedelta(days=5), False) for n in range(many)]
        first += many
    known = passages.from_rows(rows=rows, shape=SHAPE)
    return figures.funnel_figures(
        shape=SHAPE,
        cases=cases.stage_cases(passages=known, at=LOOK),
        start=START,
        until=UNTIL,
        worth=figures.worth_of_entering(rates=PLANNED, deal=Decimal(10_000), won=WON),
        won=WON,
    )


def test_one_who_is_won_at_once_is_worth_all_whom_the_plan_lets_fall_on_the_way():
    after = SHAPE.stages[1:]

    worth = further.steps(beyond=after, won=3)

    assert worth == pytest.approx([1, 1 / 0.75, 1 / 0.375, 1 / 0.09375, 1 / 0.09375])
    assert further.steps(beyond=SHAPE.stages[5:], won=-1) == [1.0]
    assert further.steps(beyond=()) == [1.0]


def test_three_times_as_many_customers_as_planned_are_no_loss_though_they_skipped_every_stage():
    found = told(8000, (842, "customer"))

    mql = found[0]
    said = finding.finding(figures=found)
    assert (mql.moved, mql.onward, mql.further) == (Rate(842, 8000), (0, 0, 0, 842, 0), 842)
    assert (mql.reading.against, mql.cost, mql.by_going_further) == (Against.ABOVE, None, True)
    assert mql.enough == pytest.approx(0.35 * 0.75 * 0.50 * 0.25)
    assert (said.says, said.worst, said.below) == (Says.WENT_FURTHER, mql, ())


def test_without_skipping_a_loss_is_what_it_was():
    mql = told(1000, (200, "sql"))[0]

    assert mql.reached == Reached(Rate(200, 1000))
    assert (mql.reading.against, mql.further, mql.by_going_further) == (Against.BELOW, 0, False)
    # 150 too few, each worth 0.75 · 0.50 · 0.25 of a deal
    assert mql.cost.amount == Decimal("140625.00")


def test_a_few_who_went_further_take_off_the_loss_what_they_are_worth():
    mql = told(1000, (200, "sql"), (5, "customer"))[0]

    # 350 · 937.50 less 200 · 937.50 and five deals
    assert mql.cost.amount == pytest.approx(Decimal("90625.00"), abs=Decimal("0.05"))
    assert mql.cost.low < mql.cost.amount < mql.cost.high
    assert mql.reading.against is Against.BELOW


def test_a_few_who_went_very_far_make_us_less_sure_not_more():
    """Five of ten at once to the customer are not fifty-eight independent people."""
    mixed = further.reached(of=100, onward=[5, 0, 0, 5], steps=[1, 4 / 3, 8 / 3, 32 / 3])

    assert mixed.rate == Rate(6, 100)
    assert mixed.rate.met * mixed.each == pytest.approx(5 + 5 * 32 / 3)


def test_a_stage_without_a_plan_is_no_way_to_be_worth_more():
    shape = [Stage("sql", "SQL", "sales"), Stage("won", "Won", "sales")]

    assert further.steps(beyond=shape) == [1, 1]
    assert further.reached(of=50, onward=[3, 7], steps=[1, 1]) == Reached(Rate(10, 50), 1, 7)


def test_the_worth_of_a_stage_counts_those_who_skip_with_all_they_are_worth():
    rates = [[0.2], [0.0, 0.0, 0.0, 0.1], [0.75], [0.5], [0.25]]

    worth = figures.worth_of_entering(rates=rates, deal=Decimal(10_000))

    assert worth == [Decimal(amount).quantize(Decimal("0.01")) for amount in
                     ("200", "1000", "937.50", "1250", "2500", "10000")]  # fmt: skip


def test_a_step_that_nothing_was_lost_at_is_never_where_most_is_lost():
    dice = np.random.default_rng(5)
    for _ in range(200):
        ways = dice.integers(0, 60, 4)
        found = told(
            300, *zip(ways.tolist(), ("sql", "accepted", "opportunity", "customer"), strict=True)
        )

        said = finding.finding(figures=found)

        if said.says is Says.LOSE_MOST:
            assert said.worst.cost.amount > 0
        worth = sum(way * step for way, step in zip(ways, (1, 4 / 3, 8 / 3, 32 / 3), strict=True))
        if worth >= 0.35 * 300:
            assert (found[0].cost, found[0].reading.against in finding.BELOW) == (None, False)


def test_of_stages_on_one_day_the_first_is_the_next():
    """A file knows the days only: whoever is lead, SQL and customer on one day skipped nothing."""
    rows = [(1, stage, START, True) for stage in ("mql", "customer", "sql")]
    rows += [(2, "mql", START, True), (2, "customer", START + timedelta(days=3), True),
             (2, "sql", START + timedelta(days=4), True)]  # fmt: skip
    rows += [(3, "mql", START, True)]

    found = cases.stage_cases(passages=passages.from_rows(rows=rows, shape=SHAPE), at=LOOK)

    assert found[0].onto.tolist() == [1, 4, cases.NOWHERE]


def test_the_range_of_a_loss_grows_with_how_far_people_went():
    mql = told(1000, (20, "accepted"))[0]

    interval = wilson(rate=Rate(20, 1000))
    assert mql.reached == Reached(Rate(20, 1000), pytest.approx(4 / 3), 20)
    assert mql.cost.amount == Decimal("303125.00")
    assert [float(one) for one in (mql.cost.low, mql.cost.high)] == pytest.approx(
        [937.5 * (350 - 4 / 3 * 1000 * one) for one in (interval.high, interval.low)], abs=0.01
    )
