"""The forecast of the pages against sums that are known: two hundred SQLs and nothing else."""

from functools import cache
from math import sqrt

import pytest

from entente.kit.statistics.beta import Beta
from entente.plan.rules import forecast, lag
from entente.plan.rules.forecast import Draws, Outlook, Shock, StageAhead
from entente.plan.rules.sizes import LogNormal, Sizes

LEADS, GOAL = 200, 1_200_000
AT_ONCE = lag.assumed(rate=0.25, mean_days=0.01)  # whoever wins does so within a day
KNOWN, BELIEVED = Beta(0.25e7, 0.75e7), Beta(31, 91)
DEALS, MONEY = LogNormal(1.0, 0.0), LogNormal(24_000, 0.8)
DRAWS = 200_000


def close(expected: float, within: float) -> object:
    return pytest.approx(expected, abs=within)


@cache
def ahead(belief: Beta, sizes: Sizes, goal: float, leads: int = LEADS) -> Outlook:
    """A month that begins with so many SQLs; nobody else comes, no deal is open."""
    return Outlook(
        goal=goal,
        won=0.0,
        days=30,
        stages=(StageAhead("SQL", belief, AT_ONCE, open_ages=(0,) * leads),),
        deals=(),
        sizes=sizes,
        shock=Shock(0.0, 0.0),
        draws=DRAWS,
    )


@cache
def ends(belief: Beta, sizes: Sizes, goal: float) -> Draws:
    drawn: Draws = forecast.revenues(outlook=ahead(belief, sizes, goal), days=[30])[:, 0]
    return drawn


@pytest.mark.parametrize(
    ("belief", "chance", "sd"), [(KNOWN, 0.527124, 6.123724), (BELIEVED, 0.538661, 9.9617)]
)
def test_planning_with_the_average_gives_an_even_chance_of_fifty_deals(belief, chance, sd):
    found = forecast.forecast(outlook=ahead(belief, DEALS, 50))
    drawn = ends(belief, DEALS, 50)

    assert found.chance == close(chance, 4 * found.error)
    assert found.error == close(sqrt(chance * (1 - chance) / DRAWS), 1e-5)
    assert drawn.mean() == close(LEADS * belief.mean, 4 * sd / sqrt(DRAWS))
    assert drawn.std() == close(sd, 0.01 * sd)
    assert drawn.max() <= LEADS


@pytest.mark.parametrize(
    ("belief", "chance", "sd"), [(KNOWN, 0.480, 200_079.98), (BELIEVED, 0.506, 273_700)]
)
def test_the_revenue_of_two_hundred_leads_spreads_by_their_number_and_their_size(
    belief, chance, sd
):
    found = forecast.forecast(outlook=ahead(belief, MONEY, GOAL))
    drawn = ends(belief, MONEY, GOAL)

    deals, spread = LEADS * belief.mean, ends(belief, DEALS, 50).std()
    in_theory = sqrt(deals * MONEY.sd**2 + spread**2 * MONEY.mean**2)
    assert found.chance == close(chance, 4 * found.error)
    assert found.mean == close(deals * MONEY.mean, 4 * sd / sqrt(DRAWS))
    assert drawn.std() == close(sd, 0.01 * sd)
    assert drawn.std() == close(in_theory, 0.01 * sd)


def test_of_three_leads_no_more_than_three_win():
    certain = Beta(0.9e7, 0.1e7)

    drawn = forecast.revenues(outlook=ahead(certain, DEALS, 3, leads=3), days=[30])[:, 0]

    shares = [float((drawn == number).mean()) for number in range(5)]
    assert shares == [close(share, 0.003) for share in (0.001, 0.027, 0.243, 0.729, 0)]


def test_in_work_are_as_many_as_come_while_one_is_through():
    """Little (1961): 200 in 90 days, each 45 days in work."""
    a_day, through = LEADS / 90, lag.assumed(rate=1.0, mean_days=45)

    there = a_day * float(through.waiting.sum())

    assert there == close(a_day * float(through.mean() or 0), 1e-6)
    assert there == close(100, a_day)  # a day begun counts as a whole
