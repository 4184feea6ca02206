"""Rates, beliefs and changes against published and computed figures."""

import random

import numpy as np
import pytest
from scipy import stats

from entente.kit.statistics import beta, manytests, proportions
from entente.kit.statistics.beta import Beta
from entente.kit.statistics.decomposition import Part, kitagawa
from entente.kit.statistics.proportions import Interval, Rate


def close(expected: object, within: float = 1e-6) -> object:
    return pytest.approx(expected, abs=within)


@pytest.mark.parametrize(
    ("met", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published_by_newcombe(met, of, low, high):
    found = proportions.wilson(rate=Rate(met, of))

    assert (found.low, found.high) == close((low, high), 5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        (Rate(56, 70), Rate(48, 80), 0.0524, 0.3339),
        (Rate(9, 10), Rate(3, 10), 0.1705, 0.8090),
        (Rate(6, 7), Rate(2, 7), 0.0582, 0.8062),
        (Rate(5, 56), Rate(0, 29), -0.0381, 0.1926),
    ],
)
def test_differences_as_published_by_newcombe(first, second, low, high):
    found = proportions.difference(first=first, second=second)

    assert (found.low, found.high) == close((low, high), 5e-5)


def test_nothing_counted_says_nothing():
    nothing = Rate(0, 0)

    assert nothing.share is None
    assert proportions.wilson(rate=nothing) == Interval(0.0, 1.0)
    assert proportions.difference(first=nothing, second=Rate(1, 2)) == Interval(-1.0, 1.0)
    assert proportions.z_test(first=nothing, second=Rate(1, 2)).p == 1.0
    assert proportions.fisher(first=nothing, second=Rate(1, 2)) == 1.0
    assert proportions.control_distance(rate=nothing, usual=0.5) == 0.0


def test_all_and_none_have_closed_ends():
    assert proportions.wilson(rate=Rate(20, 20)) == Interval(
        1 - proportions.wilson(rate=Rate(0, 20)).high, 1.0
    )
    assert 0.0 in proportions.wilson(rate=Rate(0, 20))


@pytest.mark.parametrize(("met", "of"), [(2, 1), (-1, 5), (0, -1)])
def test_a_rate_is_a_part_of_a_whole(met, of):
    with pytest.raises(ValueError, match="is no rate"):
        Rate(met, of)


def test_this_month_against_history():
    now, history = Rate(36, 300), Rate(540, 3000)

    tested = proportions.z_test(first=now, second=history)

    assert (tested.z, tested.p) == close((-2.610446, 0.00904243))
    assert proportions.fisher(first=now, second=history) == close(0.00834511, 1e-8)
    assert beta.less(
        first=beta.posterior(prior=beta.UNIFORM, rate=now),
        second=beta.posterior(prior=beta.UNIFORM, rate=history),
    ) == close(0.996050)
    limits = proportions.control_limits(usual=0.18, of=300)
    assert (limits.low, limits.high) == close((0.113457, 0.246543))
    assert proportions.control_distance(rate=now, usual=0.18) == close(-2.7050, 5e-5)
    assert now.share in limits  # the chart and the test may disagree


def test_fisher_agrees_with_the_reference_on_small_tables():
    dice = random.Random(4)
    for _ in range(200):
        first, second = (Rate(dice.randint(0, of), of) for of in (dice.randint(1, 40), 25))
        table = [[rate.met, rate.of - rate.met] for rate in (first, second)]
        assert proportions.fisher(first=first, second=second) == close(
            stats.fisher_exact(table)[1], 1e-9
        )


def test_thirty_wins_of_a_hundred_and_twenty():
    uniform = beta.posterior(prior=beta.UNIFORM, rate=Rate(30, 120))
    jeffreys = beta.posterior(prior=beta.JEFFREYS, rate=Rate(30, 120))

    assert uniform == Beta(31, 91)
    assert (uniform.mean, uniform.sd, uniform.above(0.25)) == close((0.254098, 0.039254, 0.527890))
    assert (uniform.interval().low, uniform.interval().high) == close((0.181182, 0.334648))
    assert jeffreys.mean == close(0.252066)
    assert (jeffreys.interval().low, jeffreys.interval().high) == close((0.179107, 0.332785))
    assert uniform.trials_per_success == close(4.033333)
    assert 1 / uniform.mean == close(3.935484)
    assert Beta(1, 4).trials_per_success == float("inf")


def test_enough_wins_from_two_hundred():
    assert beta.at_least_known(successes=50, trials=200, rate=0.25) == close(0.527124)
    assert beta.at_least(successes=50, trials=200, belief=Beta(31, 91)) == close(0.538661)
    assert beta.at_least(successes=0, trials=200, belief=Beta(31, 91)) == 1.0
    assert beta.at_least(successes=201, trials=200, belief=Beta(31, 91)) == 0.0
    assert beta.at_least_known(successes=0, trials=5, rate=0.1) == 1.0
    assert beta.at_least_known(successes=6, trials=5, rate=0.1) == 0.0


def test_which_of_two_rates_is_greater():
    assert beta.less(first=Beta(2, 1), second=Beta(1, 2)) == close(1 / 6, 1e-9)
    assert beta.less(first=Beta(201, 1801), second=Beta(251, 1751)) == close(0.99381435, 1e-8)
    assert beta.less(first=Beta(13, 109), second=Beta(22, 98)) == close(0.957635)
    assert beta.less(first=Beta(0.5, 20.5), second=Beta(0.5, 20.5)) == close(0.5, 1e-9)
    assert beta.less(first=Beta(0.5, 0.5), second=Beta(0.5, 0.5)) == close(0.5, 1e-9)
    assert beta.less(first=Beta(1e6, 1e6), second=Beta(1e6, 1e6)) == close(0.5, 1e-9)


def test_the_past_is_worth_only_so_many_cases():
    assert beta.discounted(belief=Beta(300, 900), worth=80) == Beta(20, 60)
    assert beta.discounted(belief=Beta(3, 9), worth=80) == Beta(3, 9)


BENJAMINI_HOCHBERG_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
    0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_many_looks_as_published_in_1995():
    found = {
        rule.__name__: sum(p <= 0.05 for p in rule(p=BENJAMINI_HOCHBERG_1995))
        for rule in (
            manytests.bonferroni,
            manytests.holm,
            manytests.benjamini_hochberg,
            manytests.benjamini_yekutieli,
        )
    }

    assert found == {
        "bonferroni": 3,
        "holm": 3,
        "benjamini_hochberg": 4,
        "benjamini_yekutieli": 3,
    }
    assert manytests.benjamini_hochberg(p=BENJAMINI_HOCHBERG_1995)[3] == close(0.035625, 1e-9)


def test_looks_keep_their_order():
    shuffled = random.Random(1).sample(BENJAMINI_HOCHBERG_1995, k=15)

    adjusted = manytests.benjamini_hochberg(p=shuffled)

    assert sorted(zip(shuffled, adjusted, strict=True)) == list(
        zip(
            BENJAMINI_HOCHBERG_1995,
            manytests.benjamini_hochberg(p=BENJAMINI_HOCHBERG_1995),
            strict=True,
        )
    )
    assert manytests.benjamini_hochberg(p=[]) == manytests.holm(p=[]) == []


def test_a_drop_that_is_only_a_change_of_mix():
    before = {"referral": Rate(160, 400), "social": Rate(10, 100)}
    now = {"referral": Rate(40, 100), "social": Rate(40, 400)}

    change = kitagawa(before=before, now=now)

    assert (change.before, change.now) == (Rate(170, 500), Rate(80, 500))
    assert (change.total, change.by_rate, change.by_mix) == close((-0.18, 0.0, -0.18))
    assert 0.0 in change.by_rate_range


def test_a_drop_in_every_group():
    before = {"a": Rate(40, 100), "b": Rate(20, 100)}
    now = {"a": Rate(20, 100), "b": Rate(10, 100)}

    change = kitagawa(before=before, now=now)

    assert (change.total, change.by_rate, change.by_mix) == close((-0.15, -0.15, 0.0))
    assert change.parts == {"a": Part(close(-0.1), close(0.0)), "b": Part(close(-0.05), close(0.0))}
    assert 0.0 not in change.by_rate_range


def test_parts_add_up_to_the_change_and_newcomers_are_mix():
    dice = np.random.default_rng(3)
    for _ in range(100):
        sizes = dice.integers(0, 50, (2, 5))
        sizes[:, 0] += 1
        before, now = (
            {g: Rate(int(dice.integers(0, n + 1)), int(n)) for g, n in enumerate(row) if n}
            for row in sizes
        )

        change = kitagawa(before=before, now=now)

        assert change.total == close(change.now.share - change.before.share, 1e-12)
        for group, part in change.parts.items():
            if group not in before or group not in now:
                assert part.by_rate == 0.0


def test_a_change_from_nothing_cannot_be_split():
    with pytest.raises(ValueError, match="counted before and now"):
        kitagawa(before={}, now={"a": Rate(1, 2)})
