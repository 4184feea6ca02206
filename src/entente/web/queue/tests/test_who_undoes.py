"""Undo stands where it works: for whoever decided and their head, until a deal came of it."""

from datetime import timedelta

import pytest

from entente.funnel import operations as funnel
from entente.funnel.operations import Move
from entente.handoff import reactions
from entente.handoff.models import Handover
from entente.handoff.operations import deciding
from entente.kit import clock
from entente.ledger import queries as facts
from entente.people.testing import meet
from entente.web.testing import signed_in
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
