"""Leads who become customers without a stage in between: nothing is lost at the first."""

import csv
import json
from decimal import Decimal

import pytest

from entente.agreements import offers
from entente.agreements.testing import agree
from entente.funnel.operations import Move, enter_stages
from entente.insights import funnel
from entente.insights.table import as_json
from entente.insights.testing import ago
from entente.people.testing import meet
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.web.testing import cells, signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
EACH = "sql accepted opportunity customer"


def came(leads: int, *went: tuple[int, str], days: int = 190) -> list[int]:
    """So many MQLs told of by a file, of whom so many entered these stages and no others."""
    found = [meet(name=f"Lead {days} {n}", at=ago(200)) for n in range(leads)]
    moves = [Move(contact=one, stage="mql", occurred_at=ago(days), via="import") for one in found]
    ways = [way for many, way in went for _ in range(many)]
    moves += [Move(contact=one, stage=stage, occurred_at=ago(days - 20 - n), via="import")
              for one, way in zip(found, ways, strict=False)
              for n, stage in enumerate(way.split())]  # fmt: skip
    enter_stages(moves=moves, at=MORNING)
    return found


def sold(*, to: list[int], by) -> None:
    for n, one in enumerate(to):
        deal = sell(name=f"Deal {n}", contacts=[one], at=ago(180), amount="9000", currency="EUR")
        win_deal(deal_id=deal, by=by.ada, at=ago(170))


def test_three_times_the_customers_that_the_plan_lets_hope_for_are_the_good_news(cast):
    leads = came(200, (20, "customer"))
    sold(to=leads[:5], by=cast)

    answer = signed_in(cast.noor).get("/funnel/")

    assert told(answer).startswith(
        "More MQLs reach Customer than assumed: 10% instead of 3.3%. "
        "10% move on from MQL instead of the assumed 35%, but 20 went further than SQL at once. "
    )
    mql = cells(answer, section="stages-h")[1]
    assert mql == [
        "M Marketing MQL to SQL", "200", "20", "10%", "35%", "10%, assumed 35%", "–", "20 days",
        "Above assumed 20 went further than SQL at once",
    ]  # fmt: skip
    assert "reckons with" not in told(answer)
    assert (
        'aria-label="10%, likely 6.6–15%; assumed 35%, or 3.3% as far as they went"' in answer.text
    )


def test_the_report_says_the_same_as_the_page(cast):
    came(200, (20, "customer"))

    found = json.loads(as_json(table=funnel.table(viewer=cast.noor, at=MORNING)))
    file = csv.DictReader(signed_in(cast.noor).get("/funnel/csv/").text.splitlines())

    assert found["finding"] == "More MQLs reach Customer than assumed: 10% instead of 3.3%."
    assert found["notes"] == [
        "No funnel is signed yet; these are the standard stages, and their plan is assumed.",
        "From MQL 20 went further than SQL at once.",
    ]
    said = [(row["stage"], row["rate"], row["reading"], row["cost_a_quarter"]) for row in file]
    assert said[0] == ("MQL", "0.10000", "Above assumed", "")
    assert (found["rows"][0]["rate"], found["rows"][0]["reading"]) == ("0.10000", "Above assumed")


def test_where_some_take_each_stage_and_others_skip_some_the_page_says_how_many(cast):
    agree(kind="funnel", content=offers.kind("funnel").starters[0].content, by=cast.noor,
          at=ago(60), baseline=True)  # fmt: skip
    came(200, (12, "customer"), (8, EACH))

    assert told(signed_in(cast.noor).get("/funnel/")).startswith(
        "MQLs do better than planned: 12 went further than SQL at once. 10% move on from MQL "
        "instead of the planned 35%; as far as they went, 5.1% would have been as planned. "
    )


def test_of_customers_of_long_ago_nobody_may_still_move_on(cast):
    for days in (800, 400, 100):
        came(10, (5, "customer"), days=days)

    page = told(signed_in(cast.noor).get("/funnel/?by=month"))

    assert page.split("Customer Month Entered Moved on Rate Likely ")[1] == (
        "October 2024 5 0 0% 0–43% November 2025 5 0 0% 0–43% "
        "September 2026 5 may still move on 5 0 0% 0–43% Together 15 0 0%"
    )
    assert page.count("may still move on") == 1


def test_what_a_few_who_went_further_earned_is_taken_off_the_loss(cast):
    """All who entered SQL were won: who skipped it was worth a deal as they were, not ten."""
    leads = came(400, (20, EACH), (2, "customer"))
    sold(to=leads[:22], by=cast)

    table = funnel.table(viewer=cast.noor, at=MORNING)

    keys = [column.key for column in table.columns]
    mql = dict(zip(keys, table.rows[0], strict=True))
    assert table.finding == "We lose most between MQL and SQL."
    assert (mql["reading"], mql["cost_a_quarter"]) == (
        "Below assumed", Decimal(140 - 20 - 2) * Decimal("9000.00"),
    )  # fmt: skip
