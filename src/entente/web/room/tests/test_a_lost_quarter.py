"""What a person reads on the plan of a quarter that missed its goal."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.agreements.testing import agree
from entente.kit import clock
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.plan.models import ForecastMade
from entente.plan.rules.document import STANDARD as PLAN
from entente.web.testing import cells, signed_in, told
from entente.workspace import testing

pytestmark = pytest.mark.django_db

OPENING = datetime(2026, 6, 30, 22, tzinfo=UTC)  # midnight in Paris


def test_a_lost_quarter_says_which_week_could_tell():
    with clock.frozen(testing.MORNING):
        cast = testing.assemble(at=OPENING - timedelta(days=20))
        agree(kind="goal_plan", scope="2026-q3", content=PLAN, by=cast.noor, at=OPENING)
        for week, chance in enumerate((0.7, 0.62, 0.55, 0.45, 0.31, 0.12, 0.04), 1):
            ForecastMade.objects.create(
                quarter="2026-q3", version=1, at=OPENING + timedelta(weeks=week), chance=chance,
                result={},
            )  # fmt: skip

        response = signed_in(cast.milan).get("/plan/2026-q3/")
        other = signed_in(cast.milan).get("/plan/")

    page = told(response)
    assert page.startswith("Q3 2026 missed its goal: €0 of €300k.")
    assert (
        "How likely it seemed Forecasts of Q3 2026 as they were made; the dotted line is an even "
        "chance Its fifth week could tell: on 4 August the goal was 31% likely, and no forecast "
        "after that said otherwise."
    ) in page
    assert page.count(" 4 Aug: 31% likely ") == 3  # the point in the picture, in its three widths
    assert cells(response, section="course-h")[4:6] == [
        ["28 July", "4", "45% likely"],
        ["4 August", "5", "31% likely"],
    ]
    assert cells(other, section="earlier-h") == [
        ["Quarter", "Won", "Goal", "Outcome", "Could be seen from"],
        ["Q3 2026", "€0", "€300k", "Missed", "Fifth week, 31% likely"],
    ]
    assert (
        "A miss could be seen from the first week on whose forecasts all said it: the goal was 40% "
        "likely or less in each of them."
    ) in told(other)
    assert "A dash" not in told(other)


def test_a_dash_beside_a_missed_quarter_is_explained():
    with clock.frozen(testing.MORNING):
        cast = testing.assemble(at=OPENING - timedelta(days=20))
        agree(kind="goal_plan", scope="2026-q3", content=PLAN, by=cast.noor, at=OPENING)

        response = signed_in(cast.milan).get("/plan/")

    assert cells(response, section="earlier-h")[1:] == [
        ["Q3 2026", "€0", "€300k", "Missed", "–"],
    ]
    assert "A dash: no forecast that was kept said so." in told(response)


def test_of_quarters_that_were_made_nobody_asks_when_a_miss_could_be_seen():
    with clock.frozen(testing.MORNING):
        cast = testing.assemble(at=OPENING - timedelta(days=20))
        agree(kind="goal_plan", scope="2026-q3", content=PLAN, by=cast.noor, at=OPENING)
        early = OPENING + timedelta(days=9)
        deal = sell(name="Dairy", amount="310000", currency="EUR", at=early, opened_at=early)
        win_deal(deal_id=deal, by=cast.noor, at=early + timedelta(days=30))

        response = signed_in(cast.milan).get("/plan/")

    assert cells(response, section="earlier-h") == [
        ["Quarter", "Won", "Goal", "Outcome"],
        ["Q3 2026", "€310k", "€300k", "Made"],
    ]
    assert "could be seen" not in told(response)


def test_a_quarter_whose_plan_was_signed_after_its_end_says_how_it_ended():
    with clock.frozen(testing.MORNING):
        cast = testing.assemble(at=OPENING - timedelta(days=20))
        agree(
            kind="goal_plan", scope="2026-q3", content=PLAN, by=cast.noor,
            at=testing.MORNING - timedelta(days=2),
        )  # fmt: skip
        early = OPENING + timedelta(days=9)
        deal = sell(name="Dairy", amount="290000", currency="EUR", at=early, opened_at=early)
        win_deal(deal_id=deal, by=cast.noor, at=early + timedelta(days=30))
        sell(name="Mill", amount="30000", currency="EUR", at=early, opened_at=early)

        page = told(signed_in(cast.milan).get("/plan/2026-q3/"))

    assert page.startswith("Q3 2026 missed its goal: €290k of €300k.")
    assert "One point more" not in page
    assert not ForecastMade.objects.exists()
