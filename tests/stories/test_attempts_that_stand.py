"""Attempts follow what stands in the ledger: a log put right, taken back, or of the same person.

Nobody is told by hand what follows from what: the consumers of `project/reactions.py` are run.
"""

from datetime import UTC, datetime, timedelta

import pytest

from entente.activities.operations.correcting import correct_activity, delete_activity
from entente.activities.operations.logging import log_call
from entente.activities.rules import About
from entente.agreements import testing as agreements
from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff.models import AttemptNoted, Handover
from entente.handoff.operations import deciding
from entente.ledger import consumers, queries
from entente.people.operations.merging import merge_contacts, unmerge_contacts
from entente.people.testing import meet
from entente.project import reactions
from entente.sla import queries as sla
from entente.sla.rules.document import STANDARD
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # a Tuesday; nine o'clock in Paris


def clock(hours: float = 0, days: float = 0) -> datetime:
    return NINE + timedelta(hours=hours, days=days)


@pytest.fixture
def cast():
    found = assemble(at=clock(days=-30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=clock(days=-20))
    for reader in reactions.consumers():
        consumers.register(consumer=reader, at=clock(days=-1))
    return found


def live(at: datetime) -> None:
    while sum(consumers.catch_up(consumer=one, at=at) for one in reactions.consumers()):
        pass


def hand_over(contact: int, at: datetime) -> Handover:
    move = Move(contact=contact, stage="sql", occurred_at=at, via="hand")
    position = funnel.enter_stage(move=move, at=at)
    live(at)
    return Handover.objects.get(cause=position)


def call(contact: int, cast, at: datetime, outcome: str = "voicemail", **more) -> int:
    about = About(contact_id=contact)
    log = log_call(about=about, outcome=outcome, by=cast.ada, at=at, **more)
    live(at)
    return log


def stands(row: Handover) -> tuple[str, int, datetime | None, datetime | None]:
    row.refresh_from_db()
    assert row.attempts == AttemptNoted.objects.filter(handover=row).count()
    return (row.status, row.attempts, row.first_touch_at, row.connected_at)


def clock_of(row: Handover, at: datetime) -> str:
    return sla.clocks(rows=[row], at=at)[row.id].what


def tried(contact: int) -> list[datetime]:
    """When the timeline says that somebody tried to reach them, newest first."""
    entries = queries.timeline(contact=contact).entries
    return [entry.occurred_at for entry in entries if entry.kind == "attempt.made"]


def test_a_call_whose_minutes_are_put_right_three_times_is_one_attempt(cast):
    sara = meet(name="Sara Lind", at=clock())
    row = hand_over(sara, clock())
    log = call(sara, cast, clock(1))

    for hours in (2, 3, 4):
        correct_activity(activity_id=log, values={"minutes": hours}, by=cast.ada, at=clock(hours))
        live(clock(hours))

    assert stands(row) == ("attempting", 1, clock(1), None)
    assert tried(sara) == [clock(1)]


def test_a_log_that_is_taken_back_lets_the_clock_of_first_contact_run_on(cast):
    sara = meet(name="Sara Lind", at=clock())
    row = hand_over(sara, clock())
    log = call(sara, cast, clock(1), "connected")
    assert stands(row) == ("connected", 1, clock(1), clock(1))
    before = clock_of(row, clock(1))

    delete_activity(activity_id=log, by=cast.ada, at=clock(1.1))
    live(clock(1.2))

    assert stands(row) == ("new", 0, None, None)
    assert (before, clock_of(row, clock(1.2))) == ("verdict", "first contact")
    assert tried(sara) == []


def test_of_two_calls_the_later_is_the_first_touch_when_the_earlier_is_taken_back(cast):
    sara = meet(name="Sara Lind", at=clock())
    row = hand_over(sara, clock())
    first = call(sara, cast, clock(1), "connected")
    call(sara, cast, clock(2))

    delete_activity(activity_id=first, by=cast.ada, at=clock(3))
    live(clock(3))

    assert stands(row) == ("attempting", 1, clock(2), None)


def test_a_call_corrected_to_a_wrong_number_tried_nobody_and_back_again_counts_from_its_log(cast):
    sara = meet(name="Sara Lind", at=clock())
    row = hand_over(sara, clock())
    log = call(sara, cast, clock(2), "voicemail", occurred_at=clock(1))

    found = []
    for hours, outcome in ((3, "wrong_number"), (4, "connected")):
        correct_activity(
            activity_id=log, values={"outcome": outcome}, by=cast.noor, at=clock(hours)
        )
        live(clock(hours))
        found.append((stands(row), clock_of(row, clock(hours))))

    assert found == [
        (("new", 0, None, None), "first contact"),
        (("connected", 1, clock(2), clock(2)), "verdict"),
    ]
    assert tried(sara) == [clock(2)]


def test_whoever_puts_a_call_right_it_stays_an_attempt_of_sales(cast):
    sara = meet(name="Sara Lind", at=clock())
    row = hand_over(sara, clock())
    log = call(sara, cast, clock(1))

    correct_activity(activity_id=log, values={"text": "Left word."}, by=cast.root, at=clock(2))
    live(clock(2))

    assert stands(row) == ("attempting", 1, clock(1), None)


def test_a_call_of_an_earlier_hand_over_that_is_put_right_stays_with_that_one(cast):
    sara = meet(name="Sara Lind", at=clock())
    earlier = hand_over(sara, clock())
    log = call(sara, cast, clock(1))
    deciding.reject(handover_id=earlier.id, reason="wrong_person", by=cast.ada, at=clock(2))
    later = hand_over(sara, clock(3))

    correct_activity(activity_id=log, values={"outcome": "connected"}, by=cast.ada, at=clock(4))
    live(clock(4))

    assert stands(earlier) == ("rejected", 1, clock(1), clock(1))
    assert stands(later) == ("new", 0, None, None)


@pytest.mark.parametrize("handed_over", ["survivor", "other"])
def test_a_call_to_another_record_of_the_person_counts_once_both_are_one(cast, handed_over):
    ida, berg = meet(name="Ida Berg", at=clock()), meet(name="I. Berg", at=clock())
    lead, twin = (ida, berg) if handed_over == "survivor" else (berg, ida)
    row = hand_over(lead, clock())
    call(twin, cast, clock(1))
    assert stands(row) == ("new", 0, None, None)

    merge = merge_contacts(was=berg, into=ida, by=cast.noor, at=clock(2))
    live(clock(2))
    joined = (stands(row), tried(ida))
    unmerge_contacts(merge_id=merge, by=cast.noor, at=clock(3))
    live(clock(3))

    assert joined == (("attempting", 1, clock(1), None), [clock(1)])
    assert stands(row) == ("new", 0, None, None)
    assert tried(ida) + tried(berg) == []


def test_a_call_while_two_leads_were_one_stays_with_the_record_on_which_it_was_logged(cast):
    ida, berg = meet(name="Ida Berg", at=clock()), meet(name="I. Berg", at=clock())
    further, fresh = hand_over(berg, clock()), hand_over(ida, clock(0.5))
    call(berg, cast, clock(1))
    merge = merge_contacts(was=berg, into=ida, by=cast.noor, at=clock(2))
    live(clock(2))
    call(ida, cast, clock(3), "connected")
    together = stands(further)

    unmerge_contacts(merge_id=merge, by=cast.noor, at=clock(4))
    live(clock(4))

    assert together == ("connected", 2, clock(1), clock(3))
    assert stands(further) == ("attempting", 1, clock(1), None)
    assert stands(fresh) == ("connected", 1, clock(3), clock(3))
