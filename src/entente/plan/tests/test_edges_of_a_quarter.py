"""The plan before its quarter begins and in its last hours, and what is counted into it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from entente.agreements.testing import agree
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.people.operations import contacts
from entente.pipeline.testing import sell
from entente.plan import history, operations, outlook, queries
from entente.plan.rules.document import STANDARD
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
LAST_MIDNIGHT = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # in Paris


@pytest.fixture
def cast():
    return assemble(at=NOON - timedelta(days=60))


def person(*stages: tuple[str, float]) -> int:
    contact = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=NOON)
    moves = [
        Move(contact=contact, stage=stage, occurred_at=NOON - timedelta(days=days), via="hand")
        for stage, days in stages
    ]
    funnel.enter_stages(moves=moves, at=NOON)
    return contact


def test_a_plan_that_is_agreed_is_shown_before_it_begins(cast):
    agree(
        kind="goal_plan", scope="2027-q1", content=STANDARD, by=cast.noor, at=NOON,
        from_day=date(2027, 1, 1),
    )  # fmt: skip

    found = outlook.today(quarter="2027-q1", at=NOON)

    assert (found.version.number, found.revenue.goal, found.outlook.wait) == (1, 300000, 37)


def test_what_was_thought_of_a_quarter_before_it_began_is_none_of_its_course(cast):
    agree(kind="goal_plan", scope="2027-q1", content=STANDARD, by=cast.noor, at=NOON)
    february = datetime(2027, 2, 1, 9, tzinfo=UTC)
    for at in (NOON, february):
        found = outlook.today(quarter="2027-q1", at=at)
        operations.make_forecast(today=found, at=at, draws=100, with_levers=False)

    thoughts = queries.course(quarter="2027-q1", at=february)

    assert [one.at for one in thoughts] == [february]


def test_the_last_hours_of_a_quarter_bring_less_than_a_whole_day(cast):
    agree(kind="goal_plan", scope="2026-q4", content=STANDARD, by=cast.noor, at=NOON)
    old = NOON - timedelta(days=10)
    for _ in range(60):
        sell(name="Dairy", amount="30000", currency="EUR", at=old, opened_at=old)

    means = []
    for left in (timedelta(hours=24), timedelta(hours=6), timedelta(minutes=1), timedelta(0)):
        found = outlook.today(quarter="2026-q4", at=LAST_MIDNIGHT - left)
        made = operations.make_forecast(today=found, at=NOON, draws=2000, with_levers=False)
        means.append(made.result["mean"])

    whole, six_hours, a_minute, over = means
    assert six_hours == pytest.approx(whole / 4, rel=0.15)
    assert whole > six_hours > a_minute >= over == 0
    assert a_minute < whole / 100


def test_who_comes_into_several_stages_at_once_is_one_arrival(cast):
    for _ in range(9):
        person(("iql", 30), ("mql", 30), ("sql", 30))
    person(("iql", 20), ("sql", 30))  # told late that there had been an IQL
    person(("iql", 20), ("mql", 10))

    past = history.load(stages=["iql", "mql", "sql"], won="customer", at=NOON)

    assert [past.arrivals(place, days=1000) * 1000 for place in range(3)] == [1, 0, 10]


def test_what_was_taken_back_is_no_visit_and_no_appointment(cast):
    agree(kind="goal_plan", scope="2026-q4", content=STANDARD, by=cast.noor, at=NOON)
    told = [
        NewEntry(kind=kind, occurred_at=NOON, contact=person(), properties={"place": "offline"})
        for kind in ("visit.made", "meeting.held", "visit.made", "meeting.held")
    ]
    positions = ledger.record(entries=told, at=NOON)
    for position in positions[:2]:
        ledger.retract(position=position, reason="Somebody else", actor=None, at=NOON)

    found = outlook.today(quarter="2026-q4", at=NOON + timedelta(hours=1))

    assert [(stage.name, stage.so_far) for stage in found.stages[-2:]] == [
        ("Visits", 1),
        ("Offline appointments", 1),
    ]
