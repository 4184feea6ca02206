"""The models, against the reference cases of the methods."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from entente.attribution.rules.models import Model, Part, parts
from entente.attribution.rules.shares import credited
from entente.attribution.rules.touches import Milestone
from entente.attribution.testing import journey, touch, walk

WEEK = timedelta(days=7)
FIRST, LEAD, OPENED, CLOSED = Milestone


def shares(of, model, **more):
    """Each touch's share; the ends of a journey that says nothing else are its milestones."""
    if not any(t.milestones for t in of.touches):
        of = stones(len(of.touches), of=of, first=0, closed=len(of.touches) - 1)
    divided = parts(journey=of, model=model, half_life=WEEK, **more)
    by_touch = {
        line.touch.position: line.share for line in credited(journey=of, model=model, parts=divided)
    }
    return [by_touch.get(t.position, Fraction(0)) for t in of.touches]


def stones(count, of=None, **places):
    """A journey of `count` touches with milestones at these places."""
    names = {"first": FIRST, "lead": LEAD, "opened": OPENED, "closed": CLOSED}
    marked = of or walk("x" * count)
    return replace(
        marked,
        touches=tuple(
            replace(t, milestones=frozenset(names[n] for n, at in places.items() if at == i))
            for i, t in enumerate(marked.touches)
        ),
    )


def tenths(*values):
    return [Fraction(str(value)) for value in values]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Model.FIRST_TOUCH, tenths(1, 0, 0, 0, 0)),
        (Model.LAST_TOUCH, tenths(0, 0, 0, 0, 1)),
        (Model.LINEAR, tenths(0.2, 0.2, 0.2, 0.2, 0.2)),
        (Model.POSITION_BASED, [Fraction(2, 5), *[Fraction(1, 15)] * 3, Fraction(2, 5)]),
    ],
)
def test_models_that_only_look_at_the_place(model, expected):
    assert shares(walk("abcde"), model) == expected


def test_position_based_over_seven_two_and_one():
    assert shares(walk("abcdefg"), Model.POSITION_BASED) == tenths(
        0.4, 0.04, 0.04, 0.04, 0.04, 0.04, 0.4
    )
    assert shares(walk("ab"), Model.POSITION_BASED) == tenths(0.5, 0.5)
    assert shares(walk("a"), Model.POSITION_BASED) == [1]


@pytest.mark.parametrize("model", [m for m in Model if not m.startswith("markov")])
def test_a_single_touch_gets_everything(model):
    assert shares(stones(1, first=0, closed=0), model) == [1]


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((28, 14, 7, 0), ["344.83", "1379.31", "2758.62", "5517.24"]),
        ((21, 7, 0), ["769.23", "3076.92", "6153.85"]),
    ],
)
def test_time_decay_halves_every_week(ages, expected):
    of = journey(*(touch(i, days=age) for i, age in enumerate(ages)), value="10000.00")

    divided = parts(journey=of, model=Model.TIME_DECAY, half_life=WEEK)
    lines = credited(journey=of, model=Model.TIME_DECAY, parts=divided)

    assert [str(line.amount) for line in lines] == expected


def test_time_decay_does_not_depend_on_how_long_before_the_close_it_all_was():
    near = journey(touch(1, days=7), touch(2, days=0))
    far = journey(touch(1, days=9007), touch(2, days=9000))

    assert shares(near, Model.TIME_DECAY) == shares(far, Model.TIME_DECAY)
    assert [round(float(s), 9) for s in shares(far, Model.TIME_DECAY)] == [0.333333333, 0.666666667]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (stones(7, first=0, lead=2, opened=5), tenths(0.3, 0.025, 0.3, 0.025, 0.025, 0.3, 0.025)),
        (stones(4, first=0, lead=0, opened=3), tenths(0.6, 0.05, 0.05, 0.3)),
        (stones(3, first=0, lead=1, opened=2), [Fraction(1, 3)] * 3),
        (stones(3, first=0, opened=2), [Fraction(3, 7), Fraction(1, 7), Fraction(3, 7)]),
    ],
)
def test_w_pays_three_milestones_and_a_tenth_between(of, expected):
    assert shares(of, Model.W_SHAPED) == expected


def test_u_is_marketos_first_touch_and_lead_and_not_position_based():
    assert shares(stones(4, first=0, lead=2, closed=3), Model.U_SHAPED) == tenths(0.5, 0, 0.5, 0)
    assert shares(stones(4, first=0, lead=0), Model.U_SHAPED) == [1, 0, 0, 0]
    assert shares(stones(4, first=0), Model.U_SHAPED) == [1, 0, 0, 0]


def test_full_path_pays_four_milestones_and_a_tenth_between():
    assert shares(stones(6, first=0, lead=1, opened=3, closed=5), Model.FULL_PATH) == tenths(
        0.225, 0.225, 0.05, 0.225, 0.05, 0.225
    )
    assert shares(stones(2, first=0, lead=0, opened=1, closed=1), Model.FULL_PATH) == tenths(
        0.5, 0.5
    )


def test_shapley_shares_equally_among_channels_and_then_among_their_touches():
    assert shares(walk("aba"), Model.SHAPLEY) == tenths(0.25, 0.5, 0.25)
    assert parts(journey=walk("aba"), model=Model.SHAPLEY, half_life=WEEK) == (
        Part(1, (0, 2)),
        Part(1, (1,)),
    )


def test_shapley_of_two_wins_is_their_equal_parts_added_up():
    """Case 4.3 of the methods: A>B and B, one conversion each."""
    both, alone = shares(walk("AB"), Model.SHAPLEY), shares(walk("B"), Model.SHAPLEY)

    assert (both[0], both[1] + alone[0]) == (Fraction(1, 2), Fraction(3, 2))


def test_markov_shares_a_deal_by_the_removal_effects_of_its_channels():
    effects = {"a": 0.5, "b": 1.0, "elsewhere": 0.7}

    found = shares(walk("abb"), Model.MARKOV, effects=effects)

    assert [round(float(share), 8) for share in found] == [0.33333333, 0.33333333, 0.33333333]
    assert sum(found) == 1


def test_channels_that_the_chain_never_saw_share_equally():
    assert shares(walk("ab"), Model.MARKOV, effects={}) == tenths(0.5, 0.5)


def test_markov_without_effects_is_a_mistake_and_no_touches_have_no_parts():
    with pytest.raises(ValueError, match="needs the removal effects"):
        parts(journey=walk("ab"), model=Model.MARKOV, half_life=WEEK)
    assert parts(journey=journey(), model=Model.MARKOV, half_life=WEEK) == ()
