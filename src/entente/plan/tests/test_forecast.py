"""Forwards in time: what closes when, how likely the goal is, and which lever still helps."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from entente.kit.statistics.beta import Beta
from entente.kit.statistics.survival import aalen_johansen
from entente.plan.rules import forecast, lag, levers, luck, pace
from entente.plan.rules.backward import Need
from entente.plan.rules.forecast import OpenDeal, Outlook, Shock, StageAhead
from entente.plan.rules.sizes import LogNormal

SURE = 1e7
MONTH_LAG = lag.assumed(rate=0.25, mean_days=30)
SIZES = LogNormal(24_000, 0.8)
NO_SHOCK = Shock(0.0, 0.0)


def close(expected: object, within: float = 1e-6) -> object:
    return pytest.approx(expected, abs=within)


def sure(rate: float) -> Beta:
    return Beta(rate * SURE, (1 - rate) * SURE)


def outlook(**more: object) -> Outlook:
    """A quarter of 90 days: two SQLs a day, nothing open, one in four wins after a month."""
    sql = StageAhead("SQL", Beta(31, 91), MONTH_LAG, entries=(2.0,) * 90)
    given = {"goal": 700_000.0, "won": 0.0, "days": 90, "stages": (sql,), "deals": ()}
    return Outlook(**{**given, "sizes": SIZES, **more})


def test_what_closes_before_a_quarter_begins_is_not_of_it():
    sql = StageAhead("SQL", Beta(31, 91), MONTH_LAG, entries=(2.0,) * 127, open_ages=(0, 10, 60))
    more = {"stages": (sql,), "deals": tuple(OpenDeal(0, age, 12_000.0) for age in range(40))}
    this, next_, both = (
        forecast.forecast(outlook=outlook(**more, wait=wait, days=days), days=[1])
        for wait, days in ((0, 37), (37, 90), (0, 127))
    )

    assert next_.mean < both.mean - 100_000
    assert this.mean + next_.mean == pytest.approx(both.mean, rel=0.02)
    assert next_.bands[0].high80 < this.mean  # its first day brings what one day brings


def test_a_quarter_that_is_over_ends_with_what_was_won():
    deals = (OpenDeal(0, 5, 900_000.0),)

    over = forecast.forecast(outlook=outlook(won=699_999.0, days=0, deals=deals))
    made = forecast.forecast(outlook=outlook(won=700_000.0, days=0, deals=deals))

    assert (over.chance, over.mean, over.end.day) == (0.0, close(699_999.0), 0)
    assert made.chance == 1.0


def test_a_lead_of_today_closes_later():
    wins = lag.wins_by_day(entries=[40.0], lag=MONTH_LAG, days=90)

    assert wins.sum() == close(40 * 0.25 * float(MONTH_LAG.within(89)))
    assert MONTH_LAG.mean() == close(30.5, 0.01)  # a day begun counts as a whole
    assert np.cumsum(wins)[27] == close(5, 0.15)
    assert float(MONTH_LAG.within(1000)) == close(1.0)
    assert float(MONTH_LAG.within(-1)) == 0.0


def test_open_leads_win_by_what_is_left_of_their_lag():
    ages, days = [0, 10, 10, 60], 30
    one_by_one = sum(
        0.25
        * (float(MONTH_LAG.within(age + days)) - float(MONTH_LAG.within(age)))
        / (1 - float(MONTH_LAG.within(age)))
        for age in ages
    )

    assert lag.wins_from_open(ages=ages, lag=MONTH_LAG, days=days).sum() == close(one_by_one)


def test_the_lag_of_our_history_knows_the_lost_and_the_open():
    # Ten SQLs: two won on day 5, four lost on day 10, two won on day 20, two open at day 30.
    curves = aalen_johansen(
        ages=[5, 5, 10, 10, 10, 10, 20, 20, 30, 30],
        causes=[1, 1, 2, 2, 2, 2, 1, 1, 0, 0],
        kinds=3,
    )

    ours = lag.of_history(curves=curves)

    assert ours.rate == close(0.4)
    assert ours.within(np.array([4, 5, 19, 20])).tolist() == close([0, 0.5, 0.5, 1.0])
    assert float(ours.chance(age=0, days=30)) == close(0.4)
    assert float(ours.chance(age=12, days=30)) == close(0.5)  # four are left, two of them win
    assert float(ours.chance(age=25, days=90)) == 0.0
    assert ours.mean() == close(12.5)


def test_a_company_that_never_won_has_no_lag_yet():
    nothing = lag.of_history(curves=aalen_johansen(ages=[], causes=[], kinds=3))

    assert (nothing.rate, nothing.mean()) == (0.0, None)
    assert lag.wins_by_day(entries=[5.0], lag=nothing, days=10).sum() == 0


def test_the_forecast_agrees_with_the_sums_that_can_be_done_by_hand():
    known = replace(outlook().stages[0], belief=sure(0.25))
    ahead = outlook(stages=(known,), shock=NO_SHOCK, draws=40_000)
    wins = lag.wins_by_day(entries=known.entries, lag=MONTH_LAG, days=90).sum()

    found = forecast.forecast(outlook=ahead)
    ends = forecast.revenues(outlook=ahead, days=[90])[:, 0]

    sd = sqrt(wins * (SIZES.sd**2 + SIZES.mean**2))  # of a compound Poisson sum
    assert found.mean == close(wins * SIZES.mean, 3 * sd / sqrt(40_000))
    assert ends.std() == close(sd, 0.03 * sd)
    assert found.chance == close(float((ends >= 700_000).mean()))


def test_open_deals_are_won_as_often_as_their_age_allows():
    deals = (OpenDeal(0, 5, 50_000.0), OpenDeal(0, 40, 10_000.0), OpenDeal(0, 40, None))
    quiet = StageAhead("Opportunity", sure(0.25), MONTH_LAG)
    ahead = outlook(stages=(quiet,), deals=deals, won=100.0, days=30, shock=NO_SHOCK, draws=60_000)
    young, old = (float(MONTH_LAG.chance(age=age, days=30)) for age in (5, 40))

    found = forecast.forecast(outlook=ahead, days=[10, 20])

    expected = 100 + young * 50_000 + old * (10_000 + 24_000)
    assert found.mean == close(expected, 3 * 25_000 / sqrt(60_000))
    means = forecast.revenues(outlook=ahead, days=[10, 30]).mean(axis=0)
    ten = (
        100
        + float(MONTH_LAG.chance(age=5, days=10)) * 50_000
        + float(MONTH_LAG.chance(age=40, days=10)) * 34_000
    )
    assert means[0] == close(ten, 3 * 25_000 / sqrt(60_000))


def test_bands_nest_and_revenue_never_falls():
    found = forecast.forecast(outlook=outlook(won=50_000.0), days=[7, 14, 21, 90, 400, -3])

    assert [band.day for band in found.bands] == [7, 14, 21, 90]
    for band in found.bands:
        assert 50_000 <= band.low80 <= band.low50 <= band.middle <= band.high50 <= band.high80
    middles = [band.middle for band in found.bands]
    assert middles == sorted(middles)
    assert found.end == found.bands[-1]


def test_the_same_seed_tells_the_same_and_another_one_nearly():
    first, again = forecast.forecast(outlook=outlook()), forecast.forecast(outlook=outlook())
    other = forecast.forecast(outlook=outlook(seed=8))

    assert first == again
    assert other.chance == close(first.chance, 4 * (first.error + other.error))


def test_doubt_and_shared_shocks_widen_the_range():
    def width(ahead: Outlook) -> float:
        end = forecast.forecast(outlook=ahead).end
        return end.high80 - end.low80

    stage = outlook().stages[0]
    certain = outlook(stages=(replace(stage, belief=sure(0.25)),), shock=NO_SHOCK)

    assert width(certain) < width(outlook(shock=NO_SHOCK)) < width(outlook(shock=Shock(0.5, 0.3)))


def test_a_goal_that_is_reached_is_certain_and_an_absurd_one_is_not():
    assert forecast.forecast(outlook=outlook(won=700_000.0)).chance == 1.0
    assert forecast.forecast(outlook=outlook(goal=1e12)).chance == 0.0


def test_many_deals_are_summed_up_by_their_mean_and_spread():
    known = replace(outlook().stages[0], belief=sure(0.25), entries=(40.0,) * 90)
    ahead = outlook(stages=(known,), shock=NO_SHOCK)
    wins = lag.wins_by_day(entries=known.entries, lag=MONTH_LAG, days=90).sum()

    ends = forecast.revenues(outlook=ahead, days=[90])[:, 0]

    sd = sqrt(wins * (SIZES.sd**2 + SIZES.mean**2))
    assert wins > 500
    assert ends.mean() == close(wins * SIZES.mean, 3 * sd / sqrt(20_000))
    assert ends.std() == close(sd, 0.03 * sd)


def two_stages(days: int) -> Outlook:
    slow = lag.assumed(rate=0.0125, mean_days=120, cv=0.2)
    fast = lag.assumed(rate=0.25, mean_days=10)
    iql = StageAhead("IQL", Beta(50, 950), slow, entries=(20.0,) * days)
    sql = StageAhead("SQL", Beta(31, 91), fast, entries=(2.0,) * days, open_ages=(1, 2, 3) * 20)
    return outlook(stages=(iql, sql), days=days, goal=500_000.0)


def test_levers_that_come_too_late_do_nothing():
    iql, sql = levers.rate_levers(outlook=two_stages(days=30))

    assert (iql.stage, sql.stage) == ("IQL", "SQL")
    assert (iql.effect.gain, iql.effect.money) == close((0.0, 0.0), 1e-3)
    assert sql.effect.gain > 5 * sql.effect.error > 0
    assert sql.effect.money > 10_000


def test_common_draws_keep_the_noise_out_of_a_lever():
    point = levers.rate_levers(outlook=outlook())[0].effect
    alone = forecast.forecast(outlook=outlook())

    assert 0 < point.error < alone.error
    assert 0.01 < point.gain < 0.2


def test_no_leads_no_deals_no_more_revenue():
    quiet = StageAhead("SQL", Beta(31, 91), MONTH_LAG)

    found = forecast.forecast(outlook=outlook(stages=(quiet,), won=10.0))

    assert (found.mean, found.end.low80, found.end.high80) == (10.0, 10.0, 10.0)


def test_the_pace_of_the_revenue_room():
    found = pace.revenue_pace(
        goal=Decimal(1_200_000),
        won=Decimal(742_000),
        share=pace.by_working_days(passed=38, whole=65),
    )

    assert (found.today, found.gap, found.to_go) == (
        Decimal("701538.46"),
        Decimal("40461.54"),
        Decimal("458000"),
    )
    assert pace.by_working_days(passed=70, whole=65) == 1
    assert pace.by_working_days(passed=0, whole=0) == Fraction(1)


def test_a_stage_behind_its_pace_and_what_that_is_worth():
    opportunities = Need("Opportunity", 318.0, Decimal("3770.00"), None)

    found = pace.stage_pace(need=opportunities, so_far=167, share=Fraction(38, 65))

    assert (found.today, found.gap) == close((185.907692, -18.907692))
    assert found.worth == Decimal("-71282.00")


@pytest.mark.parametrize("expected", [0.0, 1e-9, 0.3, 4.0, 41.5, 299.0, 301.0, 5_000.0])
def test_luck_brings_as_many_of_those_to_come_as_poisson_says(expected):
    told = np.append(np.random.default_rng(3).random(2_000), [0.0, 1e-12, 1 - 1e-12])
    nobody = np.zeros(len(told))

    found = luck.wins(luck=told, expected=nobody + expected, each=nobody)

    assert found.tolist() == np.maximum(stats.poisson.ppf(told, expected), 0).astype(int).tolist()


@pytest.mark.parametrize("rate", [1e-9, 0.001, 0.25, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("leads", [1, 7, 200, 1_000])
def test_luck_brings_as_many_of_those_who_are_here_as_a_binomial_says(leads, rate):
    told = np.random.default_rng(3).random(2_000)
    all_ = np.ones(len(told))

    found = luck.wins(luck=told, expected=all_ * leads * rate, each=all_ * rate)

    exact = stats.binom.ppf(told, leads, rate)
    off = np.abs(found - exact)
    assert off.max() <= (leads * rate > luck.COUNTED_UP_TO)
    assert off.mean() < 0.01
    assert found.max() <= leads
