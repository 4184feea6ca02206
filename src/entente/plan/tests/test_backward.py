"""From one revenue goal back to visits, and what a percentage point is worth."""

from decimal import Decimal
from math import prod, sqrt

import pytest

from entente.kit.statistics.beta import UNIFORM, Beta, posterior
from entente.kit.statistics.proportions import Rate
from entente.plan.rules import backward, beliefs, capacity, chance
from entente.plan.rules.backward import NoPlan, Step, Stream
from entente.plan.rules.sizes import Bootstrap, LogNormal

STEPS = (
    Step("Visit", 0.025),
    Step("IQL", 0.2),
    Step("MQL", 0.6),
    Step("SAL", 0.5),
    Step("SQL", 0.25),
)
GOAL, DEAL = Decimal(1_200_000), Decimal(24_000)


def close(expected: object, within: float = 1e-6) -> object:
    return pytest.approx(expected, abs=within)


def test_a_goal_worked_backwards_without_rounding_on_the_way():
    needs = backward.backward(goal=GOAL, deal=DEAL, steps=STEPS)

    assert [(need.name, need.needed, need.shown) for need in needs] == [
        ("Visit", close(133_333.333333), 133_334),
        ("IQL", close(3_333.333333), 3_334),
        ("MQL", close(666.666667), 667),
        ("SAL", close(400), 400),
        ("SQL", close(200), 200),
        ("Won", close(50), 50),
    ]
    assert [need.each for need in needs] == [
        Decimal(amount) for amount in ("9.00", "360.00", "1800.00", "3000.00", "6000.00", "24000")
    ]
    assert needs[-1].needed / needs[0].needed == close(0.000375, 1e-12)


def test_what_one_more_percentage_point_brings_at_each_stage():
    points = [need.point for need in backward.backward(goal=GOAL, deal=DEAL, steps=STEPS)]

    assert points == [
        Decimal("480000.00"),
        Decimal("60000.00"),
        Decimal("20000.00"),
        Decimal("24000.00"),
        Decimal("48000.00"),
        None,
    ]


def test_a_hair_above_a_whole_number_is_the_whole_number():
    assert backward.shown(needed=1500.0000000001) == 1500
    assert backward.shown(needed=1500.00001) == 1501
    assert backward.shown(needed=0.0) == 0


def test_two_ways_in_have_their_own_rates_and_add_up():
    appointments = Stream(
        "Appointments", (Step("Appointment", 0.5), Step("MQL", 0.8), *STEPS[3:]), share=0.2
    )
    visits = Stream("Visits", STEPS, share=0.8)

    needs = backward.by_stream(goal=GOAL, deal=DEAL, streams=[visits, appointments])
    whole = backward.together(needs=needs)

    assert {name: [need.shown for need in found] for name, found in needs.items()} == {
        "Visits": [106_667, 2_667, 534, 320, 160, 40],
        "Appointments": [200, 100, 80, 40, 10],
    }
    assert whole["Won"] == close(50)
    assert whole["SQL"] == close(200)
    assert whole["MQL"] == close(533.333333 + 100)
    with pytest.raises(NoPlan, match="add up to 100%"):
        backward.by_stream(goal=GOAL, deal=DEAL, streams=[visits])


def test_pieces_of_content_for_the_visits_that_content_brings():
    pieces = backward.pieces_needed(visits=133_333.33, from_content=0.3, visits_a_piece=800)

    assert pieces == 50
    with pytest.raises(NoPlan):
        backward.pieces_needed(visits=1, from_content=0.3, visits_a_piece=0)


@pytest.mark.parametrize(
    ("goal", "deal"),
    [("0", "1"), ("-5", "1"), ("1", "0"), ("NaN", "1"), ("Infinity", "1"), ("1", "-1")],
)
def test_a_goal_and_a_deal_are_above_zero(goal, deal):
    with pytest.raises(NoPlan, match="above zero"):
        backward.backward(goal=Decimal(goal), deal=Decimal(deal), steps=STEPS)


@pytest.mark.parametrize("rate", [0, -0.1, 1.1, float("nan")])
def test_a_rate_is_above_nothing_and_at_most_all(rate):
    with pytest.raises(NoPlan, match="SQL"):
        Step("SQL", rate)


def test_rates_pipeline_and_deals_of_a_textbook_funnel():
    found = backward.rates(counts=[1000, 300, 120, 80, 50, 20])

    assert found == close([0.3, 0.4, 0.666667, 0.625, 0.4])
    assert prod(found) == close(0.02)
    target = Decimal(450_000)
    pipeline = backward.pipeline_needed(goal=target, win_rate=0.25)
    assert (pipeline, pipeline / target) == (Decimal("1800000.00"), 4)
    needs = backward.backward(goal=target, deal=Decimal(45_000), steps=[Step("Opp", 0.25)])
    assert [need.shown for need in needs] == [40, 10]


