"""A lead is judged by the version in force when it did what it did, however late that is read."""

from datetime import datetime, timedelta

import pytest

from entente.agreements.testing import agree
from entente.audiences import operations as audiences
from entente.funnel import queries as funnels
from entente.handoff import reactions as handoff
from entente.handoff.models import Handover
from entente.ledger import consumers
from entente.ledger import operations as ledger
from entente.ledger import queries as facts
from entente.ledger.events import Consumer, NewEntry
from entente.people.operations import contacts
from entente.qualification import accord, keeping
from entente.workspace.rules import SYSTEM
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db

NEXT_DAY = MORNING + timedelta(days=1)
READERS = (
    Consumer(name=audiences.WATCH, sort="reaction", handle=keeping.judge),
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


def test_a_day_that_begins_with_a_new_version_is_not_swept_by_the_old_one(cast):
    sign(cast, "not visited in the last 20 hours", MORNING)
    keeping.tick(MORNING)
    sara = does("visit.made", MORNING + timedelta(seconds=1))
    read_everything(MORNING + timedelta(seconds=1))
    assert told(sara) == []
    sign(cast, "attended an event", NEXT_DAY)

    for days in (1, 2, 3):
        keeping.tick(MORNING + timedelta(days=days, seconds=3))

    assert told(sara) == []


def test_what_was_recorded_before_a_version_began_and_is_read_after_it_turns_nothing_back(cast):
    """A long transaction is seen late: with the moment at which it began."""
    first = MORNING + timedelta(hours=1)
    sign(cast, "downloaded any asset", first)
    read_everything(first)
    keeping.tick(first)
    late = does("asset.downloaded", MORNING, "Ida")
    read_everything(first)
    sign(cast, "attended an event", NEXT_DAY)
    read_everything(NEXT_DAY)
    keeping.tick(NEXT_DAY)

    later = does("event.attended", NEXT_DAY - timedelta(seconds=1))
    read_everything(NEXT_DAY)

    for contact, version in ((late, 1), (later, 2)):
        [(stage, _, reason)] = told(contact)
        assert (stage, reason.endswith(f"version {version}")) == ("sql", True)
