"""How long things take, open cases counted, against published figures and a plain reckoning."""

import random

import pytest

from entente.kit.statistics import survival


def close(expected: object, within: float = 1e-6) -> object:
    return pytest.approx(expected, abs=within)


def read_ages(text: str) -> tuple[list[float], list[bool]]:
    cases = [(float(word.rstrip("+")), not word.endswith("+")) for word in text.split()]
    return [age for age, _ in cases], [happened for _, happened in cases]


def test_remission_under_mercaptopurine_as_published_by_freireich():
    ages, happened = read_ages(
        "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
    )

    curve = survival.kaplan_meier(ages=ages, happened=happened)

    assert dict(zip(curve.ages.tolist(), curve.staying.tolist(), strict=True)) == close(
        {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}, 5e-5
    )
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.age_when_left(share=0.5) == 23
    assert curve.age_when_left(share=0.9) is None
    assert curve.followed == 35


def test_open_leads_wait_too():
    ages, happened = read_ages("4 7 12 30 45+ 60 90 120+ 240 300+")

    curve = survival.kaplan_meier(ages=ages, happened=happened)

    answered = [curve.ended_by(age=age, cause=1) for age in (0, 5, 30, 60, 240)]
    assert answered == close([0.0, 0.1, 0.4, 0.52, 0.82])
    assert curve.age_when_left(share=0.5) == 60
    naive = [age for age, ended in zip(ages, happened, strict=True) if ended]
    assert sum(naive) / len(naive) == close(63.29, 5e-3)


def test_losing_is_not_the_same_as_leaving_our_sight():
    # Ten SQLs: two won on day 5, four lost on day 10, two won on day 20, two still open.
    ages = [5, 5, 10, 10, 10, 10, 20, 20, 30, 30]
    causes = [1, 1, 2, 2, 2, 2, 1, 1, 0, 0]

    curves = survival.aalen_johansen(ages=ages, causes=causes, kinds=2)

    assert [curves.ended_by(age=age, cause=1) for age in (4, 5, 20, 90)] == close(
        [0.0, 0.2, 0.4, 0.4]
    )
    assert curves.ended_by(age=90, cause=2) == close(0.4)
    assert curves.staying_at(age=90) == close(0.2)
    assert curves.staying_at(age=1) == 1.0
    overstated = survival.kaplan_meier(ages=ages, happened=[cause == 1 for cause in causes])
    assert overstated.ended_by(age=90, cause=1) == close(0.6)
    assert curves.age_when_ended(share=0.2, cause=1) == 5
    assert curves.age_when_ended(share=0.5, cause=1) is None
    assert curves.age_among_ended(share=0.5, cause=1) == 5
    assert curves.age_among_ended(share=0.51, cause=1) == 20


def test_shares_are_one_at_every_age_and_match_a_plain_reckoning():
    dice = random.Random(7)
    for _ in range(50):
        n = dice.randint(1, 60)
        since = [dice.choice((0, 0, dice.randint(0, 9))) for _ in range(n)]
        ages = [s + dice.randint(0, 20) for s in since]
        causes = [dice.randint(0, 3) for _ in range(n)]

        curves = survival.aalen_johansen(ages=ages, causes=causes, kinds=3, entered=since)

        whole = curves.staying + curves.ended.sum(axis=0)
        assert whole.tolist() == close([1.0] * len(curves.ages))
        assert curves.ended.tolist() == [close(row) for row in plain_shares(ages, causes, since)]


def plain_shares(ages: list[int], causes: list[int], since: list[int]) -> list[list[float]]:
    """The definition, case by case."""
    cases = [c for c in zip(ages, causes, since, strict=True) if c[2] < c[0] or c[2] == 0]
    staying, found = 1.0, [[], [], []]
    for age in sorted({a for a, cause, _ in cases if cause}):
        at_risk = sum(a >= age and (s < age or s == 0) for a, _, s in cases)
        for cause in (1, 2, 3):
            ended = sum(a == age and c == cause for a, c, _ in cases)
            last = found[cause - 1][-1] if found[cause - 1] else 0.0
            found[cause - 1].append(last + staying * ended / at_risk)
        staying *= 1 - sum(a == age and c > 0 for a, c, _ in cases) / at_risk
    return found


def test_imported_in_the_middle_of_a_stage_they_do_not_make_it_look_longer():
    # Three came in fresh; two were imported when they had been there for 20 days already.
    ages, happened, entered = [2, 4, 30, 25, 40], [True, True, True, True, True], [0, 0, 0, 20, 20]

    naive = survival.kaplan_meier(ages=ages, happened=happened)
    truncated = survival.kaplan_meier(ages=ages, happened=happened, entered=entered)

    assert naive.ended_by(age=4, cause=1) == close(0.4)
    assert truncated.ended_by(age=4, cause=1) == close(2 / 3)
    assert truncated.at_risk.tolist() == [3, 2, 3, 2, 1]


def test_no_cases_no_curve():
    curves = survival.aalen_johansen(ages=[], causes=[], kinds=2)

    assert curves.ended_by(age=10, cause=1) == 0.0
    assert curves.age_among_ended(share=0.5, cause=1) is None
    assert curves.followed == 0.0


@pytest.mark.parametrize(
    ("ages", "causes"), [([-1.0], [1]), ([float("nan")], [1]), ([1.0], [3]), ([1.0], [-1])]
)
def test_impossible_ages_and_causes_are_refused(ages, causes):
    with pytest.raises(ValueError, match="numbered|finite"):
        survival.aalen_johansen(ages=ages, causes=causes, kinds=2)
