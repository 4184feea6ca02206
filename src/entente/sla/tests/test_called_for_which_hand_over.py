"""Of two hand-overs of one person a call counts for the one in whose time it happened."""

from datetime import UTC, datetime, timedelta

import pytest

from entente.activities.operations.correcting import correct_activity
from entente.activities.testing import ring
from entente.agreements import testing as agreements
from entente.handoff import reactions
from entente.handoff.models import AttemptNoted, Handover
from entente.handoff.operations import deciding
from entente.handoff.testing import handed_over
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.sla import queries
from entente.sla.rules.document import STANDARD
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # Tuesday, nine o'clock in Paris


@pytest.fixture
def cast():
    found = assemble(at=NINE - timedelta(days=30))
    agreements.agree(kind="sla", content=STANDARD, by=found.noor, at=NINE - timedelta(days=20))
    return found


@pytest.fixture
def both(cast) -> tuple[Handover, Handover]:
    """Handed over at nine and accepted, due at one; handed over again at eleven, due at three."""
    sara = meet(name="Sara Lind", at=NINE)
    first = handed_over(contact=sara, at=NINE)
    deciding.accept(handover_id=first.id, by=cast.ada, at=after(1))
    return first, handed_over(contact=sara, at=after(2))


def after(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


def calls(row: Handover, by, *, happened: float, logged: float) -> None:
    ring(contact_id=row.contact_id, by=by, at=after(logged), occurred_at=after(happened))
    entries = facts.timeline(contact=row.contact_id).entries
    reactions.note([one for one in entries if one.kind == "call.logged"], after(logged))


def judged(row: Handover, hours: float) -> tuple:
    row = Handover.objects.get(id=row.id)
    found = queries.judgement(row=row, term="first_contact", at=after(hours))
    return (str(found.outcome), found.done_at, found.late_by)


def counted() -> list[tuple]:
    return list(AttemptNoted.objects.order_by("id").values_list("handover_id", "at", "connected"))


def test_a_call_that_was_logged_after_the_next_hand_over_counts_for_the_one_it_was_made_for(
    cast, both
):
    first, second = both
    before = judged(first, 2.9)

    calls(first, cast.noor, happened=1.5, logged=3)

    never = timedelta(0)
    assert before == judged(first, 2.9) == ("open", None, never)
    assert judged(first, 3) == judged(first, 40) == ("kept", after(3), never)
    assert judged(second, 4) == ("open", None, never)
    assert counted() == [(first.id, after(3), True)]
    states = Handover.objects.order_by("id").values_list("status", "attempts", "first_touch_at")
    assert list(states) == [("accepted", 1, after(3)), ("new", 0, None)]


def test_logged_only_once_it_was_due_it_was_late_until_it_was_logged(cast, both):
    first, second = both

    calls(first, cast.ada, happened=1.5, logged=5)

    assert judged(first, 4.5) == ("broken", None, timedelta(minutes=30))
    assert judged(first, 40) == ("broken", after(5), timedelta(hours=1))
    assert counted() == [(first.id, after(5), True)]


def test_a_call_after_the_second_hand_over_began_counts_for_that_alone(cast, both):
    first, second = both

    calls(first, cast.ada, happened=2.5, logged=3)

    assert counted() == [(second.id, after(3), True)]
    assert [judged(row, 3.5)[0] for row in both] == ["open", "kept"]


def test_a_call_put_right_to_have_happened_earlier_moves_to_the_earlier_hand_over(cast, both):
    first, second = both
    call = ring(contact_id=first.contact_id, by=cast.ada, at=after(3), occurred_at=after(2.5))
    entries = facts.timeline(contact=first.contact_id).entries
    reactions.note([one for one in entries if one.kind == "call.logged"], after(3))
    was = counted()

    correct_activity(
        activity_id=call, values={"occurred_at": after(1.5)}, by=cast.ada, at=after(3.5)
    )
    entries = facts.timeline(contact=first.contact_id).entries
    reactions.note([one for one in entries if one.kind == "call.logged"], after(3.5))

    assert was == [(second.id, after(3), True)]
    assert counted() == [(first.id, after(3), True)]
