"""Undo stands where it works: for whoever decided and their head, until a deal came of it."""

from datetime import timedelta

import pytest

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding
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
