"""What is not yet read is said to be missing."""

import pytest

from entente.funnel import operations
from entente.funnel.operations import Move
from entente.insights import funnel
from entente.ledger import consumers
from entente.ledger.events import Consumer
from entente.people.testing import meet
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db


def test_while_entries_are_still_being_read_the_report_says_that_more_comes():
    noor = assemble().noor
    reader = Consumer(
        name=operations.PASSAGES,
        sort="projection",
        handle=operations.apply,
        reads=operations.READS,
        reset=operations.forget,
    )
    consumers.register(consumer=reader, at=MORNING)
    move = Move(contact=meet(name="Sara"), stage="mql", occurred_at=MORNING, via="import")
    operations.enter_stages(moves=[move], at=MORNING)
    said = "What came in a moment ago is still being counted; look again soon. "

    before = funnel.table(viewer=noor, at=MORNING).notes[0]
    consumers.catch_up(consumer=reader, at=MORNING)
    after = funnel.table(viewer=noor, at=MORNING).notes[0]

    assert before == f"{said}{after}"
