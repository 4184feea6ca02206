"""A lead is judged by the version in force when it did what it did, however late that is read."""

from datetime import datetime, timedelta

import pytest

from entente.agreements.testing import agree
from entente.audiences.judging import WATCH
from entente.funnel import queries as funnels
from entente.handoff import reactions as handoff
from entente.handoff.models import Handover
from entente.ledger import consumers
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import Consumer, NewEntry
from entente.people.operations import contacts
from entente.qualification import accord, keeping, operations
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
NEXT_DAY = MORNING + timedelta(days=1)
READERS = (
    Consumer(name=WATCH, sort="reaction", handle=keeping.judge),
    Consumer(
        name="handoff.begin",
        sort="reaction",
        handle=handoff.hand_over,
        reads=frozenset({"stage.entered"}),
    ),
)


@pytest.fixture
def cast():
    found = assemble()
    for reader in READERS:
        consumers.register(consumer=reader, at=MORNING)
    return found


def read_everything(at: datetime) -> None:
    while sum(consumers.catch_up(consumer=reader, at=at) for reader in READERS):
        pass


def sign(cast, sql: str, at: datetime) -> None:
    """The definition from this moment on: a lead is an SQL by this clause alone."""
    clauses = [{**accord.PLAIN["clauses"][0], "name": "sql", "text": sql}]
    agree(kind="lead_definition", content={**accord.PLAIN, "clauses": clauses}, by=cast.noor, at=at)


def does(kind: str, at: datetime, name: str = "Sara") -> int:
    contact = contacts.create_contact(values={"name": name}, by=SYSTEM, at=at)
    deed = NewEntry(kind=kind, occurred_at=at, contact=contact, team="marketing", properties={})
    ledger.record(entries=[deed], at=at)
    return contact


def told(contact: int) -> list[tuple[str, datetime, str]]:
    found = facts.standing(contacts=[contact], kinds=["stage.entered"], since=MORNING)
    return [(one.properties["stage"], one.occurred_at, one.properties["reason"]) for one in found]


def handed_over() -> list[tuple[int, int | None, datetime]]:
    return list(Handover.objects.values_list("contact_id", "definition", "created_at"))


def test_what_is_done_seconds_after_a_signature_is_judged_by_what_was_signed(cast):
    sign(cast, "downloaded any asset", MORNING)
    keeping.tick(MORNING)
    signed_at = MORNING + timedelta(hours=1)
    sign(cast, "attended an event", signed_at)

    soon = signed_at + timedelta(seconds=3)
    downloads = does("asset.downloaded", soon)
    attends = does("event.attended", soon, "Jonas")
    read_everything(soon + timedelta(seconds=1))

    assert told(downloads) == []
    [(stage, at, reason)] = told(attends)
    assert (stage, at) == ("sql", soon)
    assert reason.endswith("version 2")
    assert handed_over() == [(attends, 2, soon)]


def test_who_met_the_old_version_in_the_evening_is_handed_over_by_it_after_midnight(cast):
    sign(cast, "downloaded any asset", MORNING)
    keeping.tick(MORNING)
    read_everything(MORNING)
    evening = MORNING + timedelta(hours=10)
    sara = does("asset.downloaded", evening)
    sign(cast, "attended an event", NEXT_DAY)  # in force from then on
    night = NEXT_DAY + timedelta(hours=1)
    jonas = does("asset.downloaded", night - timedelta(minutes=1), "Jonas")

    keeping.tick(night)  # what was recorded before the new version comes first
    read_everything(night)
    keeping.tick(night)

    [(stage, at, reason)] = told(sara)
    assert (stage, at) == ("sql", evening)
    assert reason.endswith("version 1")
    assert told(jonas) == []
    assert handed_over() == [(sara, 1, evening)]
    assert [one.stage for one in funnels.passages(contact=sara)] == ["sql"]


def test_time_alone_tells_of_whom_it_brings_by_the_version_that_held_then_and_no_other(cast):
    """Two worked nights without a look: one waits 20 hours under the old version, one more."""
    sign(cast, "not visited in the last 20 hours", MORNING)
    keeping.tick(MORNING)
    sara = does("visit.made", MORNING + SECOND)
    read_everything(MORNING + SECOND)
    jonas = does("visit.made", NEXT_DAY - timedelta(hours=1), "Jonas")
    read_everything(NEXT_DAY - timedelta(hours=1))
    sign(cast, "attended an event", NEXT_DAY)

    for days in (1, 2, 3):
        keeping.tick(MORNING + timedelta(days=days, seconds=3))

    [(stage, at, reason)] = told(sara)
    assert (stage, at) == ("sql", NEXT_DAY - timedelta.resolution)
    assert reason.endswith("version 1")
    assert told(jonas) == []


