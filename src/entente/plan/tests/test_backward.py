"""From one revenue goal back to visits, and what a percentage point is worth."""

from decimal import Decimal

import pytest

from entente.kit.statistics.beta import UNIFORM, Beta, posterior
from entente.kit.statistics.proportions import Rate
from entente.plan.rules import backward, beliefs
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


def test_a_textbook_funnel_and_the_pipeline_of_four_times_its_goal():
    rates = {"Visit": 0.3, "IQL": 0.4, "MQL": 2 / 3, "SQL": 0.625, "Opp": 0.4}
    target, deal = Decimal(450_000), Decimal(45_000)

    twenty = backward.backward(
        goal=20 * deal, deal=deal, steps=[Step(name, rate) for name, rate in rates.items()]
    )
    needs = backward.backward(goal=target, deal=deal, steps=[Step("Opp", 0.25)])

    assert [need.needed for need in twenty] == close([1000, 300, 120, 80, 50, 20])
    assert [need.shown for need in needs] == [40, 10]
    assert (needs[0].shown * deal, needs[0].shown * deal / target) == (1_800_000, 4)


def test_who_sources_the_pipeline():
    owned = {"web": 0.3 * 0.6, "campaign": 0.3 * 0.05, "reps": 0.3 * 0.35, "sales": 0.7}
    ways = [Stream(name, (Step("Opp", 0.25),), share=share) for name, share in owned.items()]

    needs = backward.by_stream(goal=GOAL, deal=DEAL, streams=ways)

    whole = backward.together(needs=needs)["Opp"]
    part = {name: found[0].needed / whole for name, found in needs.items()}
    by_marketing = part["web"] + part["campaign"]
    assert (by_marketing, part["reps"], part["sales"]) == close((0.195, 0.105, 0.70))


def test_leads_owed_for_a_share_of_the_quota():
    """Rounding to 38 customers first would ask for 1,520."""
    owed = backward.backward(
        goal=Decimal(500_000) * Decimal("0.6"), deal=Decimal(8_000), steps=[Step("Lead", 0.025)]
    )

    assert [(need.name, need.needed) for need in owed] == [
        ("Lead", close(1500)),
        ("Won", close(37.5)),
    ]


def test_a_hundred_leads_a_person_bring_five_customers():
    rates = {"Lead": 1 / 2, "Connect": 3 / 5, "Discovery": 1 / 2, "Demo": 1 / 3}

    needs = backward.backward(
        goal=Decimal(4_000), deal=Decimal(800), steps=[Step(*one) for one in rates.items()]
    )

    assert [need.needed for need in needs] == close([100, 50, 30, 15, 5])


@pytest.mark.parametrize(
    ("rate", "price", "value"),
    [
        (0.01, 2400, 24),
        (0.06, 2600, 156),
        (0.12, 9000, 1080),
        (0.02, 8500, 170),
        (0.015, 40_000, 600),
    ],
)
def test_what_a_lead_of_each_kind_is_worth(rate, price, value):
    needs = backward.backward(goal=GOAL, deal=Decimal(price), steps=[Step("Lead", rate)])

    assert needs[0].each == value


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
