"""A move by hand that was a mistake is taken back: nobody waits on account of it any more.

Nobody is told by hand what follows from what: the consumers of `project/reactions.py` are run.
"""

from datetime import UTC, datetime, timedelta

import pytest

from entente.activities.operations.taking_back import take_back
from entente.agreements import testing as agreements
from entente.funnel import operations as funnel
from entente.funnel import queries as funnels
from entente.handoff import queries
from entente.handoff.models import Handover, Offer
from entente.handoff.operations import deciding
from entente.inbox.models import Notice
from entente.ledger import consumers
from entente.ledger import queries as ledger
from entente.people.testing import meet
from entente.project import reactions
from entente.sla import operations as promises
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


def move(contact: int, cast, at: datetime) -> int:
    position = funnel.move_by_hand(
        contact=contact, stage="sql", reason="Asked for a price", by=cast.ada, team="sales", at=at
    )
    live(at)
    return position


def moved(contact: int, cast, at: datetime) -> Handover:
    return Handover.objects.get(cause=move(contact, cast, at))


def broken(cast, at: datetime) -> int:
    return sum(len(one.line.broken) for one in sla.card(viewer=cast.noor, at=at).lines)


def test_a_lead_moved_by_mistake_waits_for_nobody_once_the_move_is_taken_back(cast):
    sara = meet(name="Sara Lind", at=clock())
    row = moved(sara, cast, clock())
    assert [one.contact_id for one in queries.waiting(viewer=cast.ada)] == [sara]

    take_back(position=row.cause, reason="Another Sara", by=cast.ada, at=clock(0.2))
    live(clock(0.2))

    row.refresh_from_db()
    assert (row.status, row.ended_at) == ("ended", clock(0.2))
    assert Offer.objects.get(handover=row).ended_at == clock(0.2)
    assert (funnels.standings(contacts=[sara]), list(queries.waiting(viewer=cast.ada))) == ({}, [])
    assert list(Notice.objects.values_list("title", "read_at")) == [
        ("Sara Lind is waiting for you", clock(0.2))
    ]
    entries = ledger.timeline(contact=sara).entries
    assert [one.properties["why"] for one in entries if one.kind == "lead.ended"] == [
        "what brought the contact here was taken back"
    ]
    assert (promises.watch_clocks(at=clock(6)), broken(cast, clock(6))) == (0, 0)


def test_after_it_was_taken_back_the_contact_can_be_handed_over_anew(cast):
    sara = meet(name="Sara Lind", at=clock())
    first = moved(sara, cast, clock())
    take_back(position=first.cause, reason="Too early", by=cast.ada, at=clock(0.2))
    live(clock(0.2))

    again = moved(sara, cast, clock(1))

    assert (again.status, again.created_at) == ("new", clock(1))


def test_who_was_moved_twice_is_handed_over_by_the_move_that_stands(cast):
    sara = meet(name="Sara Lind", at=clock())
    first = moved(sara, cast, clock())
    second = move(sara, cast, clock(0.1))

    take_back(position=first.cause, reason="Told twice", by=cast.ada, at=clock(0.2))
    live(clock(0.2))

    rows = Handover.objects.order_by("id").values_list("cause", "status", "first_offered_at")
    assert list(rows) == [
        (first.cause, "ended", clock()),
        (second, "new", clock(0.2)),
    ]


def test_what_sales_decided_stands_until_they_take_it_back(cast):
    row = moved(meet(name="Sara Lind", at=clock()), cast, clock())
    decided = deciding.accept(handover_id=row.id, by=cast.ada, at=clock(0.1))

    take_back(position=row.cause, reason="Another Sara", by=cast.ada, at=clock(0.2))
    live(clock(0.2))
    row.refresh_from_db()
    stood = (row.status, row.ended_at)
    deciding.undo(verdict_id=decided.verdict_id, by=cast.ada, at=clock(0.3))

    row.refresh_from_db()
    assert (stood, (row.status, row.ended_at)) == (("accepted", None), ("ended", clock(0.3)))
