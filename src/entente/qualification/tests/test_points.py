"""The points card on plain values."""

import pytest

from entente.qualification.rules import points


@pytest.mark.parametrize(("half_life", "expected"), [(14, 32.542262), (30, 42.508113)])
def test_points_fade_by_half_every_half_life(half_life, expected):
    deeds = [(20, 0), (10, 14), (30, 45), (5, 3)]

    total = sum(
        points.faded(points=worth, age_days=age, half_life_days=half_life) for worth, age in deeds
    )

    assert total == pytest.approx(expected, abs=1e-6)


def test_a_line_of_interest_gives_at_most_its_most():
    line = points.interest(label="Read", points=10, ages=[0, 0, 14, -1], half_life_days=14, most=22)

    assert line == points.InterestPoints(label="Read", points=22, most=22, ages=(0, 0, 14))


def test_an_unknown_gives_no_points_and_is_what_to_ask():
    card = points.score(
        fits=[
            points.fit(label="Size", points=12, state="met", seen="310", wanted="50 to 2,000"),
            points.fit(label="System", points=8, state="unknown"),
            points.fit(label="Student", points=-20, state="missed"),
        ],
        interests=[points.interest(label="Read", points=6, ages=[14], half_life_days=14, most=20)],
    )

    assert (card.fit_points, card.interest_points, card.total) == (12, 3, 15)
    assert (card.most_fit, card.most_interest) == (20, 20)
    assert [line.label for line in card.unknown] == ["System"]