def test_who_is_due_between_the_last_look_and_a_new_version_is_still_told_of(cast):
    sign(cast, "not visited in the last 20 hours", MORNING)
    keeping.tick(MORNING)
    sara = does("visit.made", MORNING + SECOND)
    read_everything(MORNING + SECOND)
    ends = MORNING + timedelta(hours=20, seconds=4)
    sign(cast, "attended an event", ends)

    for moment in (ends - 5 * SECOND, ends + SECOND, ends + 6 * SECOND):
        keeping.tick(moment)
        read_everything(moment)

    [(_, at, reason)] = told(sara)
    assert (at, reason.endswith("version 1")) == (ends - timedelta.resolution, True)
    assert [number for _, number, _ in handed_over()] == [1]


def test_who_comes_to_meet_a_new_version_before_its_entry_is_read_is_told_of(cast):
    """The clock ticks between a change of two seconds past midnight and its reading."""
    sign(cast, "downloaded any asset", MORNING)
    keeping.tick(MORNING)
    sara = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=MORNING)
    ida = contacts.create_contact(
        values={"name": "Ida", "country": "Sweden"}, by=SYSTEM, at=MORNING
    )
    read_everything(MORNING)
    sign(cast, 'country is "Sweden"', NEXT_DAY)
    read_everything(NEXT_DAY - SECOND)
    moved = NEXT_DAY + 2 * SECOND
    contacts.change_contact(contact_id=sara, values={"country": "Sweden"}, by=SYSTEM, at=moved)
    contacts.change_contact(contact_id=ida, values={"job_title": "Buyer"}, by=SYSTEM, at=moved)

    keeping.tick(moved + SECOND)
    read_everything(moved + SECOND)
    keeping.tick(moved + 6 * SECOND)

    [(stage, at, reason)] = told(sara)
    assert (stage, at, reason.endswith("version 2")) == ("sql", moved, True)
    assert told(ida) == []  # she met it all along, and waits to be let through
    assert operations.waiting_outside(way="sql", at=moved + 6 * SECOND) == [ida]


def test_what_was_recorded_before_a_version_began_is_judged_by_the_one_before_it(cast):
    """A long transaction is seen late, with the moment at which it began."""
    first = MORNING + timedelta(hours=1)
    sign(cast, "downloaded any asset", first)
    read_everything(first)
    keeping.tick(first)
    unsigned = does("asset.downloaded", MORNING, "Ida")
    read_everything(first)
    sign(cast, "attended an event", NEXT_DAY)
    read_everything(NEXT_DAY)
    keeping.tick(NEXT_DAY)

    seen_late = NEXT_DAY - SECOND
    downloads = does("asset.downloaded", seen_late, "Jonas")
    attends = does("event.attended", seen_late)
    read_everything(NEXT_DAY)

    [(stage, at, reason)] = told(downloads)
    assert (stage, at, reason.endswith("version 1")) == ("sql", seen_late, True)
    assert (told(unsigned), told(attends)) == ([], [])
    assert operations.waiting_outside(way="sql", at=NEXT_DAY) == [attends]


def test_what_met_a_version_while_it_held_counts_though_it_was_changed_before_it_was_read(cast):
    sign(cast, 'country is "Norway"', MORNING)
    keeping.tick(MORNING)
    sara = contacts.create_contact(values={"name": "Sara"}, by=SYSTEM, at=MORNING)
    read_everything(MORNING)
    at = [MORNING + minute * timedelta(minutes=1) for minute in range(1, 5)]
    contacts.change_contact(contact_id=sara, values={"country": "Norway"}, by=SYSTEM, at=at[0])
    sign(cast, "attended an event", at[1])
    contacts.change_contact(contact_id=sara, values={"country": "Sweden"}, by=SYSTEM, at=at[2])
    read_everything(at[3])

    [(stage, when, reason)] = told(sara)
    assert (stage, when, reason.endswith("version 1")) == ("sql", at[0], True)
