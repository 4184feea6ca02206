"""A verdict taken back leaves everything as it was before, or says why it stays."""

from datetime import timedelta

import pytest

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import queries, reactions
from entente.handoff.models import Handover, SetAside, Verdict
from entente.handoff.operations import deciding, pausing
from entente.ledger import queries as ledger
from entente.people.testing import meet
from entente.workspace.access import Refused
from entente.workspace.testing import MORNING, assemble


@pytest.fixture
def cast(db):
    return assemble()


def after(hours: float):
    return MORNING + timedelta(hours=hours)


def handed_over(contact: int, hours: float = 0) -> Handover:
    at = after(hours)
    move = Move(contact=contact, stage="sql", occurred_at=at, via="hand")
    position = funnel.enter_stage(move=move, at=at)
    reactions.hand_over([ledger.entry(position=position)], at)
    return Handover.objects.get(cause=position)


def test_a_lead_handed_over_again_meanwhile_keeps_its_earlier_verdict(cast):
    sara = meet(name="Sara Lind", at=MORNING)
    first = handed_over(sara)
    no = deciding.reject(handover_id=first.id, reason="wrong_person", by=cast.ada, at=after(1))
    second = handed_over(sara, 2)

    with pytest.raises(Refused, match="handed over again meanwhile; decide on that lead instead"):
        deciding.undo(verdict_id=no.verdict_id, by=cast.ada, at=after(3))

    states = Handover.objects.order_by("id").values_list("id", "status")
    assert list(states) == [(first.id, "rejected"), (second.id, "new")]
    assert Verdict.objects.get().undone_at is None


def test_an_undone_verdict_leaves_a_lead_set_aside_until_the_buyers_day(cast):
    row = handed_over(meet(name="Sara Lind", at=MORNING))
    until = after(96)
    pausing.set_aside(handover_id=row.id, until=until, buyers_date=True, by=cast.ada, at=after(1))
    yes = deciding.accept(handover_id=row.id, by=cast.ada, at=after(24))
    in_between = queries.asides(handovers=[row.id])

    deciding.undo(verdict_id=yes.verdict_id, by=cast.ada, at=after(24.1))

    assert in_between == {}
    aside = SetAside.objects.get()
    assert queries.asides(handovers=[row.id]) == {row.id: aside}
    assert (aside.at, aside.until, aside.buyers_date) == (after(1), until, True)


def test_yes_and_no_by_turns_each_taken_back_leave_one_lead_that_waits(cast):
    row = handed_over(meet(name="Sara Lind", at=MORNING))

    for hours in (1, 2):
        yes = deciding.accept(handover_id=row.id, by=cast.ada, at=after(hours))
        deciding.undo(verdict_id=yes.verdict_id, by=cast.noor, at=after(hours + 0.1))
        no = deciding.reject(
            handover_id=row.id, reason="wrong_person", by=cast.ada, at=after(hours + 0.2)
        )
        for _ in range(2):
            deciding.undo(verdict_id=no.verdict_id, by=cast.ada, at=after(hours + 0.3))

    row.refresh_from_db()
    assert (row.status, row.owner_id, row.decided_at) == ("new", cast.ada.member_id, None)
    assert list(Verdict.objects.order_by("id").values_list("decision", flat=True)) == [
        "accepted", "rejected", "accepted", "rejected",
    ]  # fmt: skip
    assert not Verdict.objects.filter(undone_at=None).exists()


def test_who_accepts_becomes_the_owner_and_nothing_is_told_where_they_are_it_already(cast):
    ours = meet(name="Sara Lind", owner=cast.ada.member_id, at=MORNING)
    nobodys = meet(name="Per Ek", at=MORNING)

    for contact in (ours, nobodys):
        deciding.accept(handover_id=handed_over(contact).id, by=cast.ada, at=after(1))

    told = [
        [(entry.properties["from"], entry.properties["to"]) for entry in found.entries]
        for found in (
            ledger.timeline(contact=contact, kinds=["contact.owner_changed"])
            for contact in (ours, nobodys)
        )
    ]
    assert told == [[], [(None, cast.ada.member_id)]]
