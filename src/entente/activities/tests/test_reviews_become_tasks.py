"""When a document of the accord is due for review, those who sign have a task; once."""

from datetime import date, timedelta

import pytest

from entente.activities import jobs, queries
from entente.agreements import offers
from entente.agreements.operations import keeping
from entente.agreements.testing import HOUSE, agree
from entente.ledger import queries as ledger
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
SPRING = MORNING + timedelta(days=92)
DUE = date(2027, 2, 24)


@pytest.fixture
def cast():
    with offers.only(HOUSE):
        yield assemble()


def open_tasks(viewer) -> list[tuple]:
    found = queries.open_tasks(viewer=viewer, today=SPRING.date())
    return [(task.subject, task.due_on, task.about) for task in found]


def finish() -> None:
    entries = ledger.facts(after=0, until=10**9, kinds=jobs.READS, limit=100)
    jobs.finish_review_tasks(entries, SPRING)


def test_a_due_review_is_a_task_of_each_who_signs_and_set_once(cast):
    agree(kind="house_rules", content={"hours": 8}, by=cast.noor, at=MORNING)

    before = jobs.set_review_tasks(at=SPRING - timedelta(days=1))
    first, again = jobs.set_review_tasks(at=SPRING), jobs.set_review_tasks(at=SPRING)

    assert (before, first, again) == (0, 1, 1)
    assert open_tasks(cast.noor) == [("Review House rules, version 1", DUE, "")]
    assert open_tasks(cast.ada) == []


def test_once_the_review_was_held_the_task_is_done(cast):
    held = agree(kind="house_rules", content={"hours": 8}, by=cast.noor, at=MORNING)
    jobs.set_review_tasks(at=SPRING)

    keeping.hold_review(
        version_id=held.version_id, due_on=DUE, outcome="Kept", by=cast.noor, at=SPRING
    )
    finish()

    assert open_tasks(cast.noor) == []


def test_once_a_newer_version_holds_the_old_ones_review_is_no_task(cast):
    agree(kind="house_rules", content={"hours": 8}, by=cast.noor, at=MORNING)
    jobs.set_review_tasks(at=SPRING)

    agree(kind="house_rules", content={"hours": 9}, by=cast.noor, at=SPRING)
    finish()

    assert open_tasks(cast.noor) == []
