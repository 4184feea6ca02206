"""Watched criteria: evaluated when something happens that they read, or when their time has come."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entente.audiences import judging, queries
from entente.audiences import operations as audiences
from entente.audiences.models import Due, Membership, Watch
from entente.kit.criteria.meaning.windows import TICK
from entente.ledger import operations as ledger
from entente.ledger.events import NewEntry
from entente.ledger.queries import entry
from entente.people.testing import meet
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
DOWNLOADED = 'downloaded any asset with topic "pricing" in the last 30 days'


@pytest.fixture(autouse=True)
def cast():
    return assemble()


def after(**span):
    return MORNING + timedelta(**span)


def watch(name: str, text: str) -> None:
    tree = queries.understood(text=text, at=MORNING).tree
    audiences.watch(name=name, tree=tree, at=MORNING)


def download(contact: int, at) -> int:
    told = NewEntry(
        kind="asset.downloaded",
        occurred_at=at,
        contact=contact,
        asset="Price list",
        properties={"topic": "Pricing"},
    )
    return ledger.record(entries=[told], at=at)[0]


def members() -> list[tuple[str, int]]:
    return list(Membership.objects.order_by("id").values_list("watch__name", "contact_id"))


@pytest.fixture
def looked_at(monkeypatch):
    """Which criterion was evaluated for whom."""
    found = []
    judge = judging.judge

    def noted(row, words, contacts, at, **more):
        found.append((row.name, sorted(contacts)))
        judge(row, words, contacts, at, **more)

    monkeypatch.setattr(judging, "judge", noted)
    return found


def test_an_entry_evaluates_what_reads_it_for_the_contact_concerned_and_nothing_else(looked_at):
    sara, jonas = meet(name="Sara", city="Oslo"), meet(name="Jonas", city="Rome")
    watch("price list", DOWNLOADED)
    watch("in Oslo", 'city is "Oslo"')
    watch("recycled", "was recycled at least once")

    audiences.evaluate([entry(position=download(jonas, after(hours=1)))], after(hours=1))

    assert looked_at == [("price list", [jonas])]
    assert members() == [("in Oslo", sara), ("price list", jonas)]


def test_what_counts_in_days_is_looked_at_where_a_day_begins_and_no_sooner():
    sara = meet(name="Sara")
    watch("price list", DOWNLOADED)
    audiences.evaluate([entry(position=download(sara, MORNING))], MORNING)

    def left(at) -> tuple[int, int]:
        return audiences.tick(at), len(members())

    midnight = Watch.objects.get().sweep_at
    assert left(midnight - timedelta(minutes=1)) == (0, 1)
    assert left(midnight) == (1, 1)
    assert left(after(days=29)) == (1, 1)
    assert left(after(days=31)) == (0, 0)


def test_what_was_done_before_the_watch_began_runs_out_at_its_hour_too(monkeypatch):
    people = [meet(name=name) for name in ("Sara", "Jonas", "Eli")]
    for contact in people:
        download(contact, MORNING)
    monkeypatch.setattr(audiences, "SOME", 2)
    tree = queries.understood(text="downloaded any asset in the last 4 hours", at=MORNING).tree
    assert audiences.watch(name="just now", tree=tree, at=after(hours=1)) == 3

    audiences.tick(after(hours=1))
    audiences.tick(after(hours=1, minutes=1))
    assert audiences.tick(after(hours=3)) == 0

    assert audiences.tick(after(hours=4) + TICK) == 3
    assert members() == []


def test_many_are_planned_with_as_many_queries_as_one():
    watch("just now", 'downloaded any asset in the last 4 hours and city is "Oslo"')
    people = [meet(name=name, city="Oslo") for name in ("Sara", "Jonas", "Eli", "Mari")]
    done = [entry(position=download(contact, MORNING)) for contact in people]

    def queries_of(entries) -> int:
        with CaptureQueriesContext(connection) as captured:
            audiences.evaluate(entries, after(hours=1))
        return len(captured)

    assert queries_of(done[:1]) == queries_of(done[1:])
    assert sorted(Due.objects.values_list("contact_id", "at")) == [
        (contact, after(hours=4) + TICK) for contact in sorted(people)
    ]


def test_a_look_at_everybody_that_is_killed_tells_the_rest_and_nobody_twice(monkeypatch):
    people = [meet(name=name) for name in ("Sara", "Jonas", "Eli")]
    watch("cooled", "first downloaded any asset more than 1 day ago")
    for contact in people:
        audiences.evaluate([entry(position=download(contact, MORNING))], MORNING)
    told = []

    def tell(name, met, when, at):
        if len(told) == 1:
            raise MemoryError
        told.extend(met)

    monkeypatch.setattr(audiences, "SOME", 1)
    monkeypatch.setitem(judging._listeners, "cooled", tell)
    with pytest.raises(MemoryError):
        audiences.tick(after(days=3))
    assert members() == [("cooled", people[0])]

    monkeypatch.setitem(judging._listeners, "cooled", lambda name, met, when, at: told.extend(met))
    assert audiences.tick(after(days=3)) == 3

    assert told == people
    assert members() == [("cooled", contact) for contact in people]


def test_what_counts_in_hours_has_a_moment_of_its_own_for_each_contact(looked_at):
    sara, jonas = meet(name="Sara"), meet(name="Jonas")
    watch("just now", "downloaded any asset in the last 4 hours")
    for contact, at in ((sara, MORNING), (jonas, after(hours=1))):
        audiences.evaluate([entry(position=download(contact, at))], at)
    audiences.tick(after(hours=2))
    due = dict(Due.objects.values_list("contact_id", "at"))
    looked_at.clear()

    assert audiences.tick(after(hours=3)) == 0
    assert sorted(due) == [sara, jonas]
    assert audiences.tick(due[sara]) == 1

    assert looked_at == [("just now", [sara])]
    assert due[jonas] - due[sara] == timedelta(hours=1)
    assert members() == [("just now", jonas)]
