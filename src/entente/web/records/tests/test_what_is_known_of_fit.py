"""What a card says of somebody of whom little or nothing is known."""

import pytest

from entente.qualification.rules.points import FitPoints, Score
from entente.web.records import points
from entente.workspace.testing import MORNING

LABELS = ("Size", "Industry", "Role", "Reachable", "Country")


def card(*states: str) -> Score:
    lines = tuple(
        FitPoints(label=label, state=state, points=0, most=10)
        for label, state in zip(LABELS, states, strict=False)
    )
    return Score(fit=lines, interest=(), most_fit=50, most_interest=0)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (5 * ["unknown"], "None of our five ideal-lead criteria is known yet"),
        (["unknown"], "Our one ideal-lead criterion is not known yet"),
        (
            ["unknown", "unknown", "missed", "missed", "missed"],
            "Fits none of our five ideal-lead criteria; size and industry are not known yet",
        ),
        (
            [*4 * ["met"], "unknown"],
            "Fits four of our five ideal-lead criteria; country is not known yet",
        ),
        (5 * ["missed"], "Fits none of our five ideal-lead criteria"),
        ([], "Our points card asks nothing about fit"),
    ],
)
def test_who_is_unknown_is_not_told_to_fit_nothing(states, words):
    said = points.said(card(*states), MORNING)

    assert said == f"{words}. Has shown no interest that we count."