def test_who_sources_the_pipeline():
    found = backward.sourced(owned=0.3, parts={"web": 0.6, "campaign": 0.05, "reps": 0.35})

    assert found == close({"web": 0.18, "campaign": 0.015, "reps": 0.105})
    by_marketing, by_reps = found["web"] + found["campaign"], found["reps"]
    assert (by_marketing, by_reps, 1 - by_marketing - by_reps) == close((0.195, 0.105, 0.70))


def test_the_win_rate_is_what_we_know_least():
    found = beliefs.through(
        beliefs=[
            posterior(prior=UNIFORM, rate=rate)
            for rate in (Rate(30, 120), Rate(60, 120), Rate(120, 200), Rate(100, 500))
        ]
    )

    assert (found.mean, found.sd, found.cv) == close((0.01531170, 0.00320332, 0.209208))
    assert found.doubt == close((0.5526, 0.1883, 0.0764, 0.1828), 5e-5)


def test_own_history_comes_first_then_an_assumption_then_none():
    late = Rate(30, 120)

    assert beliefs.belief(matured=late) == Beta(30.5, 90.5)
    assert beliefs.belief(matured=Rate(0, 0), assumed=0.2) == Beta(2, 8)
    with_past = beliefs.belief(matured=late, earlier=Rate(400, 1000), assumed=0.2)
    assert with_past.a + with_past.b == close(160)
    assert with_past.mean == close((30 + 40 * 400.5 / 1001) / 160)


def test_planning_with_the_average_gives_an_even_chance():
    known = chance.chance_of_deals(deals=50, leads=200, rate=0.25)
    believed = chance.chance_of_deals(deals=50, leads=200, rate=Beta(31, 91))

    assert (known, believed) == close((0.527124, 0.538661))
    assert (spread(0.25), spread(Beta(31, 91))) == close((6.123724, 9.9617), 1e-4)


def spread(rate: Beta | float) -> float:
    """The standard deviation of the deals from 200 leads, from how likely each number is reached."""
    reached = [chance.chance_of_deals(deals=n, leads=200, rate=rate) for n in range(1, 201)]
    mean = sum(reached)
    return sqrt(sum((2 * n - 1) * share for n, share in enumerate(reached, 1)) - mean**2)


def test_revenue_from_two_hundred_leads():
    sizes = LogNormal(24_000, 0.8)
    mean, sd = chance.spread_of_revenue(
        deals=50, deals_sd=6.123724, size=sizes.mean, size_sd=sizes.sd
    )

    known = chance.chance_of_revenue(
        goal=1_200_000, leads=200, rate=0.25, sizes=sizes, draws=200_000
    )
    believed = chance.chance_of_revenue(
        goal=1_200_000, leads=200, rate=Beta(31, 91), sizes=sizes, draws=200_000
    )

    assert (mean, sd) == close((1_200_000, 200_079.98), 0.01)
    assert known.share == close(0.480, 3 * known.error)
    assert known.sd == close(sd, 1500)
    assert believed.share == close(0.506, 3 * believed.error)
    assert believed.sd == close(273_700, 2000)


def test_no_leads_no_revenue():
    found = chance.chance_of_revenue(
        goal=1, leads=0, rate=0.5, sizes=Bootstrap((5.0, 7.0)), draws=100
    )

    assert (found.share, found.mean, found.sd) == (0.0, 0.0, 0.0)


def test_deal_sizes_have_a_tail():
    sizes = LogNormal(24_000, 0.8)
    ours = Bootstrap((10_000.0, 20_000.0, 90_000.0))

    low, typical, high = sizes.typical
    assert (low < typical < sizes.mean < high, typical) == (True, close(18_741, 1))
    assert (ours.mean, ours.typical[1]) == (40_000, 20_000)
    with pytest.raises(ValueError, match="at least one"):
        Bootstrap(())
    with pytest.raises(ValueError, match="above zero"):
        LogNormal(0, 0.5)


def test_what_people_can_take_on():
    assert capacity.in_work(arrivals=200, days=90, cycle_days=45) == 100
    each = capacity.capacity(hours=160, utilised=0.6, hours_a_lead=1.2)
    assert each == close(80)
    assert capacity.workable(leads=200, capacities=[(80, 1.0), (80, 0.5)]) == close(120)
    assert capacity.workable(leads=100, capacities=[(80, 1.0), (80, 0.5)]) == 100
