"""Undo stands where it works: for whoever decided and their head, until a deal came of it."""

from datetime import timedelta

import pytest

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding, ending
from entente.handoff.testing import handed_over
from entente.kit import clock
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.web.testing import signed_in, words
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def test_undo_stands_where_it_works():
    cast = assemble(at=MORNING - timedelta(days=1))
    move = Move(contact=meet(name="Sara", at=MORNING), stage="sql", occurred_at=MORNING, via="hand")
    position = funnel.enter_stage(move=move, at=MORNING)
    reactions.hand_over([facts.entry(position=position)], MORNING)
    row = Handover.objects.get(cause=position)
    deciding.reject(handover_id=row.id, reason="wrong_person", by=cast.ada, at=MORNING)

    with clock.frozen(MORNING + timedelta(hours=1)):
        offered = {
            one.name: "Undo the verdict" in signed_in(one).get(f"/queue/{row.id}/").text
            for one in (cast.ada, cast.noor, cast.milan, cast.root)
        }

    assert offered == {
        "Ada Sells": True, "Noor Leads": True, "Milan Markets": False, "Rita Runs": False,
    }  # fmt: skip


def test_a_verdict_on_who_was_handed_over_again_is_not_offered_for_undoing():
    cast = assemble(at=MORNING - timedelta(days=1))
    sara = meet(name="Sara", at=MORNING)
    row = handed_over(contact=sara, at=MORNING)
    deciding.reject(handover_id=row.id, reason="could_not_reach", by=cast.ada, at=MORNING)
    later = MORNING + timedelta(hours=1)

    with clock.frozen(later):
        before = signed_in(cast.ada).get("/queue/")
        again = handed_over(contact=sara, at=later)
        after = signed_in(cast.ada).get("/queue/")
        old = signed_in(cast.ada).get(f"/queue/{row.id}/")

    undo = 'aria-label="Undo: Recycled Sara"'
    assert (undo in before.text, undo in after.text) == (True, False)
    assert "Recycled Sara , could not be reached" in words(before)
    assert "Recycled Sara , could not be reached; handed over again since" in words(after)
    assert "Undo the verdict" not in old.text
    assert f"/queue/{again.id}/" in after.text


@pytest.mark.parametrize("yes_first", [False, True])
def test_a_verdict_stands_once_a_later_one_was_given_on_the_same_person(yes_first):
    cast = assemble(at=MORNING - timedelta(days=1))
    sara = meet(name="Sara", at=MORNING)
    first = handed_over(contact=sara, at=MORNING)
    old = decide(first, cast.ada, yes=yes_first, hours=1)
    second = handed_over(contact=sara, at=MORNING + timedelta(hours=2))
    new = decide(second, cast.ada, yes=not yes_first, hours=3)

    with clock.frozen(MORNING + timedelta(hours=4)):
        client = signed_in(cast.ada)
        listed = client.get("/queue/")
        answer = client.post(undo_of(old))
        pages = [client.get(f"/queue/{row.id}/").text for row in (first, second)]

    assert [undo_of(one) in listed.text for one in (old, new)] == [False, True]
    assert words(listed).count("handed over again since") == 1
    assert [undo_of(old) in pages[0], undo_of(new) in pages[1]] == [False, True]
    assert answer.status_code == 422
    assert "They were handed over again since then, so this verdict stands." in words(answer)
    states = ["accepted", "rejected"] if yes_first else ["rejected", "accepted"]
    assert list(Handover.objects.order_by("id").values_list("status", flat=True)) == states


def test_a_later_hand_over_that_never_was_keeps_no_verdict_from_being_undone():
    cast = assemble(at=MORNING - timedelta(days=1))
    sara = meet(name="Sara", at=MORNING)
    first = handed_over(contact=sara, at=MORNING)
    old = decide(first, cast.ada, yes=False, hours=1)
    second = handed_over(contact=sara, at=MORNING + timedelta(hours=2))
    later = MORNING + timedelta(hours=4)
    ending.end_what_never_was(causes=[second.cause], at=later)

    with clock.frozen(later):
        client = signed_in(cast.ada)
        offered = [
            undo_of(old) in client.get(url).text for url in ("/queue/", f"/queue/{first.id}/")
        ]
        answer = client.post(undo_of(old))

    assert (offered, answer.status_code) == ([True, True], 303)
    assert list(Handover.objects.order_by("id").values_list("status", flat=True)) == [
        "new", "ended",
    ]  # fmt: skip


def decide(row: Handover, by, *, yes: bool, hours: int) -> int:
    """A verdict, so many hours into the morning; gives its id."""
    about = {"handover_id": row.id, "by": by, "at": MORNING + timedelta(hours=hours)}
    if yes:
        return deciding.accept(**about).verdict_id
    return deciding.reject(reason="wrong_person", **about).verdict_id


def undo_of(verdict: int) -> str:
    return f"/queue/verdicts/{verdict}/undo/"
