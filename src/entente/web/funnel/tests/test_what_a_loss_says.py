"""What the page says beside a stage that loses more than planned: who may still come, and the mix."""

import pytest

from entente.funnel.operations import Move, enter_stages
from entente.insights.testing import ago
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.testing import meet
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.web.testing import cells, signed_in, told
from entente.workspace.testing import MORNING

pytestmark = pytest.mark.django_db
EACH = ("sql", "accepted", "opportunity", "customer")


def came(leads: int, *, days: float, on: int = 0, to=EACH, channel: str = "") -> list[int]:
    """MQLs of so many days ago, of whom so many took these stages, a day each."""
    found = [meet(name=f"Lead {n}", at=ago(days)) for n in range(leads)]
    if channel:
        touches = [
            NewEntry(kind="ad.clicked", occurred_at=ago(days), contact=one, channel=channel,
                     team="marketing")
            for one in found
        ]  # fmt: skip
        ledger.record(entries=touches, at=MORNING)
    moves = [Move(contact=one, stage="mql", occurred_at=ago(days), via="import") for one in found]
    moves += [
        Move(contact=one, stage=stage, occurred_at=ago(days - 1 - n), via="import")
        for one in found[:on]
        for n, stage in enumerate(to)
    ]
    enter_stages(moves=moves, at=MORNING)
    return found


def test_a_loss_says_who_may_still_move_on_and_how_they_are_counted(cast):
    leads = came(200, days=190, on=10)
    deal = sell(name="Mill", contacts=leads[:1], at=ago(188), amount="9000", currency="EUR")
    win_deal(deal_id=deal, by=cast.ada, at=ago(180))
    came(20, days=1)

    answer = signed_in(cast.noor).get("/funnel/")

    assert cells(answer, section="stages-h")[1][-1] == "Below assumed 20 may still move on"
    assert (
        "What a stage costs reckons with €9k a deal, the mean of all that we won, and with those "
        "who may still move on as if they did as assumed."
    ) in told(answer)


def test_a_change_of_mix_says_both_rates(cast):
    for days, organic, paid in ((120, 80, 20), (40, 20, 80)):
        came(organic, days=days, on=organic // 4, channel="organic")
        came(paid, days=days, on=paid // 20, channel="paid search")

    page = told(signed_in(cast.noor).get("/funnel/?entered=2026-q4"))

    assert page.startswith(
        "Fewer MQLs move on, but only because other channels bring them. The rate fell from 21% "
        "in the period before to 9%, both followed equally long, and within each channel it is as "
        "it was: other channels bring other people, nobody got worse."
    )


def test_a_stage_above_its_plan_is_not_said_to_be_on_it(cast):
    came(60, days=190, on=60)

    page = told(signed_in(cast.noor).get("/funnel/"))

    assert page.startswith("Every stage that we can judge is above what is assumed. People who")
