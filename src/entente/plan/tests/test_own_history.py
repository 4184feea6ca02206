"""One window of own history: for each number of the plan it speaks, or the plan's assumption does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import prod

import pytest

from entente.agreements import testing as agreements
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.people.operations import contacts
from entente.pipeline.operations.winning import win_deal
from entente.pipeline.testing import sell
from entente.plan import outlook
from entente.plan.rules.document import STANDARD
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ASSUMED = {
    "iql": (0.40, "assumed", 98, "assumed"),
    "mql": (0.35, "assumed", 78, "assumed"),
    "sql": (0.75, "assumed", 58, "assumed"),
    "accepted": (0.50, "assumed", 55, "assumed"),
    "opportunity": (0.25, "assumed", 45, "assumed"),
}


def ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


@pytest.fixture
def cast():
    found = assemble(at=ago(60))
    agreements.agree(kind="goal_plan", scope="2026-q4", content=STANDARD, by=found.noor, at=ago(50))
    return found


def leads(number: int, *, days: int, won: int, lost: int = 0) -> None:
    """MQLs of so many days ago: so many of them won fifteen days later, as many as said lost."""
    for one in range(number):
        contact = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=NOON)
        then = "customer" if one < won else "lost" if one < won + lost else ""
        ways = [("mql", days), *([(then, days - 15)] if then else [])]
        moves = [
            Move(contact=contact, stage=stage, occurred_at=ago(when), via="import")
            for stage, when in ways
        ]
        funnel.enter_stages(moves=moves, at=NOON)


def deals(number: int, *, days: float, amount: str, cast) -> None:
    for _ in range(number):
        deal = sell(name="Mill", amount=amount, currency="EUR", at=ago(days), opened_at=ago(days))
        win_deal(deal_id=deal, by=cast.noor, at=ago(days))


def rates() -> dict[str, tuple[float, str, int]]:
    """Each stage's rate, how many cases of the last year it comes from and how many passed it by."""
    stages = [one.how for one in outlook.today(quarter="2026-q4", at=NOON).stages if one.how]
    return {how.key: (round(how.belief.mean, 3), how.own.of, how.passed_by) for how in stages}


def told() -> dict[str, tuple[float, str, int | None, str]]:
    """Each stage's rate and days, and whose each is."""
    words = {True: "own", False: "assumed"}
    return {
        how.key: (
            round(how.belief.mean, 2), words[how.rate_is_own], how.days, words[how.days_are_own]
        )
        for how in (stage.how for stage in outlook.today(quarter="2026-q4", at=NOON).stages)
        if how
    }  # fmt: skip


def test_leads_of_eight_years_ago_say_neither_how_many_move_on_nor_how_long_it_takes(cast):
    leads(40, days=3000, won=20)
    deals(12, days=2985, amount="100", cast=cast)

    found = outlook.today(quarter="2026-q4", at=NOON)

    assert told() == ASSUMED
    assert (found.deal_size, found.size_is_own) == (Decimal(12_000), False)
    assert [(one.stay, one.lag.rate > 0) for one in found.outlook.stages] == [(None, True)] * 5


def test_leads_of_the_window_say_both_and_the_days_are_an_average_as_the_signed_ones_are(cast):
    leads(40, days=300, won=20, lost=20)
    leads(40, days=3000, won=40)
    deals(12, days=285, amount="100", cast=cast)

    found = outlook.today(quarter="2026-q4", at=NOON)

    assert told() == {**ASSUMED, "mql": (0.50, "own", 15, "own")}
    assert (found.deal_size, found.size_is_own) == (Decimal(100), True)


def test_too_few_cases_for_a_rate_leave_it_as_it_was_signed(cast):
    leads(29, days=300, won=14, lost=15)

    assert told() == ASSUMED

    leads(1, days=600, won=1)  # still within the window

    assert told() == {**ASSUMED, "mql": (0.50, "own", 15, "own")}


def test_enough_wins_of_too_few_cases_speak_for_the_days_alone(cast):
    leads(20, days=300, won=15, lost=5)

    assert told() == {**ASSUMED, "mql": (0.35, "assumed", 15, "own")}


def test_the_window_is_as_long_for_deals_as_for_leads(cast):
    deals(10, days=731, amount="100", cast=cast)
    leads(40, days=731, won=9)

    before = outlook.today(quarter="2026-q4", at=NOON)
    deals(10, days=729, amount="300", cast=cast)
    leads(40, days=729, won=20, lost=20)
    after = outlook.today(quarter="2026-q4", at=NOON)

    assert (before.deal_size, before.size_is_own) == (Decimal(12_000), False)
    assert (after.deal_size, after.size_is_own) == (Decimal(300), True)
    assert told() == {**ASSUMED, "mql": (0.50, "own", 15, "own")}


def test_who_buys_without_a_stage_in_between_counts_as_having_come_through_each(cast):
    leads(400, days=300, won=40)

    found = rates()

    through = (round(40.5 / 41, 3), 40, 40)
    assert found == {
        "iql": (0.40, 0, 0),
        "mql": (round(40.5 / 401, 3), 400, 0),
        "sql": through,
        "accepted": through,
        "opportunity": through,
    }
    of_mqls = [found[key][0] for key in ("mql", "sql", "accepted", "opportunity")]
    assert prod(of_mqls) == pytest.approx(40 / 400, abs=0.005)


def test_this_quarters_stages_count_who_passed_them_by(cast):
    leads(4, days=40, won=2)

    stages = outlook.today(quarter="2026-q4", at=NOON).stages

    assert {one.key: one.so_far for one in stages if one.how} == {
        "iql": 0, "mql": 4, "sql": 2, "accepted": 2, "opportunity": 2
    }  # fmt: skip


def test_who_comes_back_to_an_earlier_stage_has_passed_none_by(cast):
    for _ in range(40):
        contact = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=NOON)
        ways = [("opportunity", 300), ("lost", 290), ("mql", 200)]
        moves = [
            Move(contact=contact, stage=stage, occurred_at=ago(when), via="import")
            for stage, when in ways
        ]
        funnel.enter_stages(moves=moves, at=NOON)

    found = rates()

    assert {key: (of, by) for key, (_, of, by) in found.items()} == {
        "iql": (0, 0), "mql": (40, 0), "sql": (0, 0), "accepted": (0, 0), "opportunity": (40, 0)
    }  # fmt: skip
