"""The timeline: what is written is read, newest first, and never counts twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from entente.ledger import erasing, offers, operations, queries
from entente.ledger.events import Kind, NewEntry
from entente.ledger.models import Entry
from entente.workspace.testing import MORNING

VISIT = Kind(
    name="test.visited",
    title="Visit",
    phrase="came by in a test",
    sentence="Visited {page}",
    properties={"page": "text"},
)
CALL = Kind(name="test.called", title="Call", phrase="was called", sentence="Was called")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds():
    offers.declare_kinds([VISIT, CALL])


def visit(minutes: int, **more) -> NewEntry:
    return NewEntry(
        kind=VISIT.name, occurred_at=MORNING + timedelta(minutes=minutes), contact=1, **more
    )


def told(page: queries.TimelinePage) -> list[tuple[int, str]]:
    return [(entry.position, entry.kind) for entry in page.entries]


def test_an_entry_is_read_as_it_was_written():
    fact = visit(
        3,
        source="site",
        message_id="m-1",
        team="marketing",
        actor=7,
        company=2,
        deal=3,
        channel="paid search",
        campaign="autumn",
        asset="playbook",
        value=Decimal("12.50"),
        currency="EUR",
        properties={"page": "/PRICES", "seconds": 40},
        personal={"address": "10.0.0.1"},
    )

    [position] = operations.record(entries=[fact], at=MORNING)

    [entry] = queries.timeline(contact=1).entries
    assert (entry.position, entry.recorded_at) == (position, MORNING)
    for name in ("source", "message_id", "kind", "occurred_at", "team", "actor", "contact"):
        assert getattr(entry, name) == getattr(fact, name)
    for name in ("company", "deal", "channel", "campaign", "asset", "value", "currency"):
        assert getattr(entry, name) == getattr(fact, name)
    assert entry.properties == {"page": "/PRICES", "seconds": 40}
    assert entry.personal == {"address": "10.0.0.1"}


def test_the_same_message_never_counts_twice():
    once = visit(0, source="site", message_id="m-1")
    other = visit(1, source="site", message_id="m-2")

    [first] = operations.record(entries=[once], at=MORNING)
    again = operations.record(entries=[once, other], at=MORNING)

    assert again[0] == first
    assert told(queries.timeline(contact=1)) == [(again[1], VISIT.name), (first, VISIT.name)]


def test_a_bulk_write_that_meets_known_messages_writes_the_rest():
    known = [visit(n, source="site", message_id=f"m-{n}") for n in range(3)]
    before = operations.record(entries=known, at=MORNING)

    after = operations.record_bulk(
        entries=[*known, visit(9, source="site", message_id="m-9")], at=MORNING
    )

    assert after[:3] == before
    assert len(queries.timeline(contact=1).entries) == 4


def test_a_long_timeline_comes_in_pages_without_gaps_or_repeats():
    written = operations.record_bulk(entries=[visit(n // 3) for n in range(25)], at=MORNING)

    pages, before = [], None
    while True:
        page = queries.timeline(contact=1, before=before, limit=10)
        pages.append([entry.position for entry in page.entries])
        if page.older is None:
            break
        before = queries.Mark.parse(str(page.older))

    assert [len(page) for page in pages] == [10, 10, 5]
    assert [position for page in pages for position in page] == sorted(written, reverse=True)


def test_a_timeline_is_filtered_by_kind_team_and_channel():
    operations.record(
        entries=[
            visit(0, team="marketing", channel="email"),
            visit(1, team="marketing", channel="social"),
            NewEntry(kind=CALL.name, occurred_at=MORNING, contact=1, team="sales"),
            NewEntry(kind=CALL.name, occurred_at=MORNING, contact=2, team="sales"),
        ],
        at=MORNING,
    )

    def count(**filters) -> int:
        return len(queries.timeline(contact=1, **filters).entries)

    assert (count(), count(kinds=[CALL.name]), count(team="marketing")) == (3, 1, 2)
    assert count(channel="social") == 1


def test_what_is_taken_back_is_left_out_and_stays_readable():
    kept, wrong = operations.record(entries=[visit(0), visit(1)], at=MORNING)

    operations.retract(position=wrong, reason="wrong person", actor=7, at=MORNING)

    retraction, first = queries.timeline(contact=1).entries
    assert (first.position, retraction.corrects) == (kept, wrong)
    assert retraction.properties == {"reason": "wrong person", "kind": VISIT.name}
    assert queries.entry(position=wrong).properties == {}


def test_two_identities_become_one_and_can_be_parted_again():
    mine = operations.record(entries=[visit(0)], at=MORNING)
    theirs = operations.record(
        entries=[
            NewEntry(kind=VISIT.name, occurred_at=MORNING, contact=2, personal={"name": "Sara"})
        ],
        at=MORNING,
    )

    moved = operations.stitch(was_contact=2, contact=1, by_position=0)

    assert (moved, told(queries.timeline(contact=2))) == (1, [])
    assert {entry.position for entry in queries.timeline(contact=1).entries} == {*mine, *theirs}
    assert operations.unstitch(by_position=0) == 1
    assert [entry.personal for entry in queries.timeline(contact=2).entries] == [{"name": "Sara"}]


def test_erasing_a_person_empties_the_personal_part_and_keeps_the_fact():
    operations.record(entries=[visit(0, personal={"name": "Sara"})], at=MORNING)

    assert erasing.erase(contact=1) == 1

    assert [entry.personal for entry in queries.timeline(contact=1).entries] == [{}]


def test_a_voided_batch_is_left_out_but_for_the_contacts_to_keep():
    imported = [
        visit(0, batch=5),
        NewEntry(kind=CALL.name, occurred_at=MORNING, contact=2, batch=5),
    ]
    operations.record(entries=imported, at=MORNING)

    voided = operations.void(batch=5, at=MORNING, actor=None, keep_contacts=[2])

    assert voided == operations.Voided(entries=1, kept=1)
    assert told(queries.timeline(contact=1)) == []
    assert len(queries.timeline(contact=2).entries) == 1
    assert queries.count(batch=5) == 1


def test_what_is_undone_is_left_out_before_readers_are_made_to_wait():
    operations.record(entries=[visit(0, batch=5), visit(1, batch=5)], at=MORNING)
    with connection.cursor() as cursor:  # as if what wrote them were over
        cursor.execute("select set_config('entente.gate', '', true)")

    operations.void(batch=5, at=MORNING, actor=None)

    told_at = Entry.objects.get(kind="batch.voided").position
    entered = gate_entered_at()
    marks = set(Entry.objects.filter(batch_id=5).values_list("voided", flat=True))
    assert max(marks) < entered <= told_at


def test_nothing_to_record_makes_no_reader_wait():
    assert operations.record_bulk(entries=[], at=MORNING) == []

    assert gate_entered_at() == 0


def gate_entered_at() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(nullif(current_setting('entente.gate', true), ''), '0')")
        return int(cursor.fetchone()[0])


def test_no_two_kinds_have_one_phrase_for_criteria_name_them_by_it():
    with pytest.raises(ValueError, match="has the phrase of test.called: was called"):
        offers.declare_kinds([replace(CALL, name="test.rung")])


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        (NewEntry(kind="never.declared", occurred_at=MORNING), offers.UnknownKind),
        (NewEntry(kind=VISIT.name, occurred_at=MORNING.replace(tzinfo=None)), operations.BadFact),
        (visit(0, properties={"page": "a\x00b"}), ValueError),
    ],
)
def test_a_bad_fact_is_refused_and_nothing_is_written(entry, error):
    with pytest.raises(error):
        operations.record(entries=[visit(0), entry], at=MORNING)

    assert told(queries.timeline(contact=1)) == []
